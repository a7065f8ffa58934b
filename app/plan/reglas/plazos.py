"""El tiempo de un elemento: cuánto de su plazo ha pasado."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Plazo:
    """`momento` es antes, durante o despues; `parte`, lo pasado entre 0 y 1.

    `dias` son los que faltan para empezar o terminar, o los que hace que terminó.
    """

    momento: str
    parte: Fraction
    dias: int


def plazo(inicio: dt.date | None, fin: dt.date | None, hoy: dt.date) -> Plazo | None:
    """Cuánto del plazo ha pasado al empezar `hoy`; los dos extremos cuentan enteros.

    None si falta una fecha.
    """
    if inicio is None or fin is None or fin < inicio:
        return None
    if hoy < inicio:
        return Plazo("antes", Fraction(0), (inicio - hoy).days)
    if hoy > fin:
        return Plazo("despues", Fraction(1), (hoy - fin).days)
    total = (fin - inicio).days + 1
    return Plazo("durante", Fraction((hoy - inicio).days, total), (fin - hoy).days)
