"""Tarjetas ya dibujadas, guardadas en cada proceso: dibujarlas es lo que más cuesta de una lista.

La clave es (id, versión, idioma, tramo de cinco minutos). La versión cambia con todo lo que la tarjeta muestra
de la propuesta; el tramo pone al día los plazos y los nombres del plan y de los lugares, y la medianoche de
cualquier huso siempre abre tramo.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Any

from flask import current_app, get_template_attribute
from markupsafe import Markup

from app.nucleo import idiomas
from app.nucleo.reloj import ahora
from app.propuestas import consultas
from app.propuestas.consultas import Referencia
from app.propuestas.presentacion import datos_de_tarjeta

TRAMO = 300
MAXIMO = 4000
_EXTENSION = "rumbo_tarjetas"


class Memoria:
    """Las últimas tarjetas usadas; al llenarse sale la que lleva más tiempo sin pedirse."""

    def __init__(self, maximo: int = MAXIMO) -> None:
        self.maximo = maximo
        self._datos: OrderedDict[tuple[Any, ...], Markup] = OrderedDict()
        self._cerrojo = Lock()

    def varias(self, claves: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], Markup]:
        """Las que hay de estas claves."""
        with self._cerrojo:
            halladas = {c: self._datos[c] for c in claves if c in self._datos}
            for clave in halladas:
                self._datos.move_to_end(clave)
        return halladas

    def guardar(self, nuevas: dict[tuple[Any, ...], Markup]) -> None:
        """Añade tarjetas y deja salir las más viejas."""
        with self._cerrojo:
            self._datos.update(nuevas)
            while len(self._datos) > self.maximo:
                self._datos.popitem(last=False)


def _memoria() -> Memoria:
    memoria: Memoria = current_app.extensions.setdefault(_EXTENSION, Memoria())
    return memoria


def dibujar(referencias: Sequence[Referencia], nivel: int = 3) -> list[Markup]:
    """El HTML de cada tarjeta, en el mismo orden; solo lee de la base las que faltan."""
    momento = ahora()
    idioma, tramo = idiomas.actual(), int(momento.timestamp()) // TRAMO
    claves = {r.id: (r.id, r.version, idioma, tramo, nivel) for r in referencias}
    hechas = _memoria().varias(list(claves.values()))
    faltan = [r.id for r in referencias if claves[r.id] not in hechas]
    if faltan:
        macro = get_template_attribute("componentes/tarjeta_propuesta.html", "tarjeta_propuesta")
        nuevas = {
            claves[t.id]: macro(**datos_de_tarjeta(t, momento), nivel=nivel) for t in consultas.tarjetas(faltan)
        }
        _memoria().guardar(nuevas)
        hechas = {**hechas, **nuevas}
    return [hechas[claves[r.id]] for r in referencias if claves[r.id] in hechas]
