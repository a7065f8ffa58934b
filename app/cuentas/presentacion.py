"""Lo que las páginas de cuentas dibujan: el código QR del segundo paso."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from markupsafe import Markup

from app.cuentas import codigos
from app.nucleo import qr


@dataclass(frozen=True)
class SecretoVisible:
    """El secreto como se muestra una vez: dibujado, para tocar en el mismo teléfono y para teclear."""

    qr: Markup
    direccion: str
    clave: str


def secreto_visible(sal: str, cuenta: str) -> SecretoVisible:
    """El QR lleva sus propios colores y margen: en modo oscuro también se lee."""
    direccion = codigos.direccion_otp(sal, cuenta, str(current_app.config["CIUDAD_NOMBRE"]))
    clave = codigos.secreto(sal)
    grupos = " ".join(clave[i : i + 4] for i in range(0, len(clave), 4))
    return SecretoVisible(qr.dibujar(direccion), direccion, grupos)
