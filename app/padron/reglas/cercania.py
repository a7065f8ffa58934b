"""Qué punto de atención queda más cerca de un lugar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Coordenada = tuple[float, float]
"""(latitud, longitud) en grados."""


@dataclass(frozen=True)
class Sitio:
    """Un punto con dónde está: la rama de su lugar (del mayor al más cercano) y su coordenada, si se saben."""

    id: int
    nombre: str
    rama: tuple[int, ...] = ()
    en: Coordenada | None = None


def kilometros(a: Coordenada, b: Coordenada) -> float:
    """Distancia en línea recta sobre la esfera, en kilómetros (fórmula del semiverseno, radio 6371)."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(min(1.0, math.sqrt(h)))


def por_cercania(
    sitios: Sequence[Sitio], rama: tuple[int, ...] = (), desde: Coordenada | None = None
) -> list[int]:
    """Los ids, del más cercano al más lejano: primero el del mismo lugar; después por distancia o por rama.

    Si se sabe desde dónde, los que tienen coordenada van por kilómetros y los demás detrás; si no, por cuánta
    rama comparten. A igualdad, por nombre.
    """

    def clave(s: Sitio) -> tuple[bool, float, int, str, int]:
        comun = sum(1 for a, b in zip(rama, s.rama, strict=False) if a == b)
        mismo = bool(rama) and len(s.rama) >= len(rama) and comun == len(rama)
        lejos = kilometros(desde, s.en) if desde and s.en else math.inf
        return (not mismo, lejos, -comun, s.nombre, s.id)

    return [s.id for s in sorted(sitios, key=clave)]
