"""Las páginas de las cuentas."""

from __future__ import annotations

from app.cuentas.vistas import acceso, cuenta, registro, roles
from app.cuentas.vistas.comun import bp

__all__ = ["acceso", "bp", "cuenta", "registro", "roles"]
