"""Páginas de los tableros."""

from app.tableros.vistas import matriz, pendientes, publico
from app.tableros.vistas.base import bp

__all__ = ["bp", "matriz", "pendientes", "publico"]
