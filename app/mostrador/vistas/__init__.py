"""Las páginas del mostrador."""

from __future__ import annotations

from app.mostrador.vistas import actos, atencion, registro
from app.mostrador.vistas.base import bp

__all__ = ["actos", "atencion", "bp", "registro"]
