"""Una hoja: un formulario que, enviado dos veces con lo mismo escrito, deja una sola cosa.

La hoja lleva un número al azar desde que se muestra. De él y de lo escrito sale, con la clave del sitio, el
código de lo que se guarda: repetir el envío da el mismo código, y nadie más puede adivinarlo.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from flask import current_app

_ES_HOJA = re.compile(r"[0-9a-f]{32}")


def nueva() -> str:
    """El número de una hoja en blanco."""
    return secrets.token_hex(16)


def codigo(hoja: str, escrito: tuple[str, ...], alfabeto: str, largo: int) -> str:
    """El código de lo escrito en una hoja; al azar si no trae número."""
    semilla = hoja if _ES_HOJA.fullmatch(hoja) else nueva()
    llave = str(current_app.config["SECRET_KEY"]).encode()
    firma = hmac.new(llave, "\x1f".join(("hoja", semilla, *escrito)).encode(), hashlib.sha256).digest()
    resto, letras = int.from_bytes(firma), []
    for _vez in range(largo):
        resto, cual = divmod(resto, len(alfabeto))
        letras.append(alfabeto[cual])
    return "".join(letras)
