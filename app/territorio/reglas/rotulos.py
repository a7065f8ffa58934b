"""Qué colores y qué nombres caben en un mapa pequeño."""

from __future__ import annotations

from collections.abc import Sequence

LETRA = 20
"""Altura del rótulo, en unidades de la caja: la mayor que usan las hojas de estilo."""


def cortes(valores: Sequence[float], clases: int) -> list[float]:
    """Los límites superiores de `clases` grupos de igual tamaño, sin repetir; el último es el máximo."""
    orden = sorted(valores)
    if not orden:
        return []
    tope = len(orden) - 1
    limites = [orden[max(0, -(-len(orden) * k // clases) - 1)] for k in range(1, clases)] + [orden[tope]]
    return sorted(set(limites))


def clase(valor: float, limites: Sequence[float]) -> int:
    """La clase de un valor, desde 1: la primera cuyo límite no pasa."""
    return next((n for n, limite in enumerate(limites, 1) if valor <= limite), len(limites))


def colocar(
    rotulos: Sequence[tuple[str, float, float]], ancho: float, letra: float = LETRA
) -> list[tuple[str, float, float]]:
    """Los rótulos (texto, x, y) que caben sin pisarse ni salirse; manda el orden en que llegan."""
    puestos: list[tuple[float, float, float, float]] = []
    salida: list[tuple[str, float, float]] = []
    for texto, x, y in rotulos:
        mitad = len(texto) * letra * 0.29
        centro = min(max(x, mitad + 2), ancho - mitad - 2)
        caja = (centro - mitad, y - letra * 0.6, centro + mitad, y + letra * 0.6)
        libre = all(caja[2] < o[0] or o[2] < caja[0] or caja[3] < o[1] or o[3] < caja[1] for o in puestos)
        if libre and mitad * 2 < ancho:
            puestos.append(caja)
            salida.append((texto, round(centro, 1), y))
    return salida
