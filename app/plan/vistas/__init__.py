"""Páginas del plan: las de leer, las de editar y las de importar."""

from app.plan.vistas import edicion, importacion, publicas
from app.plan.vistas.base import bp

__all__ = ["bp", "edicion", "importacion", "publicas"]
