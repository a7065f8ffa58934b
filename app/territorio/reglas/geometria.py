"""Geometría plana en grados: punto en polígono, caja, superficie y punto de rótulo.

Un polígono es una lista de anillos cerrados (el primero por fuera, los demás son huecos) y un lugar, una lista
de polígonos. No se admiten lugares que crucen el meridiano 180.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

Punto = tuple[float, float]
"""(longitud, latitud), en grados."""

Anillo = Sequence[Punto]
Poligono = Sequence[Anillo]
Poligonos = Sequence[Poligono]
Caja = tuple[float, float, float, float]
"""(oeste, sur, este, norte)."""

KM_POR_GRADO = 111.195
"""Longitud de un grado de meridiano en una esfera de 6371 km de radio."""


def en_anillo(punto: Punto, anillo: Anillo) -> bool:
    """Paridad de los cruces del rayo hacia el este, con cada arista semiabierta (incluye su extremo sur).

    Regla del borde: los puntos de un borde oeste o sur están dentro; los de uno este o norte, fuera. Así, dos
    lugares vecinos que comparten borde nunca reclaman los dos el mismo punto ni lo dejan sin dueño.
    """
    x, y = punto
    dentro = False
    for inicio, fin in pairwise(anillo):
        if (inicio[1] > y) == (fin[1] > y):
            continue
        (x1, y1), (x2, y2) = (inicio, fin) if inicio[1] < fin[1] else (fin, inicio)
        if (x2 - x1) * (y - y1) > (x - x1) * (y2 - y1):
            dentro = not dentro
    return dentro


def contiene(poligonos: Poligonos, punto: Punto) -> bool:
    """Verdadero si algún polígono contiene el punto; un hueco deja fuera lo que encierra."""
    return any(sum(en_anillo(punto, anillo) for anillo in poligono) % 2 for poligono in poligonos)


def caja(poligonos: Poligonos) -> Caja:
    """La menor caja que encierra el lugar."""
    puntos = [p for poligono in poligonos for anillo in poligono for p in anillo]
    xs, ys = [p[0] for p in puntos], [p[1] for p in puntos]
    return min(xs), min(ys), max(xs), max(ys)


def en_caja(punto: Punto, limites: Caja) -> bool:
    """Verdadero si el punto está en la caja, con sus bordes."""
    return limites[0] <= punto[0] <= limites[2] and limites[1] <= punto[1] <= limites[3]


def superficie_con_signo(anillo: Sequence[tuple[float, float]]) -> float:
    """Fórmula del agrimensor, en unidades de los datos al cuadrado; positiva si gira a la izquierda."""
    if not anillo:
        return 0.0
    x0, y0 = anillo[0]
    return sum((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0) for (x1, y1), (x2, y2) in pairwise(anillo)) / 2


def superficie_km2(poligonos: Poligonos) -> float:
    """Superficie aproximada en km²: plana, con los grados de longitud acortados por el coseno de la latitud."""
    _oeste, sur, _este, norte = caja(poligonos)
    escala = KM_POR_GRADO**2 * math.cos(math.radians((sur + norte) / 2))
    grados = 0.0
    for fuera, *huecos in poligonos:
        grados += abs(superficie_con_signo(fuera)) - sum(abs(superficie_con_signo(h)) for h in huecos)
    return grados * escala


def _centro(anillo: Anillo) -> Punto | None:
    doble = superficie_con_signo(anillo) * 2
    if not doble:
        return None
    x0, y0 = anillo[0]
    sx = sy = 0.0
    for (x1, y1), (x2, y2) in pairwise(anillo):
        cruz = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        sx += (x1 + x2 - 2 * x0) * cruz
        sy += (y1 + y2 - 2 * y0) * cruz
    return x0 + sx / (3 * doble), y0 + sy / (3 * doble)


def _tramos(poligono: Poligono, y: float) -> Iterator[tuple[float, float]]:
    """Los tramos interiores del polígono a la altura `y`, como pares de longitudes."""
    cortes = []
    for anillo in poligono:
        for (x1, y1), (x2, y2) in pairwise(anillo):
            if (y1 > y) != (y2 > y):
                cortes.append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    cortes.sort()
    yield from zip(cortes[::2], cortes[1::2], strict=False)


def punto_de_rotulo(poligonos: Poligonos) -> Punto:
    """Un punto interior donde poner el nombre: el centro de la parte mayor o su tramo más ancho."""
    mayor = max(poligonos, key=lambda p: abs(superficie_con_signo(p[0])))
    centro = _centro(mayor[0])
    if centro is not None and contiene([mayor], centro):
        return centro
    _oeste, sur, _este, norte = caja([mayor])
    alturas = [sur + (norte - sur) * (k + 0.5) / 17 for k in range(17)]
    tramos = [(fin - inicio, (inicio + fin) / 2, y) for y in alturas for inicio, fin in _tramos(mayor, y)]
    if not tramos:
        return mayor[0][0]
    _ancho, x, y = max(tramos)
    return x, y
