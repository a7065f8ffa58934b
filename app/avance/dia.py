"""El día en la ciudad."""

from __future__ import annotations

import datetime as dt

from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora


def hoy() -> dt.date:
    """El día presente en la ciudad."""
    return a_zona(ahora()).date()
