"""Páginas de la consulta de un plan: leer, participar y llevarla."""

from app.consulta_plan.vistas import leer, llevar, participar
from app.consulta_plan.vistas.base import bp

__all__ = ["bp", "leer", "llevar", "participar"]
