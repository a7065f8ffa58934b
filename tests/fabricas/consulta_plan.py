"""Consultas de planes para las pruebas: abierta desde ayer y por una semana, si no se dice otra cosa."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.consulta_plan import servicios
from app.consulta_plan.modelos import Consulta
from app.extensiones import db
from app.nucleo.permisos import OPERACION
from app.nucleo.reloj import ahora
from app.plan.modelos import Plan
from tests.fabricas import plan as planes

DIA = dt.timedelta(days=1)


def datos(**mas: Any) -> servicios.DatosConsulta:
    """Lo que se escribe de una consulta."""
    valores: dict[str, Any] = {
        "pregunta": "¿Qué tiene que lograr la ciudad primero?",
        "abre": ahora() - DIA,
        "cierra": ahora() + 7 * DIA,
        "nivel": 1,
        "puestos": 2,
    }
    return servicios.DatosConsulta(**{**valores, **mas})


def consulta(**mas: Any) -> Plan:
    """Un plan en consulta."""
    plan = planes.borrador()
    servicios.abrir_consulta(OPERACION, plan.id, datos(**mas))
    db.session.commit()
    return plan


def cerrar(plan_id: int) -> None:
    """Como si la consulta hubiera cerrado hace un instante."""
    db.session.get_one(Consulta, plan_id).cierra = ahora()
    db.session.commit()
