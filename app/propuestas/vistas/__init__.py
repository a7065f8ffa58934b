"""Páginas de las propuestas: la lista, cada una, escribir, cuidar lo propio y clasificar."""

from __future__ import annotations

from app.propuestas.vistas import apoyar, descargar, escribir, ficha, firmas, fotos, lista, parecidas, propias
from app.propuestas.vistas.base import bp

__all__ = ["apoyar", "bp", "descargar", "escribir", "ficha", "firmas", "fotos", "lista", "parecidas", "propias"]
