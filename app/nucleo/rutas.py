"""Direcciones propias: a dónde volver sin salir del sitio, y qué números valen en ellas."""

from __future__ import annotations

import re

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

ENTERO_MAXIMO = 2**31 - 1
"""El mayor número que cabe en cualquier columna entera de los dos motores."""

_PROPIA = re.compile(r"/(?![/\\])[^\x00-\x1f\x7f\\]*")


def ruta_propia(valor: str | None, omision: str = "/") -> str:
    """La ruta si es de este sitio (`/algo`), o la de omisión: nunca lleva a otro dominio."""
    return valor if valor and len(valor) <= 2000 and _PROPIA.fullmatch(valor) else omision


class Entero(IntegerConverter):
    """Un número de la dirección; uno que no cabe en la base no es de nada: 404."""

    def __init__(self, mapa: Map) -> None:
        super().__init__(mapa, max=ENTERO_MAXIMO)


def iniciar(app: Flask) -> None:
    """Todo `<int:…>` de las direcciones lleva tope."""
    app.url_map.converters["int"] = Entero
