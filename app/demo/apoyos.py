"""Cuándo y quién apoya cada propuesta de la demostración: sin azar que cambie de una carga a otra."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

SIN_COMPROBAR = 0.12


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


def quienes(cuantos: int, cercanas: Sequence[int], pueden: Sequence[int], azar: random.Random) -> list[int]:
    """Quiénes apoyan, de quienes pueden: la gente del lugar tiene cinco veces más ganas que la de lejos."""
    del_lugar = set(cercanas)
    con_peso = [(azar.random() ** (1 / (5 if p in del_lugar else 1)), p) for p in pueden]
    if cuantos > len(con_peso):
        raise ValueError(f"Hacen falta {cuantos} personas y hay {len(con_peso)}.")
    elegidas = [p for _peso, p in sorted(con_peso, reverse=True)[:cuantos]]
    azar.shuffle(elegidas)
    return elegidas


def sin_comprobar(cuantos: int, umbral: int, cruzo: bool) -> int:
    """Cuántos de los apoyos son de gente que aún no comprobó que está en el padrón.

    Más o menos uno de cada ocho; si la propuesta pasó el umbral, quedan bastantes que cuentan.
    """
    sin = round(cuantos * SIN_COMPROBAR)
    return min(sin, (cuantos - umbral) // 2) if cruzo else sin
