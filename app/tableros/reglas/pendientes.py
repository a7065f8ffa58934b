"""Qué está quieto y qué no pide nadie."""

from __future__ import annotations

from collections.abc import Mapping

UMBRALES = (30, 60, 180)
"""Días sin dato nuevo desde los que algo es reciente, viejo o muy viejo."""


def tramo_de(dias: int | None) -> int | None:
    """El mayor umbral pasado; None si nunca hubo dato. Quien no pasó ninguno no está quieto: 0."""
    if dias is None:
        return None
    return max((u for u in UMBRALES if dias > u), default=0)


def no_pedidos(padres: Mapping[int, int | None], cuentas: Mapping[int, int]) -> list[int]:
    """Los elementos a los que nadie pide nada, sin repetir los que cuelgan de otro igual.

    `padres` va en orden de documento; las cuentas incluyen lo que cuelga de cada uno.
    """
    return [
        i
        for i, padre in padres.items()
        if not cuentas.get(i) and (padre is None or padre not in padres or cuentas.get(padre))
    ]
