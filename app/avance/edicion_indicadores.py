"""Entre los formularios de indicadores y lo que piden los servicios. No consulta ni escribe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.avance.consultas.fichas_indicadores import Ficha, MedicionVista, Pendiente
from app.avance.formularios.indicadores import (
    TRADUCIBLES,
    FormularioIndicador,
    FormularioMedicion,
    cantidad,
    escrita,
)
from app.avance.reglas import tramos
from app.avance.servicios.indicadores import DatosIndicador
from app.avance.servicios.mediciones import DatosMedicion
from app.avance.servicios.metas import DatosMeta
from app.nucleo import traducido
from app.nucleo.errores import Invalido
from app.nucleo.idiomas import NOMBRES
from app.nucleo.permisos import Identidad, Permiso
from app.nucleo.texto import limpiar
from app.nucleo.traducido import unir
from app.plan.consultas import Arbol, NombreUnidad

EN_BLANCO = 3
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


@dataclass
class FilaMeta:
    """Un renglón del formulario de metas: lo escrito y sus errores por campo.

    `vista` es el final de la meta que mostraba, si mostraba una: solo esas se cambian o se quitan.
    """

    inicio: str = ""
    fin: str = ""
    valor: str = ""
    vista: str = ""
    errores: dict[str, str] = field(default_factory=dict)

    @property
    def vacia(self) -> bool:
        """Verdadero si no hay nada escrito: no es una meta."""
        return not self.valor and not self.inicio and not self.fin


@dataclass(frozen=True)
class Asistente:
    """Lo que se pidió al asistente: de qué año a qué año y, si se dice, a cuánto se llega."""

    desde: str = ""
    hasta: str = ""
    final: str = ""
    error: str = ""


def _en_blanco(filas: list[FilaMeta]) -> list[FilaMeta]:
    return [*filas, *(FilaMeta() for _n in range(EN_BLANCO))]


def filas_de_metas(ficha: Ficha) -> list[FilaMeta]:
    """Las metas que hay, y unos renglones en blanco."""
    return _en_blanco(
        [
            FilaMeta(m.inicio.isoformat(), m.fin.isoformat(), escrita(m.valor), m.fin.isoformat())
            for m in ficha.metas
        ]
    )


def filas_enviadas(enviado: Mapping[str, str]) -> list[FilaMeta]:
    """Los renglones tal como llegaron."""
    filas: list[FilaMeta] = []
    while f"valor-{len(filas)}" in enviado:
        campos = ("inicio", "fin", "valor", "vista")
        inicio, fin, valor, vista = (str(limpiar(enviado.get(f"{c}-{len(filas)}", ""))) for c in campos)
        filas.append(FilaMeta(inicio, fin, valor, vista))
    return filas


def vistas_de(filas: Sequence[FilaMeta]) -> set[dt.date]:
    """El final de cada meta que la página mostró."""
    vistas = set()
    for fila in filas:
        with suppress(ValueError):
            vistas.add(dt.date.fromisoformat(fila.vista))
    return vistas


def errores_de_metas(filas: Sequence[FilaMeta]) -> list[dict[str, str]]:
    """Los errores de todos los renglones, para el resumen: el campo de cada uno y qué le pasa."""
    return [
        {"id": f"{campo}-{n}", "mensaje": str(_("Fila %(n)s: %(mensaje)s", n=n + 1, mensaje=mensaje))}
        for n, fila in enumerate(filas)
        for campo, mensaje in fila.errores.items()
    ]


def metas_de(filas: Sequence[FilaMeta]) -> tuple[list[DatosMeta], list[int]]:
    """Las metas escritas y el renglón de cada una; los errores quedan en su renglón."""
    metas, lugares = [], []
    for n, fila in enumerate(filas):
        if fila.vacia:
            continue
        inicio, fin = (_dia(fila, campo) for campo in ("inicio", "fin"))
        valor = _cantidad(fila, "valor", fila.valor)
        if inicio is not None and fin is not None and valor is not None:
            metas.append(DatosMeta(inicio, fin, valor))
            lugares.append(n)
    return metas, lugares


def _dia(fila: FilaMeta | FilaPendiente, campo: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(getattr(fila, campo))
    except ValueError:
        fila.errores[campo] = _("Falta la fecha, o no es una fecha.")
        return None


def _cantidad(fila: FilaMeta | FilaPendiente, campo: str, texto: str) -> Decimal | None:
    try:
        return cantidad(texto)
    except ValueError as error:
        fila.errores[campo] = str(error) if texto else _("Falta el valor.")
        return None


def proponer(ficha: Ficha, pedido: Mapping[str, str]) -> tuple[list[FilaMeta], Asistente]:
    """Una meta por período entre dos años, en línea recta desde la base hasta el final; no guarda nada."""
    a = Asistente(*(str(limpiar(pedido.get(c, ""))) for c in ("desde", "hasta", "final")))
    if not (a.desde.isdecimal() and a.hasta.isdecimal() and 1900 <= int(a.desde) <= int(a.hasta) <= 2200):
        return filas_de_metas(ficha), Asistente(
            a.desde, a.hasta, a.final, _("Di de qué año a qué año: 2026 y 2030.")
        )
    try:
        final = cantidad(a.final) if a.final else None
    except ValueError as error:
        return filas_de_metas(ficha), Asistente(a.desde, a.hasta, a.final, str(error))
    periodos = tramos.periodos_de_metas(ficha.frecuencia, int(a.desde), int(a.hasta))[:60]
    filas = [
        FilaMeta(p.inicio.isoformat(), p.fin.isoformat(), _recta(ficha, final, n, len(periodos)))
        for n, p in enumerate(periodos, start=1)
    ]
    ocupados = [(m.inicio, m.fin) for m in ficha.metas]
    libres = [
        f
        for f, p in zip(filas, periodos, strict=True)
        if all(p.fin < inicio or p.inicio > fin for inicio, fin in ocupados)
    ]
    hay = [x for x in filas_de_metas(ficha) if not x.vacia]
    return _en_blanco(sorted([*hay, *libres], key=lambda x: x.inicio)), a


def _recta(ficha: Ficha, final: Decimal | None, n: int, de: int) -> str:
    """El valor del período `n` de `de`, camino de la base al final; si no se sabe uno de los dos, nada."""
    if final is None:
        return ""
    if ficha.base is None or n == de or ficha.acumulacion == "incremento":
        return escrita(final) if n == de or ficha.acumulacion == "incremento" else ""
    base = ficha.base[1]
    return escrita((base + (final - base) * n / de).quantize(Decimal(1).scaleb(-ficha.decimales)))


@dataclass
class FilaPendiente:
    """Un indicador en la hoja de anotar varios: lo escrito, sus errores y si ya quedó."""

    pendiente: Pendiente
    fecha: str
    valor: str = ""
    fuente: str = ""
    nota: str = ""
    errores: dict[str, str] = field(default_factory=dict)
    corregir: int | None = None
    """El valor que ya hay para esa fecha y fuente, si choca con él."""


def escritas(enviado: Mapping[str, str]) -> set[int]:
    """Los indicadores en cuyo renglón se escribió un valor."""
    campos = (
        c.removeprefix("valor-") for c, texto in enviado.items() if c.startswith("valor-") and texto.strip()
    )
    return {int(c) for c in campos if c.isascii() and c.isdigit() and len(c) < 19}


def filas_pendientes(pendientes: Sequence[Pendiente], enviado: Mapping[str, str]) -> list[FilaPendiente]:
    """Un renglón por indicador que espera dato, con lo enviado o con la fecha y la fuente que se proponen."""

    def de(campo: str, p: Pendiente, omision: str) -> str:
        return str(limpiar(enviado.get(f"{campo}-{p.id}", omision)))

    return [
        FilaPendiente(
            p,
            de("fecha", p, p.tramo[1].isoformat()),
            de("valor", p, ""),
            de("fuente", p, p.fuente),
            de("nota", p, ""),
        )
        for p in pendientes
    ]


def errores_de_pendientes(filas: Sequence[FilaPendiente]) -> list[dict[str, str]]:
    """Los errores de todos los renglones, para el resumen: el campo de cada uno y qué le pasa."""
    return [
        {"id": f"{campo}-{fila.pendiente.id}", "mensaje": f"{fila.pendiente.nombre}: {mensaje}"}
        for fila in filas
        for campo, mensaje in fila.errores.items()
    ]


def medicion_de_fila(fila: FilaPendiente) -> DatosMedicion | None:
    """El valor de un renglón; None si está en blanco o tiene errores, que quedan en él."""
    if not fila.valor:
        return None
    valor, dia = _cantidad(fila, "valor", fila.valor), _dia(fila, "fecha")
    if not fila.fuente:
        fila.errores["fuente"] = _("Di de dónde sale el dato.")
    if valor is None or dia is None or fila.errores:
        return None
    return DatosMedicion(dia, valor, " ".join(fila.fuente.split()), fila.nota)
