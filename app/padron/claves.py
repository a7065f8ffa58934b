"""La clave del padrón, que vive fuera de la base, y las huellas que salen de ella."""

from __future__ import annotations

import hmac

from flask import current_app
from flask_babel import gettext as _

from app.nucleo.errores import Invalido
from app.padron import reglas


def clave() -> bytes:
    """La clave de las huellas. Perderla es perder quién ya se acreditó: se copia aparte de la base."""
    return str(current_app.config["CLAVE_PADRON"]).encode()


def huella_de(tipo: str, numero: str) -> str:
    """La huella de un documento como lo escribió una persona. Lanza `Invalido` si no puede ser un documento."""
    tipo_normal = reglas.normalizar_tipo(tipo)
    if not tipo_normal:
        raise Invalido("tipo", _("Elige el tipo de documento."))
    try:
        numero_normal = reglas.normalizar_numero(numero)
    except reglas.NumeroInservible:
        raise Invalido("numero", _("Escribe el número como está en el documento, entero.")) from None
    return reglas.huella(clave(), tipo_normal, numero_normal)


def huella_de_codigo(codigo: str) -> str:
    """La huella del código con que alguien lee la respuesta a su objeción."""
    return hmac.digest(clave(), f"objecion|v1|{codigo}".encode(), "sha256").hex()
