"""Cuánto se puede buscar seguido desde una red, contado en la memoria de cada proceso.

Anotar cada búsqueda en la base costaría más que hacerla y convertiría cada lectura en una escritura. Es un
freno contra el abuso, no un límite de seguridad: con N procesos, la cuota es N veces mayor.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from flask import current_app

from app.nucleo.errores import DemasiadasVeces
from app.nucleo.limites import red_de_la_peticion

REDES = 5_000
"""Las últimas redes que se recuerdan."""

EXTENSION = "rumbo_freno"


@dataclass
class Fichas:
    """Cubos de fichas: se llenan con el tiempo, y cada búsqueda gasta una."""

    datos: OrderedDict[tuple[str, str], tuple[float, float]] = field(default_factory=OrderedDict)
    cerrojo: Lock = field(default_factory=Lock)

    def gastar(self, clave: tuple[str, str], por_segundo: float, seguidas: int, momento: float) -> float:
        """Cuántos segundos faltan para la próxima ficha; cero si quedaba una, y la gasta."""
        with self.cerrojo:
            quedan, visto = self.datos.pop(clave, (float(seguidas), momento))
            quedan = min(float(seguidas), quedan + (momento - visto) * por_segundo)
            alcanza = quedan >= 1
            self.datos[clave] = (quedan - 1 if alcanza else quedan, momento)
            while len(self.datos) > REDES:
                self.datos.popitem(last=False)
        return 0 if alcanza else (1 - quedan) / por_segundo


def frenar(cosa: str, por_segundo: float = 5, seguidas: int = 30) -> None:
    """Gasta una búsqueda de la red que pide; lanza `DemasiadasVeces` si va demasiado deprisa."""
    fichas: Fichas = current_app.extensions.setdefault(EXTENSION, Fichas())
    falta = fichas.gastar((cosa, red_de_la_peticion()), por_segundo, seguidas, time.monotonic())
    if falta:
        raise DemasiadasVeces(espera=math.ceil(falta))
