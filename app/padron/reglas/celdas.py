"""Cuentas por lugar que se publican sin señalar a nadie: se callan las chicas y las que las delatarían."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MINIMO = 10
"""Una cuenta de 1 a 9 personas no se publica."""


@dataclass(frozen=True)
class Publicable:
    """Las cuentas que se publican; None es «menos de 10, o callada para no delatar a otra»."""

    celdas: Mapping[str, int | None]
    total: int | None


def publicables(cuentas: Mapping[str, int], minimo: int = MINIMO) -> Publicable:
    """Calla las cuentas de 1 a `minimo` - 1 y las menores de las demás hasta que la resta no diga ninguna.

    Quien conoce el total y ve las otras sabe la suma de las calladas: cada una podría valer de 1 a
    suma - calladas + 1. Se callan más hasta que ese abanico tenga al menos `minimo` valores; si no alcanza,
    se calla el total.
    """
    total = sum(cuentas.values())
    calladas = {c for c, n in cuentas.items() if 0 < n < minimo}
    resto = sorted((n, c) for c, n in cuentas.items() if n >= minimo)
    while calladas and not _bastan(cuentas, calladas, minimo) and resto:
        calladas.add(resto.pop(0)[1])
    celdas = {c: None if c in calladas else n for c, n in cuentas.items()}
    seguro = not calladas or _bastan(cuentas, calladas, minimo)
    return Publicable(celdas, total if seguro and not 0 < total < minimo else None)


def _bastan(cuentas: Mapping[str, int], calladas: set[str], minimo: int) -> bool:
    return sum(cuentas[c] for c in calladas) - len(calladas) + 1 >= minimo
