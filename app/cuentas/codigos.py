"""Los códigos del segundo paso y del papel: cómo se derivan y se comprueban, sin guardar ningún secreto.

El secreto de cada persona sale de una clave que vive fuera de la base y de una sal al azar: quien copie la base
no puede entrar. Los códigos en papel se guardan con HMAC: son cortos y una huella sin clave se podría adivinar.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

import pyotp
from flask import current_app

from app.cuentas.reglas import ALFABETO_DE_PAPEL, PASO_SEGUNDOS, agrupado, sin_adornos

CIFRAS = 6


def _clave() -> bytes:
    return str(current_app.config["CLAVE_SEGUNDO_FACTOR"]).encode()


def nueva_sal() -> str:
    """Una sal de 256 bits, en hexadecimal."""
    return secrets.token_hex(32)


def secreto(sal: str) -> str:
    """El secreto de 160 bits de una sal, en base 32, como lo piden las aplicaciones de códigos."""
    derivado = hmac.new(_clave(), b"segundo_factor|" + sal.encode(), hashlib.sha256).digest()
    return base64.b32encode(derivado[:20]).decode()


def codigo_en(sal: str, paso: int) -> str:
    """El código de 6 cifras (RFC 6238) de un intervalo."""
    return pyotp.TOTP(secreto(sal), digits=CIFRAS, interval=PASO_SEGUNDOS).generate_otp(paso)


def paso_de(sal: str, codigo: str, paso: int) -> int | None:
    """El intervalo al que pertenece un código, si es el presente o uno de los vecinos."""
    hallado = None
    for candidato in (paso - 1, paso, paso + 1):
        if hmac.compare_digest(codigo_en(sal, candidato), codigo):
            hallado = candidato
    return hallado


def direccion_otp(sal: str, cuenta: str, ciudad: str) -> str:
    """La dirección `otpauth://` que lleva el código QR."""
    totp = pyotp.TOTP(secreto(sal), digits=CIFRAS, interval=PASO_SEGUNDOS)
    return totp.provisioning_uri(name=cuenta, issuer_name=ciudad.replace(":", " "))


def nuevo_de_papel(grupos: int) -> str:
    """Un código al azar para imprimir, en grupos de cuatro letras y cifras que no se confunden."""
    return agrupado("".join(secrets.choice(ALFABETO_DE_PAPEL) for _ in range(4 * grupos)))


def huella_de_papel(codigo: str, para: str) -> str:
    """La huella con clave de un código impreso; `para` lo ata a su uso."""
    mensaje = f"papel|{para}|{sin_adornos(codigo)}".encode()
    return hmac.new(_clave(), mensaje, hashlib.sha256).hexdigest()
