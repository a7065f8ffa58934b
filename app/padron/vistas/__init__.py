"""Páginas del padrón."""

from app.padron.vistas import administrar, cortes, propias, puntos
from app.padron.vistas.base import bp

__all__ = ["administrar", "bp", "cortes", "propias", "puntos"]
