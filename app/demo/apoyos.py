"""Cuándo y quién apoya cada propuesta de la demostración: sin azar que cambie de una carga a otra."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence


def momentos(
    cuantos: int,
    umbral: int,
    desde: dt.datetime,
    cruce: dt.datetime | None,
    hasta: dt.datetime,
    azar: random.Random,
) -> list[dt.datetime]:
    """Las fechas de los apoyos, en orden. Si hubo cruce, el número `umbral` cae justo en esa fecha.

    Al principio llegan más que al final, como pasa de verdad.
    """
    if cruce is None:
        return sorted(_entre(desde, hasta, azar) for _ in range(cuantos))
    antes = sorted(_entre(desde, cruce, azar) for _ in range(umbral - 1))
    despues = sorted(_entre(cruce, hasta, azar) for _ in range(cuantos - umbral))
    return [*antes, cruce, *despues]


def _entre(desde: dt.datetime, hasta: dt.datetime, azar: random.Random) -> dt.datetime:
    lapso = (hasta - desde).total_seconds()
    return desde + dt.timedelta(seconds=1 + (lapso - 2) * azar.random() ** 1.6)


def quienes(
    cuantos: int, cercanas: Sequence[int], todas: Sequence[int], autora: int, azar: random.Random
) -> list[int]:
    """Quiénes apoyan: la gente del lugar tiene cinco veces más ganas que la de lejos. Nunca la autora."""
    del_lugar = set(cercanas)
    con_peso = [(azar.random() ** (1 / (5 if p in del_lugar else 1)), p) for p in todas if p != autora]
    if cuantos > len(con_peso):
        raise ValueError(f"Hacen falta {cuantos} personas y hay {len(con_peso)}.")
    elegidas = [p for _peso, p in sorted(con_peso, reverse=True)[:cuantos]]
    azar.shuffle(elegidas)
    return elegidas
