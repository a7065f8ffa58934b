"""Páginas del avance: cómo va cada elemento, los indicadores y el dinero."""

from __future__ import annotations

from app.avance.vistas import anotar, avance, dinero, indicadores, indicadores_edicion, mediciones
from app.avance.vistas.base import bp

__all__ = ["anotar", "avance", "bp", "dinero", "indicadores", "indicadores_edicion", "mediciones"]
