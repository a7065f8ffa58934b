"""Cuánto se mueve una propuesta: suma de lo que pasa, donde lo reciente pesa más.

Es el «decaimiento hacia adelante» de Cormode, Shkapenyuk, Srivastava y Xu (2009): un suceso en el instante `t`
pesa `2^((t − época) / semivida)`. Los pesos crecen en vez de menguar, así que el orden entre dos propuestas no
cambia por el paso del tiempo y ninguna fila vieja se vuelve a calcular. Se guarda el logaritmo en base 2 de la
suma, en un entero de `ESCALA` partes por semivida; 0 es que nunca pasó nada.
"""

from __future__ import annotations

import datetime as dt
import math

SEMIVIDA = dt.timedelta(days=7)
ESCALA = 1 << 20
EPOCA = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def peso(momento: dt.datetime) -> int:
    """La actividad de un solo suceso en `momento`; nunca menos de 1."""
    return max(1, round((momento - EPOCA) / SEMIVIDA * ESCALA))


def sumar_actividad(actividad: int, momento: dt.datetime) -> int:
    """La actividad con un suceso más. Nunca baja, y da igual en qué orden lleguen, salvo el redondeo."""
    nuevo = peso(momento)
    mayor, menor = max(actividad, nuevo), min(actividad, nuevo)
    if actividad <= 0:
        return nuevo
    return mayor + round(ESCALA * math.log2(1 + 2.0 ** ((menor - mayor) / ESCALA)))


def restar_actividad(actividad: int, momento: dt.datetime, piso: dt.datetime) -> int:
    """La actividad sin un suceso que ya estaba sumado; `piso` es otro que sigue (la publicación).

    De lo que queda se pierde, como mucho, lo que pesa una millonésima de lo que se quitó.
    """
    minimo, suceso = peso(piso), peso(momento)
    if actividad <= suceso:
        return minimo
    resto = 1 - 2.0 ** ((suceso - actividad) / ESCALA)
    return max(minimo, actividad + round(ESCALA * math.log2(resto)))
