"""Los hechos que forman el hilo de un elemento o de un plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.contenido.modelos import Hecho
from app.cuentas.modelos import Persona
from app.extensiones import db

_DEL_PLAN = ("plan.aprobado", "plan.estado_cambiado")


@dataclass(frozen=True)
class HechoDelPlan:
    """Un suceso con su fecha, quién lo hizo (vacío: la administración del sitio) y por qué."""

    clase: str
    ocurrio_en: dt.datetime
    quien: str
    motivo: str
    datos: Mapping[str, Any]


def ultimo_hecho() -> int:
    """El número del último hecho de la ciudad: si no cambió, nada de lo que se anota cambió."""
    return db.session.scalar(select(func.max(Hecho.id))) or 0


def hechos_de_elemento(elemento_id: int, plan_id: int, tope: int = 100) -> list[HechoDelPlan]:
    """Los del elemento y, del plan, solo los que le tocan: su aprobación y sus cambios de estado."""
    return _hechos(
        (Hecho.contenido_id == elemento_id) | ((Hecho.contenido_id == plan_id) & Hecho.clase.in_(_DEL_PLAN)),
        tope,
    )


def hechos_de_plan(plan_id: int, tope: int = 100) -> list[HechoDelPlan]:
    """Los del plan: aprobación, cambios de sus datos e importaciones."""
    return _hechos(Hecho.contenido_id == plan_id, tope)


def _hechos(condicion: Any, tope: int) -> list[HechoDelPlan]:
    filas = db.session.execute(
        select(Hecho.clase, Hecho.ocurrio_en, Persona.seudonimo, Hecho.motivo, Hecho.datos)
        .outerjoin(Persona, Persona.id == Hecho.persona_id)
        .where(condicion, Hecho.publico.is_(True))
        .order_by(Hecho.ocurrio_en.desc(), Hecho.id.desc())
        .limit(tope)
    ).all()
    return [HechoDelPlan(f[0], f[1], f[2] or "", f[3], f[4]) for f in reversed(filas)]
