"""Rumbo Común: planificación participativa de la ciudad, de la idea a la obra."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Configuracion


def create_app(configuracion: Configuracion | None = None) -> Flask:
    """Crea la aplicación; la fábrica se importa al llamarla para que las reglas no carguen Flask."""
    from app.fabrica import fabricar

    return fabricar(configuracion)
