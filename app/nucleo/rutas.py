"""Direcciones propias: a dónde volver sin salir del sitio, y qué números valen en ellas."""

from __future__ import annotations

import re
from contextlib import suppress

from flask import Flask, current_app, redirect, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response

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


def mudada(destino: str) -> Response:
    """Desvía para siempre a la dirección buena, con la misma consulta."""
    consulta = request.query_string.decode("latin-1")
    return redirect(f"{destino}?{consulta}" if consulta else destino, 301)


def _sin_barra_final() -> Response | None:
    """La barra de más al final, que añaden lectores de QR y quien copia de un papel, no esconde la página.

    La dirección se arma desde la ruta hallada, nunca con lo que vino: no puede salir del sitio.
    """
    sin_barra = request.path.removesuffix("/")
    if (
        request.method not in ("GET", "HEAD")
        or not isinstance(request.routing_exception, NotFound)
        or sin_barra in ("", request.path)
    ):
        return None
    adaptador = current_app.create_url_adapter(request)
    with suppress(HTTPException):
        if adaptador is not None:
            return mudada(adaptador.build(*adaptador.match(sin_barra, method="GET")))
    return None


def iniciar(app: Flask) -> None:
    """Todo `<int:…>` de las direcciones lleva tope, y la barra final sobra."""
    app.url_map.converters["int"] = Entero
    app.before_request(_sin_barra_final)
