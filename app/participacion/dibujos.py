"""Comentarios ya dibujados, guardados en cada proceso: dibujarlos es lo que más cuesta de una conversación.

La clave es todo lo que el comentario muestra a quien mira, y el idioma: si algo cambia, es otra clave. No hay
nada que poner al día.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from flask import current_app, get_template_attribute
from markupsafe import Markup

from app.nucleo import idiomas
from app.participacion.presentacion import Visto

MAXIMO = 4000
_EXTENSION = "rumbo_comentarios"


class _Memoria:
    """Los últimos comentarios dibujados; al llenarse salen los que llevan más tiempo sin pedirse."""

    def __init__(self) -> None:
        self.datos: OrderedDict[tuple[str, Visto], Markup] = OrderedDict()
        self.cerrojo = Lock()


def dibujar(vistos: Sequence[Visto]) -> list[Markup]:
    """El HTML de cada comentario, en el mismo orden."""
    memoria: _Memoria = current_app.extensions.setdefault(_EXTENSION, _Memoria())
    idioma = idiomas.actual()
    claves = [(idioma, v) for v in vistos]
    with memoria.cerrojo:
        hechos = {c: memoria.datos[c] for c in claves if c in memoria.datos}
        for clave in hechos:
            memoria.datos.move_to_end(clave)
    faltan = [c for c in claves if c not in hechos]
    if faltan:
        macro = get_template_attribute("componentes/comentario.html", "comentario")
        nuevos = {clave: macro(clave[1]) for clave in faltan}
        with memoria.cerrojo:
            memoria.datos.update(nuevos)
            while len(memoria.datos) > MAXIMO:
                memoria.datos.popitem(last=False)
        hechos |= nuevos
    return [hechos[c] for c in claves]
