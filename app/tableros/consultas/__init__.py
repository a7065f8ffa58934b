"""Lecturas de los tableros: pocas y del mismo costo sea cual sea la ciudad."""

from __future__ import annotations

from app.tableros.consultas.llamados import ProcesoElegible, procesos_con_alcance
from app.tableros.consultas.llegadas import Llegadas, llegadas
from app.tableros.consultas.participacion import personas_por_lugar, por_ods
from app.tableros.consultas.pendientes import (
    Espera,
    Esperas,
    IndicadorQuieto,
    esperas,
    indicadores_por_antiguedad,
    sin_clasificar,
)
from app.tableros.consultas.planes import NodoPlan, PlanElegible, nodos_de, planes_elegibles

__all__ = [
    "Espera",
    "Esperas",
    "IndicadorQuieto",
    "Llegadas",
    "NodoPlan",
    "PlanElegible",
    "ProcesoElegible",
    "esperas",
    "indicadores_por_antiguedad",
    "llegadas",
    "nodos_de",
    "personas_por_lugar",
    "planes_elegibles",
    "por_ods",
    "procesos_con_alcance",
    "sin_clasificar",
]
