"""Entre los formularios de indicadores y lo que piden los servicios. No consulta ni escribe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.avance.consultas.fichas_indicadores import Ficha, MedicionVista
from app.avance.formularios.indicadores import (
    TRADUCIBLES,
    FormularioIndicador,
    FormularioMedicion,
)
from app.avance.servicios.indicadores import DatosIndicador
from app.avance.servicios.mediciones import DatosMedicion
from app.nucleo import traducido
from app.nucleo.errores import Invalido
from app.nucleo.idiomas import NOMBRES
from app.nucleo.permisos import Identidad, Permiso
from app.nucleo.texto import limpiar
from app.nucleo.traducido import unir
from app.plan.consultas import Arbol, NombreUnidad

LARGOS = {"nombre": 200, "definicion": 5000, "unidad": 80}
_TAL_CUAL = (
    "codigo", "formula", "decimales", "frecuencia", "direccion", "acumulacion", "fuente", "verificacion",
)  # fmt: skip


def preparar(
    f: FormularioIndicador,
    plano: Arbol,
    unidades: Sequence[NombreUnidad],
    lugares: Sequence[tuple[str, str]],
    quien: Identidad,
) -> FormularioIndicador:
    """El formulario con lo que se puede elegir; quien planifica para una unidad responde con la suya."""
    elementos = [(n.codigo, unir("— " * n.nivel + n.codigo, n.titulo)) for n in plano.en_orden()]
    propias = [(u.codigo, u.nombre) for u in unidades if quien.puede(Permiso.INDICADOR_EDITAR, unidad_id=u.id)]
    f.ofrecer(elementos, propias, lugares)
    return f


def datos_de_ficha(ficha: Ficha, textos: Mapping[str, str]) -> dict[str, Any]:
    """Lo que el formulario muestra de un indicador; `textos`, los traducibles como se escribieron."""
    return {
        **{c: getattr(ficha, c) for c in _TAL_CUAL},
        **textos,
        "elemento": ficha.elemento.codigo,
        "banda_desde": ficha.banda[0] if ficha.banda else None,
        "banda_hasta": ficha.banda[1] if ficha.banda else None,
        "base_fecha": ficha.base[0] if ficha.base else None,
        "base_valor": ficha.base[1] if ficha.base else None,
        "responsable": ficha.unidad_codigo,
        "territorio": ficha.territorio_codigo,
        "lugar": "" if ficha.territorio_codigo else ficha.lugar,
    }


def _elegido(campo: str, codigo: str, posibles: Mapping[str, int]) -> int | None:
    if not codigo:
        return None
    if codigo not in posibles:
        raise Invalido(campo, _("Elige una de las opciones."))
    return posibles[codigo]


def datos_de(
    f: FormularioIndicador,
    plano: Arbol,
    unidades: Sequence[NombreUnidad],
    lugares: Mapping[str, int],
    traducciones: Mapping[str, Mapping[str, str]],
    codigo: str = "",
) -> DatosIndicador:
    """Los datos del indicador tal como quedan; lanza `Invalido` si algo elegido no existe."""
    d: dict[str, Any] = f.data
    nodo = plano.por_codigo.get(d["elemento"] or "")
    if nodo is None:
        raise Invalido("elemento", _("Elige de qué elemento del plan es."))
    territorio = _elegido("territorio", d["territorio"], lugares)
    textos: dict[str, Any] = {c: d[c] or "" for c in ("definicion", "formula", "fuente", "verificacion")}
    otros: dict[str, Any] = {
        c: d[c]
        for c in (
            "decimales", "frecuencia", "direccion", "acumulacion", "banda_desde", "banda_hasta",
            "base_fecha", "base_valor",
        )
    }  # fmt: skip
    return DatosIndicador(
        **textos,
        **otros,
        codigo=codigo or d["codigo"],
        elemento_id=nodo.id,
        nombre=" ".join(d["nombre"].split()),
        unidad=" ".join(d["unidad"].split()),
        unidad_id=_elegido("responsable", d["responsable"], {u.codigo: u.id for u in unidades}),
        territorio_id=territorio,
        lugar="" if territorio is not None else d["lugar"] or "",
        traducciones=traducciones,
    )


def traducciones_de(
    enviado: Mapping[str, str], previas: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Los textos en otros idiomas, listos para pintar: lo enviado o, si no, lo que ya había."""
    return [
        {
            "idioma": idioma,
            "nombre": NOMBRES[idioma],
            "campos": [
                {
                    "id": f"{campo}-{idioma}",
                    "campo": campo,
                    "valor": enviado.get(f"{campo}-{idioma}", (previas.get(idioma) or {}).get(campo, "")),
                    "largo": LARGOS[campo],
                }
                for campo in TRADUCIBLES
            ],
        }
        for idioma in traducido.otros()
    ]


def traducciones_enviadas(
    enviado: Mapping[str, str], previas: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Las traducciones escritas, sin vacíos; las de idiomas que no se ofrecen se conservan."""
    salida = {i: dict(t) for i, t in previas.items() if i not in traducido.otros()}
    for idioma in traducido.otros():
        campos = {c: str(limpiar(enviado.get(f"{c}-{idioma}", "")))[: LARGOS[c]] for c in TRADUCIBLES}
        if any(campos.values()):
            salida[idioma] = {c: t for c, t in campos.items() if t}
    return salida


def medicion_de(f: FormularioMedicion) -> DatosMedicion:
    """El valor escrito."""
    d: dict[str, Any] = f.data
    return DatosMedicion(d["fecha"], d["valor"], " ".join(d["fuente"].split()), d["nota"] or "")


def datos_de_medicion(m: MedicionVista) -> dict[str, Any]:
    """Un valor, para corregirlo."""
    return {"fecha": m.fecha, "valor": m.valor, "fuente": m.fuente, "nota": m.nota}
