"""Tablas de la consulta de un plan."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, SmallInteger, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.cuentas.modelos import Persona
from app.extensiones import Modelo
from app.plan.modelos import Elemento, Plan

__all__ = ["ApoyoElemento", "Consulta", "Elemento", "Persona", "Plan", "Prioridad"]

PUESTOS = 10


class Consulta(Modelo):
    """La consulta de un plan, `[abre, cierra)`: qué se pregunta, qué nivel se prioriza y cuántos puestos hay.

    `nivel` vacío: se prioriza entre todos los elementos. `devolucion`: qué se hizo con lo dicho, al terminar.
    `traducciones`: {idioma: {pregunta, devolucion}}.
    """

    __tablename__ = "consultas_plan"
    __table_args__ = (
        CheckConstraint("cierra > abre", name="fechas"),
        CheckConstraint(f"puestos BETWEEN 1 AND {PUESTOS}", name="puestos"),
        CheckConstraint("acreditacion BETWEEN 0 AND 3", name="acreditacion"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("planes.id", ondelete="CASCADE"), primary_key=True)
    pregunta: Mapped[str] = mapped_column(Text, default="")
    abre: Mapped[dt.datetime]
    cierra: Mapped[dt.datetime]
    nivel: Mapped[int | None] = mapped_column(SmallInteger)
    puestos: Mapped[int] = mapped_column(SmallInteger, default=3)
    acreditacion: Mapped[int] = mapped_column(SmallInteger, default=1)
    devolucion: Mapped[str] = mapped_column(Text, default="")
    traducciones: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)


class ApoyoElemento(Modelo):
    """El apoyo de una persona a un elemento de un plan en consulta: la clave primaria impide dos."""

    __tablename__ = "elementos_apoyos"

    elemento_id: Mapped[int] = mapped_column(ForeignKey("elementos.id", ondelete="CASCADE"), primary_key=True)
    persona_id: Mapped[int] = mapped_column(
        ForeignKey("personas.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    dado_en: Mapped[dt.datetime]


class Prioridad(Modelo):
    """El puesto, desde 1, que una persona da a un elemento en la consulta de su plan."""

    __tablename__ = "prioridades"
    __table_args__ = (
        UniqueConstraint("plan_id", "persona_id", "puesto"),
        CheckConstraint(f"puesto BETWEEN 1 AND {PUESTOS}", name="puesto"),
    )

    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), primary_key=True)
    elemento_id: Mapped[int] = mapped_column(
        ForeignKey("elementos.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    plan_id: Mapped[int] = mapped_column(ForeignKey("planes.id", ondelete="CASCADE"))
    puesto: Mapped[int] = mapped_column(SmallInteger)
    dada_en: Mapped[dt.datetime]
