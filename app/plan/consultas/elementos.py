"""Lecturas del árbol: siempre el mismo número de consultas, tenga un elemento o cinco mil."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo import idiomas
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Identidad
from app.nucleo.texto import sin_acentos
from app.nucleo.traducido import Texto, en, ordenadas, propio, unir
from app.plan import reglas
from app.plan.consultas.fichas import ESTADOS_PUBLICOS, Arbol, Nodo, NombreUnidad, Resumen
from app.plan.consultas.planes import puede_ver_borradores
from app.plan.modelos import Elemento, ElementoODS, ElementoUnidad, Plan, Unidad

_DIRECTOS = (
    "id", "contenido", "codigo", "nivel", "peso", "estado", "inicio", "fin", "padre_id",
)  # fmt: skip
TEXTOS = ("titulo", "descripcion", "supuestos")
"""Los campos de un elemento que se traducen."""


def _colaboradoras(plan_id: int, idioma: str) -> dict[int, list[NombreUnidad]]:
    filas = db.session.execute(
        select(ElementoUnidad.elemento_id, Unidad.id, Unidad.codigo, Unidad.nombre, Unidad.traducciones)
        .join(Elemento, Elemento.id == ElementoUnidad.elemento_id)
        .join(Unidad, Unidad.id == ElementoUnidad.unidad_id)
        .where(Elemento.plan_id == plan_id)
        .order_by(Unidad.codigo)
    )
    salida: dict[int, list[NombreUnidad]] = {}
    for elemento_id, ident, codigo, nombre, traducciones in filas:
        unidad = NombreUnidad(ident, codigo, en(idioma, traducciones, "nombre", nombre))
        salida.setdefault(elemento_id, []).append(unidad)
    return salida


def _ods(plan_id: int) -> dict[int, list[str]]:
    filas = db.session.execute(
        select(ElementoODS.elemento_id, ElementoODS.codigo)
        .join(Elemento, Elemento.id == ElementoODS.elemento_id)
        .where(Elemento.plan_id == plan_id)
    )
    salida: dict[int, list[str]] = {}
    for elemento_id, codigo in filas:
        salida.setdefault(elemento_id, []).append(codigo)
    return salida


def _filas(plan_id: int) -> Sequence[Any]:
    return db.session.execute(
        select(
            Elemento.id,
            Contenido.codigo.label("contenido"),
            Elemento.codigo,
            Elemento.titulo,
            Elemento.descripcion,
            Elemento.nivel,
            Elemento.peso,
            Elemento.estado,
            Elemento.inicio,
            Elemento.fin,
            Elemento.padre_id,
            Elemento.supuestos,
            Elemento.traducciones,
            Unidad.id.label("unidad_id"),
            Unidad.codigo.label("unidad_codigo"),
            Unidad.nombre.label("unidad_nombre"),
            Unidad.traducciones.label("unidad_traducciones"),
        )
        .join(Contenido, Contenido.id == Elemento.id)
        .outerjoin(Unidad, Unidad.id == Elemento.unidad_id)
        .where(Elemento.plan_id == plan_id)
        .order_by(Elemento.orden)
    ).all()


def _unidad(f: Any, idioma: str) -> NombreUnidad | None:
    if f.unidad_id is None:
        return None
    nombre = en(idioma, f.unidad_traducciones, "nombre", f.unidad_nombre)
    return NombreUnidad(f.unidad_id, f.unidad_codigo, nombre)


def _textos(f: Any, idioma: str) -> dict[str, Any]:
    return {c: en(idioma, f.traducciones, c, getattr(f, c)) for c in TEXTOS}


def arbol(plan_id: int, idioma: str | None = None) -> Arbol:
    """El plan entero como árbol, en orden de documento (tres consultas); sin `idioma`, en el propio."""
    lengua = idioma or propio()
    colaboradoras, ods = _colaboradoras(plan_id, lengua), _ods(plan_id)
    nodos: dict[int, Nodo] = {}
    hijos: dict[int | None, list[int]] = {}
    for f in _filas(plan_id):
        nodos[f.id] = Nodo(
            **{c: getattr(f, c) for c in _DIRECTOS},
            **_textos(f, lengua),
            traducciones=ordenadas(f.traducciones),
            unidad=_unidad(f, lengua),
            colaboradoras=tuple(colaboradoras.get(f.id, ())),
            ods=reglas.ordenar_codigos(ods.get(f.id, [])),
        )
        hijos.setdefault(f.padre_id, []).append(f.id)
    ejes = {raiz: n for n, raiz in enumerate(hijos.get(None, []), start=1)}
    partes: dict[int, Any] = {}
    for grupo in hijos.values():
        partes.update(zip(grupo, reglas.partes_de_peso([nodos[i].peso for i in grupo]), strict=True))
    for ident, nodo in nodos.items():
        ejes[ident] = ejes[ident] if nodo.padre_id is None else ejes[nodo.padre_id]
    finales: dict[int, Nodo] = {}
    for ident in reversed(nodos):
        finales[ident] = replace(
            nodos[ident],
            eje=ejes[ident],
            parte=partes[ident],
            hijos=tuple(finales[h] for h in hijos.get(ident, [])),
        )
    por_id = {i: finales[i] for i in nodos}
    return Arbol(tuple(por_id[i] for i in hijos.get(None, [])), por_id, {n.codigo: n for n in por_id.values()})


def filas_de(plan: Arbol) -> list[reglas.FilaPlan]:
    """El árbol (leído sin idioma) como filas de la tabla ancha, en orden de documento."""
    return [
        reglas.FilaPlan(
            codigo=n.codigo,
            titulo=str(n.titulo),
            padre=plan.por_id[n.padre_id].codigo if n.padre_id is not None else None,
            descripcion=str(n.descripcion),
            unidad=n.unidad.codigo if n.unidad else "",
            colaboradoras=reglas.ordenar_codigos([u.codigo for u in n.colaboradoras]),
            peso=n.peso,
            ods=n.ods,
            inicio=n.inicio,
            fin=n.fin,
            estado=n.estado,
            supuestos=str(n.supuestos),
            traducciones=n.traducciones,
        )
        for n in plan.en_orden()
    ]


def exportar_csv(plan_id: int) -> str:
    """La tabla ancha del plan: al importarla no cambia nada, y el mismo plan da siempre los mismos bytes."""
    return reglas.escribir_tabla(filas_de(arbol(plan_id)))


def direccion_de(elemento_id: int, quien: Identidad) -> tuple[str, str]:
    """Clave del plan y código de un elemento, para formar su dirección; `NoEncontrado` si no se puede ver."""
    fila = db.session.execute(
        select(Plan.clave, Elemento.codigo, Plan.estado)
        .join(Elemento, Elemento.plan_id == Plan.id)
        .where(Elemento.id == elemento_id)
    ).one_or_none()
    if fila is None or (fila.estado not in ESTADOS_PUBLICOS and not puede_ver_borradores(quien)):
        raise NoEncontrado()
    return fila.clave, fila.codigo


def resumenes(ids: Iterable[int], idioma: str | None = None) -> dict[int, Resumen]:
    """Código, título y eje de estos elementos (dos consultas), en el idioma dado o en el de la petición."""
    lengua = idioma or idiomas.actual()
    filas = db.session.execute(
        select(
            Elemento.id,
            Elemento.codigo,
            Elemento.titulo,
            Elemento.traducciones,
            Elemento.ruta,
            Elemento.plan_id,
            Plan.clave,
        )
        .join(Plan, Plan.id == Elemento.plan_id)
        .where(Elemento.id.in_(set(ids)))
    ).all()
    ejes = ejes_de({f.plan_id for f in filas})
    return {
        f.id: Resumen(
            f.id,
            f.codigo,
            en(lengua, f.traducciones, "titulo", f.titulo),
            ejes.get(int(f.ruta.split("/")[1]), 0),
            f.plan_id,
            f.clave,
        )
        for f in filas
    }


def ejes_de(planes: Iterable[int]) -> dict[int, int]:
    """Id de cada raíz de estos planes → su posición (desde 1) en el plan."""
    raices = db.session.execute(
        select(Elemento.id, Elemento.plan_id)
        .where(Elemento.plan_id.in_(set(planes)), Elemento.padre_id.is_(None))
        .order_by(Elemento.plan_id, Elemento.orden)
    )
    ejes: dict[int, int] = {}
    cuentas: dict[int, int] = {}
    for ident, plan_id in raices:
        ejes[ident] = cuentas[plan_id] = cuentas.get(plan_id, 0) + 1
    return ejes


def opciones(plan_id: int, nivel_maximo: int | None = None) -> list[tuple[Texto, list[tuple[int, Texto]]]]:
    """Para un campo de elegir: por cada raíz, su nombre y sus elementos (id, «código título»), en orden."""
    raices = arbol(plan_id, idiomas.actual()).raices
    return [
        (
            unir(r.codigo, r.titulo),
            [
                (n.id, unir(n.codigo, n.titulo))
                for n in r.recorrer()
                if nivel_maximo is None or n.nivel <= nivel_maximo
            ],
        )
        for r in raices
    ]


def buscar(plan: Arbol, texto: str) -> list[Nodo]:
    """Los elementos que llevan todas las palabras en su código, título o descripción; sin mirar tildes."""
    palabras = sin_acentos(texto).split()
    return [
        n
        for n in plan.en_orden()
        if palabras and all(p in sin_acentos(f"{n.codigo} {n.titulo} {n.descripcion}") for p in palabras)
    ]


def alineados(plan: Arbol) -> dict[str, list[Nodo]]:
    """Objetivo ODS → elementos que se alinean con él o con alguna de sus metas, en orden de documento."""
    salida: dict[str, list[Nodo]] = {}
    for nodo in plan.en_orden():
        for objetivo in dict.fromkeys(c.partition(".")[0] for c in nodo.ods):
            salida.setdefault(objetivo, []).append(nodo)
    return salida
