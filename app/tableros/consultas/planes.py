"""El plan, en lo justo para una matriz: sus elementos sin textos largos, en una consulta."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.cuentas.modelos import Unidad
from app.extensiones import db
from app.nucleo import idiomas
from app.nucleo.traducido import Texto, en, propio
from app.plan.consultas import ESTADOS_PUBLICOS
from app.plan.modelos import Elemento, Plan


@dataclass(frozen=True)
class PlanElegible:
    """Un plan público. `niveles` son los nombres de sus niveles, en plural y en el idioma de la petición."""

    id: int
    clave: str
    nombre: str
    estado: str
    inicio: dt.date
    niveles: tuple[str, ...]


@dataclass(frozen=True)
class NodoPlan:
    """Un elemento en el árbol. `eje` es el lugar de su raíz (desde 1); `hijos`, los que cuelgan de él."""

    id: int
    padre_id: int | None
    codigo: str
    titulo: str
    nivel: int
    eje: int
    estado: str
    unidad_id: int | None
    unidad: str = ""
    hijos: tuple[int, ...] = ()


def _niveles(formas: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    idioma = idiomas.actual()
    return tuple(en(idioma, f, "plural", (f.get(propio()) or {}).get("plural", "")) for f in formas)


def planes_elegibles() -> list[PlanElegible]:
    """Los planes que cualquiera puede ver: primero los vigentes, después los más nuevos. Una consulta."""
    filas = db.session.scalars(
        select(Plan).where(Plan.estado.in_(ESTADOS_PUBLICOS)).order_by(Plan.inicio.desc(), Plan.id)
    ).all()
    idioma = idiomas.actual()
    planes = [
        PlanElegible(
            p.id,
            p.clave,
            en(idioma, p.traducciones, "nombre", p.nombre),
            p.estado,
            p.inicio,
            _niveles(p.niveles),
        )
        for p in filas
    ]
    return sorted(planes, key=lambda p: p.estado != "vigente")


def nodos_de(plan_id: int) -> dict[int, NodoPlan]:
    """Los elementos de un plan por id, en orden de documento. Una consulta."""
    filas = db.session.execute(
        select(
            Elemento.id,
            Elemento.padre_id,
            Elemento.codigo,
            Elemento.titulo,
            Elemento.traducciones,
            Elemento.nivel,
            Elemento.estado,
            Elemento.unidad_id,
            func.coalesce(Unidad.nombre, "").label("unidad"),
            Unidad.traducciones.label("unidad_traducciones"),
        )
        .outerjoin(Unidad, Unidad.id == Elemento.unidad_id)
        .where(Elemento.plan_id == plan_id)
        .order_by(Elemento.orden)
    ).all()
    hijos: dict[int | None, list[int]] = {}
    for f in filas:
        hijos.setdefault(f.padre_id, []).append(f.id)
    ejes: dict[int, int] = {}
    padres = {f.id: f.padre_id for f in filas}
    raices = {raiz: n for n, raiz in enumerate(hijos.get(None, []), start=1)}
    for f in filas:
        ejes[f.id] = raices[f.id] if padres[f.id] is None else ejes[padres[f.id]]
    idioma = idiomas.actual()
    return {f.id: _nodo(f, en(idioma, f.traducciones, "titulo", f.titulo), ejes[f.id], hijos) for f in filas}


def _nodo(f: Any, titulo: Texto, eje: int, hijos: Mapping[int | None, list[int]]) -> NodoPlan:
    return NodoPlan(
        id=f.id,
        padre_id=f.padre_id,
        codigo=f.codigo,
        titulo=titulo,
        nivel=f.nivel,
        eje=eje,
        estado=f.estado,
        unidad_id=f.unidad_id,
        unidad=en(idiomas.actual(), f.unidad_traducciones, "nombre", f.unidad),
        hijos=tuple(hijos.get(f.id, ())),
    )
