"""Entre los formularios de quien planifica y las filas del plan. No consulta ni escribe."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.nucleo.errores import Invalido
from app.nucleo.permisos import Identidad, Permiso
from app.nucleo.traducido import ordenadas, unir
from app.plan import ods as vocabulario
from app.plan import reglas
from app.plan.consultas import Arbol, FichaPlan, Nodo, NombreUnidad
from app.plan.formularios import FormularioActo, FormularioElemento, FormularioPlan
from app.plan.servicios import DatosActo, DatosPlan


def padres_posibles(plano: Arbol, nodo: Nodo | None) -> list[tuple[str, str]]:
    """De qué puede colgar un elemento: de nada o de cualquiera que no cuelgue de él."""
    propios = {n.codigo for n in nodo.recorrer()} if nodo else set()
    return [
        ("", str(_("De nada: es una raíz del plan"))),
        *(
            (n.codigo, unir("— " * n.nivel + n.codigo, n.titulo))
            for n in plano.en_orden()
            if n.codigo not in propios
        ),
    ]


def preparar(
    formulario: FormularioElemento,
    plano: Arbol,
    nodo: Nodo | None,
    unidades: Sequence[NombreUnidad],
    quien: Identidad,
) -> FormularioElemento:
    """El formulario con lo que se puede elegir; quien planifica para una unidad responde con la suya."""
    todas = [(u.codigo, u.nombre) for u in unidades]
    propias = [(u.codigo, u.nombre) for u in unidades if quien.puede(Permiso.PLAN_EDITAR, unidad_id=u.id)]
    formulario.ofrecer(padres_posibles(plano, nodo), todas, propias, quien.puede(Permiso.PLAN_EDITAR))
    return formulario


def datos_de_nodo(plano: Arbol, nodo: Nodo) -> dict[str, Any]:
    """Lo que el formulario muestra de un elemento que ya existe."""
    return {
        "codigo": nodo.codigo,
        "titulo": nodo.titulo,
        "descripcion": nodo.descripcion,
        "supuestos": nodo.supuestos,
        "padre": plano.por_id[nodo.padre_id].codigo if nodo.padre_id is not None else "",
        "unidad": nodo.unidad.codigo if nodo.unidad else "",
        "colaboradoras": [u.codigo for u in nodo.colaboradoras],
        "peso": nodo.peso,
        "ods": "; ".join(nodo.ods),
        "inicio": nodo.inicio,
        "fin": nodo.fin,
        "estado": nodo.estado,
    }


def codigo_siguiente(plano: Arbol, padre: Nodo | None) -> str:
    """Un código libre para un hijo nuevo: el del padre y el número que sigue."""
    hijos = padre.hijos if padre else plano.raices
    base = f"{padre.codigo}." if padre else ""
    numero = len(hijos) + 1
    while f"{base}{numero}" in plano.por_codigo:
        numero += 1
    return f"{base}{numero}"


def _lista_ods(texto: str) -> tuple[str, ...]:
    codigos = [c.strip().casefold() for c in re.split(r"[;,\s]+", texto) if c.strip()]
    ajenos = [c for c in codigos if c not in vocabulario.codigos()]
    if ajenos:
        raise Invalido("ods", _("«%(valor)s» no es un objetivo ni una meta de los ODS.", valor=ajenos[0]))
    return reglas.ordenar_codigos(codigos)


def fila_de(
    f: FormularioElemento, codigo: str = "", previas: Mapping[str, Mapping[str, str]] | None = None
) -> reglas.FilaPlan:
    """La fila que describe el formulario (con su código o con el dado); lanza `Invalido` si algo no existe.

    `previas`: los textos traducidos que ya había, por si el formulario no trae todos los idiomas.
    """
    d: dict[str, Any] = f.data
    ofrecidas: Any = f.colaboradoras.choices
    conocidas = {opcion.value for opcion in ofrecidas}
    if set(d["colaboradoras"] or []) - conocidas:
        raise Invalido("colaboradoras", _("Esa unidad no existe."))
    return reglas.FilaPlan(
        codigo=codigo or d["codigo"],
        titulo=" ".join(d["titulo"].split()),
        padre=d["padre"] or None,
        descripcion=d["descripcion"] or "",
        unidad=d["unidad"] or "",
        colaboradoras=reglas.ordenar_codigos(d["colaboradoras"] or []),
        peso=d["peso"],
        ods=_lista_ods(d["ods"] or ""),
        inicio=d["inicio"],
        fin=d["fin"],
        estado=d["estado"],
        supuestos=d["supuestos"] or "",
        traducciones=ordenadas(f.traducciones(previas)),
    )


def texto_de_niveles(niveles: Sequence[Mapping[str, Any]]) -> str:
    """Los nombres en español, uno por línea: `eje, ejes`."""
    formas: list[Mapping[str, str]] = [n.get("es") or next(iter(n.values()), {}) for n in niveles]
    return "\n".join(f"{f.get('singular', '')}, {f.get('plural', '')}" for f in formas)


def niveles_de(texto: str, previos: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Los niveles escritos, con los nombres en otros idiomas que ya tenían."""
    salida = []
    for i, linea in enumerate(filter(None, (x.strip() for x in texto.splitlines()))):
        singular, _coma, plural = (t.strip() for t in linea.partition(","))
        otros = dict(previos[i]) if i < len(previos) else {}
        salida.append({**otros, "es": {"singular": singular, "plural": plural or f"{singular}s"}})
    return salida


def datos_de_formulario(f: FormularioPlan, previo: FichaPlan | None = None) -> DatosPlan:
    """Los datos del plan tal como quedan con lo escrito."""
    d: dict[str, Any] = f.data
    return DatosPlan(
        **{c: d[c] for c in ("clave", "nombre", "tipo", "inicio", "fin")},
        lema=d["lema"] or "",
        presentacion=d["presentacion"] or "",
        niveles=niveles_de(d["niveles"] or "", previo.niveles if previo else ()),
        traducciones=f.traducciones(previo.traducciones if previo else None),
    )


def acto_de(f: FormularioActo, documento: str = "") -> DatosActo:
    """El acto escrito, con la ficha del formulario en que se subió su documento."""
    d: dict[str, Any] = f.data
    return DatosActo(d["organo"] or "", d["numero"] or "", d["fecha"], d["gaceta"] or "", documento)


def inicial_de(plano: Arbol, padre: Nodo | None) -> dict[str, Any]:
    """Con qué empieza el formulario de un elemento nuevo."""
    return {"codigo": codigo_siguiente(plano, padre), "peso": 1, "padre": padre.codigo if padre else ""}
