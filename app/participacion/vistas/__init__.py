"""Páginas de la conversación: leerla, comentar, responder, votar y cuidar lo propio."""

from __future__ import annotations

from app.participacion.vistas import escribir, leer, propios
from app.participacion.vistas.base import bp

__all__ = ["bp", "escribir", "leer", "propios"]
