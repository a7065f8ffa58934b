"""Lo que se escribe en las cuentas: una función por intención."""

from __future__ import annotations

from sqlalchemy import update

from app.cuentas.modelos import Sesion
from app.nucleo import transaccion
from app.nucleo.reloj import ahora


def anotar_uso(huella: str) -> None:
    """Anota que la sesión sigue en uso, en su propia transacción."""
    with transaccion.corta() as sesion:
        sesion.execute(update(Sesion).where(Sesion.huella == huella).values(vista_en=ahora()))
