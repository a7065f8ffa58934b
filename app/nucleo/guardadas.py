"""Páginas enteras ya dibujadas y comprimidas, para quien mira sin cuenta.

La clave lleva todo lo que la página muestra (las filas con su versión, los filtros, el idioma), así que un
cambio en cualquiera de ellas la deja de usar en la misma petición. Lo que depende del reloj o de datos que
cambian poco (plazos, nombres de lugares) se pone al día cada minuto. No se guarda nada que lleve una ficha de
formulario ni avisos de una persona.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

import brotli
from flask import Response, current_app, request, session
from werkzeug.wrappers import Response as Respuesta

from app.nucleo import idiomas
from app.nucleo.accesos import identidad
from app.nucleo.reloj import ahora

VIGENCIA = 60
MAXIMO = 200
DIRECCION_MAXIMA = 300
"""Una dirección más larga no es de la casa: no ocupa sitio."""
_EXTENSION = "rumbo_paginas"


class _Memoria:
    def __init__(self) -> None:
        self.datos: OrderedDict[Hashable, bytes] = OrderedDict()
        self.cerrojo = Lock()


def servir(clave: Hashable, dibujar: Callable[[], str | Respuesta]) -> str | Respuesta:
    """La página de esta clave: la guardada si la hay y si quien pide puede recibirla; si no, la dibuja.

    `dibujar` devuelve el HTML, o una respuesta (un desvío, por ejemplo), que no se guarda. Se guardan las
    últimas 200 por proceso, comprimidas con Brotli.
    """
    propia = identidad().autenticada or "_flashes" in session
    if propia or len(request.full_path) > DIRECCION_MAXIMA or not request.accept_encodings["br"]:
        return dibujar()
    tramo = int(ahora().timestamp()) // VIGENCIA
    entera = (clave, request.full_path, idiomas.actual(), tramo)
    memoria: _Memoria = current_app.extensions.setdefault(_EXTENSION, _Memoria())
    with memoria.cerrojo:
        guardada = memoria.datos.get(entera)
        if guardada is not None:
            memoria.datos.move_to_end(entera)
    if guardada is None:
        html = dibujar()
        if not isinstance(html, str) or 'name="csrf_token"' in html:
            return html
        guardada = brotli.compress(html.encode(), quality=5)
        with memoria.cerrojo:
            memoria.datos[entera] = guardada
            while len(memoria.datos) > MAXIMO:
                memoria.datos.popitem(last=False)
    respuesta = Response(guardada, content_type="text/html; charset=utf-8")
    respuesta.headers["Content-Encoding"] = "br"
    respuesta.vary.add("Accept-Encoding")
    return respuesta
