"""Reglas puras del mostrador: cuánto dura una atención y cómo se cuentan los actos."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

INACTIVIDAD = dt.timedelta(minutes=15)
"""Sin tocar nada este tiempo, la atención termina sola: nadie debe quedar abierto en la pantalla."""

ES_TURNO = re.compile(r"[0-9a-f]{16}")
"""La forma de un turno."""


def sigue_abierta(vista_en: dt.datetime, ahora: dt.datetime) -> bool:
    """Verdadero si la atención se usó hace menos de `INACTIVIDAD`."""
    return ahora - vista_en < INACTIVIDAD


@dataclass(frozen=True)
class CuentaDeActos:
    """Los actos de una facilitadora en un periodo, por clase."""

    facilitadora: str
    por_clase: Mapping[str, int]

    @property
    def total(self) -> int:
        """Todos sus actos."""
        return sum(self.por_clase.values())


def contar_actos(filas: Iterable[tuple[str, str, int]]) -> list[CuentaDeActos]:
    """Agrupa (facilitadora, clase, cuántos); primero quien más hizo, y a igualdad por nombre."""
    cuentas: dict[str, Counter[str]] = {}
    for facilitadora, clase, cuantos in filas:
        cuentas.setdefault(facilitadora, Counter())[clase] += cuantos
    juntas = (CuentaDeActos(nombre, dict(cuenta)) for nombre, cuenta in cuentas.items())
    return sorted(juntas, key=lambda c: (-c.total, c.facilitadora))
