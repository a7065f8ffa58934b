"""Las páginas de las cuentas."""

from __future__ import annotations

from app.cuentas.vistas import acceso, activar, cuenta, registro, roles, segundo_paso
from app.cuentas.vistas.comun import bp

__all__ = ["acceso", "activar", "bp", "cuenta", "registro", "roles", "segundo_paso"]
