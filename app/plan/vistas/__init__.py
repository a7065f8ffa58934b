"""Páginas del plan: las de leer, las de editar y las de importar."""

from app.plan.vistas import alineaciones, edicion, importacion, ods, publicas, versiones
from app.plan.vistas.base import bp

__all__ = ["alineaciones", "bp", "edicion", "importacion", "ods", "publicas", "versiones"]
