"""Las páginas de la privacidad."""

from __future__ import annotations

from app.privacidad.vistas import aviso, propios, solicitudes
from app.privacidad.vistas.base import bp

__all__ = ["aviso", "bp", "propios", "solicitudes"]
