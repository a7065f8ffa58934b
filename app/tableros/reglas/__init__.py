"""Reglas puras de los tableros: qué se cuenta en cada celda, por mil, en partes, y qué no se puede mostrar."""

from __future__ import annotations

from app.tableros.reglas.alcance import Llamado, preguntamos
from app.tableros.reglas.matriz import (
    ESCALONES,
    Columna,
    columnas,
    escalon,
    parte,
    por_mil,
    repartir,
    tramos_de_calor,
)
from app.tableros.reglas.pequenas import MINIMO_PUBLICO, Tapado, tapar

__all__ = [
    "ESCALONES",
    "MINIMO_PUBLICO",
    "Columna",
    "Llamado",
    "Tapado",
    "columnas",
    "escalon",
    "parte",
    "por_mil",
    "preguntamos",
    "repartir",
    "tapar",
    "tramos_de_calor",
]
