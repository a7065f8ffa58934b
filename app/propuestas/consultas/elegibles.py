"""Los elementos del plan a los que una propuesta puede atarse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.extensiones import db
from app.plan.modelos import Elemento, Plan
from app.propuestas.modelos import PropuestaElemento


@dataclass(frozen=True)
class Elegible:
    """Un elemento de un plan que se puede elegir, con la unidad que responde por él."""

    id: int
    plan_id: int
    codigo: str
    unidad_id: int | None


_COLUMNAS = (Elemento.id, Elemento.plan_id, Elemento.codigo, Elemento.unidad_id)


def elegibles(ids: Sequence[int]) -> list[Elegible]:
    """Los de esos ids que siguen en un plan vigente o en consulta, en el orden del plan."""
    filas = db.session.execute(
        select(*_COLUMNAS)
        .join(Plan, Plan.id == Elemento.plan_id)
        .where(
            Elemento.id.in_(ids), Elemento.estado != "cancelado", Plan.estado.in_(("vigente", "en_consulta"))
        )
        .order_by(Elemento.plan_id, Elemento.orden, Elemento.id)
    )
    return [Elegible(*fila) for fila in filas]


def puestos(propuesta_id: int) -> list[Elegible]:
    """Los que una propuesta ya tiene, aunque su plan haya cambiado."""
    filas = db.session.execute(
        select(*_COLUMNAS)
        .join(PropuestaElemento, PropuestaElemento.elemento_id == Elemento.id)
        .where(PropuestaElemento.propuesta_id == propuesta_id)
        .order_by(Elemento.orden, Elemento.id)
    )
    return [Elegible(*fila) for fila in filas]
