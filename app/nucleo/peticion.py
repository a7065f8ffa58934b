"""La petición: lo que llega en formularios y direcciones entra ya sin códigos de control.

Un carácter que HTML no admite no se puede volver a mostrar; quitarlo aquí vale para todo campo de toda página.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from flask import Request, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict, iter_multi_items

_INVALIDOS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    + "".join(f"{chr(plano + 0xFFFE)}{chr(plano + 0xFFFF)}" for plano in range(0x10000, 0x110000, 0x10000))
    + "]"
)
"""Controles C0 y C1 (menos tabulación y saltos), no caracteres y mitades sueltas: WHATWG Infra, §4.5."""


_REENVIADA = ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP")


def sin_controles(texto: str) -> str:
    """El texto sin los códigos que HTML no admite."""
    return _INVALIDOS.sub("", texto)


class _Limpio(ImmutableMultiDict[str, Any]):
    def __init__(self, pares: Any = None) -> None:
        limpios = [
            (sin_controles(clave), sin_controles(valor) if isinstance(valor, str) else valor)
            for clave, valor in iter_multi_items(pares if pares is not None else MultiDict())
        ]
        super().__init__(limpios)


class Peticion(Request):
    """La petición de Flask, con los textos limpios."""

    parameter_storage_class = _Limpio


def desde_esta_maquina() -> bool:
    """Verdadero si quien pide está en la propia máquina, sin un servidor delante que la represente.

    Detrás de un proxy todo el mundo llega desde 127.0.0.1: sus cabeceras lo dicen, se confíe en ellas o no.
    """
    if any(cabecera in request.headers for cabecera in _REENVIADA):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
