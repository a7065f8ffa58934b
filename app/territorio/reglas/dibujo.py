"""Del mapa al dibujo: proyección a una caja SVG, simplificación sin grietas y trazos cortos."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from app.territorio.reglas.geometria import Caja, Poligonos, superficie_con_signo

Rejilla = tuple[int, int]
"""Un punto del dibujo, en unidades enteras de la caja."""

C = TypeVar("C", bound=Hashable)

ANCHO = 640
MARGEN = 8
TOLERANCIA = 0.75
"""Cuánto puede apartarse el trazo del borde real, en unidades de la caja: menos de lo que se ve."""


@dataclass(frozen=True)
class Lienzo:
    """La caja del dibujo y los grados que abarca. La proyección es plana: lineal en longitud y en latitud."""

    ancho: int
    alto: int
    oeste: float
    sur: float
    este: float
    norte: float

    @property
    def caja(self) -> str:
        """El `viewBox`."""
        return f"0 0 {self.ancho} {self.alto}"

    def punto(self, lat: float, lon: float) -> tuple[float, float]:
        """Dónde cae una coordenada, en unidades de la caja."""
        x = (lon - self.oeste) / (self.este - self.oeste) * self.ancho
        y = (self.norte - lat) / (self.norte - self.sur) * self.alto
        return round(x, 1), round(y, 1)


def encajar(cajas: Sequence[Caja], ancho: int = ANCHO, alto_maximo: float = 1.2) -> Lienzo:
    """El lienzo que encierra todas las cajas con un margen, con la forma verdadera en su latitud media."""
    oeste, sur = min(c[0] for c in cajas), min(c[1] for c in cajas)
    este, norte = max(c[2] for c in cajas), max(c[3] for c in cajas)
    coseno = max(math.cos(math.radians((sur + norte) / 2)), 0.01)
    util = ancho - 2 * MARGEN
    ancho_grados = max((este - oeste) * coseno, 1e-6)
    alto_grados = max(norte - sur, 1e-6)
    escala = min(util / ancho_grados, (ancho * alto_maximo - 2 * MARGEN) / alto_grados)
    alto = max(math.ceil(alto_grados * escala) + 2 * MARGEN, ancho // 4)
    medio_x, medio_y = (oeste + este) / 2, (sur + norte) / 2
    mitad_x, mitad_y = ancho / escala / coseno / 2, alto / escala / 2
    return Lienzo(ancho, alto, medio_x - mitad_x, medio_y - mitad_y, medio_x + mitad_x, medio_y + mitad_y)


def simplificar(linea: Sequence[Rejilla], tolerancia: float) -> list[Rejilla]:
    """Douglas–Peucker sin recursión: conserva los extremos y todo lo que se aparta más de `tolerancia`."""
    if len(linea) < 3:
        return list(linea)
    quedan = {0, len(linea) - 1}
    tramos = [(0, len(linea) - 1)]
    while tramos:
        inicio, fin = tramos.pop()
        if fin - inicio < 2:
            continue
        lejos, donde = max((distancia(linea[k], linea[inicio], linea[fin]), k) for k in range(inicio + 1, fin))
        if lejos > tolerancia:
            quedan.add(donde)
            tramos += [(inicio, donde), (donde, fin)]
    return [linea[k] for k in sorted(quedan)]


def distancia(p: Rejilla, a: Rejilla, b: Rejilla) -> float:
    """Distancia de un punto a un segmento."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    largo = dx * dx + dy * dy
    if not largo:
        return math.hypot(p[0] - a[0], p[1] - a[1])
    t = min(1.0, max(0.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / largo))
    return math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)


def trazos(formas: Mapping[C, Poligonos], lienzo: Lienzo, tolerancia: float = TOLERANCIA) -> dict[C, str]:
    """El atributo `d` de cada forma.

    Los bordes comunes se cortan en los nudos donde se juntan tres o más bordes y cada tramo se simplifica una
    sola vez y en un solo sentido: los vecinos siguen encajando, sin grietas ni solapes.
    """
    anillos = {
        clave: [a for poligono in poligonos for a in (_en_rejilla(anillo, lienzo) for anillo in poligono) if a]
        for clave, poligonos in formas.items()
    }
    nudos = _nudos([a for lista in anillos.values() for a in lista])
    return {
        clave: _trazo([_simplificar_anillo(a, nudos, tolerancia) for a in lista], formas[clave], lienzo)
        for clave, lista in anillos.items()
    }


def _en_rejilla(anillo: Sequence[tuple[float, float]], lienzo: Lienzo) -> list[Rejilla]:
    """El anillo en enteros, sin puntos seguidos iguales ni idas y vueltas, y sin el punto de cierre."""
    salida: list[Rejilla] = []
    for lon, lat in anillo[:-1]:
        x, y = lienzo.punto(lat, lon)
        punto = (round(x), round(y))
        if salida and salida[-1] == punto:
            continue
        if len(salida) > 1 and salida[-2] == punto:
            salida.pop()
            continue
        salida.append(punto)
    while len(salida) > 1 and salida[0] == salida[-1]:
        salida.pop()
    return salida if len(salida) > 2 else []


def _nudos(anillos: Sequence[Sequence[Rejilla]]) -> set[Rejilla]:
    vecinos: defaultdict[Rejilla, set[Rejilla]] = defaultdict(set)
    for anillo in anillos:
        for a, b in pairwise([*anillo, anillo[0]]):
            vecinos[a].add(b)
            vecinos[b].add(a)
    return {punto for punto, otros in vecinos.items() if len(otros) != 2}


def _simplificar_anillo(anillo: list[Rejilla], nudos: set[Rejilla], tolerancia: float) -> list[Rejilla]:
    """El anillo simplificado y cerrado; el original si al simplificarlo se queda sin superficie."""
    cortes = [k for k, punto in enumerate(anillo) if punto in nudos]
    if len(cortes) < 2:
        primero = cortes[0] if cortes else anillo.index(min(anillo))
        base = anillo[primero]
        lejos = max(range(len(anillo)), key=lambda k: (math.dist(anillo[k], base), anillo[k]))
        cortes = sorted({primero, lejos})
    vuelta = anillo[cortes[0] :] + anillo[: cortes[0]]
    vuelta.append(vuelta[0])
    limites = [k - cortes[0] for k in cortes] + [len(anillo)]
    salida = [vuelta[0]]
    for inicio, fin in pairwise(limites):
        tramo = vuelta[inicio : fin + 1]
        al_reves = tramo[::-1] < tramo
        simple = simplificar(tramo[::-1] if al_reves else tramo, tolerancia)
        salida += (simple[::-1] if al_reves else simple)[1:]
    return salida if superficie_con_signo(salida) else vuelta


def _trazo(anillos: list[list[Rejilla]], formas: Poligonos, lienzo: Lienzo) -> str:
    """Une los anillos en un `d` con coordenadas relativas; descarta los que no llegan a verse, nunca todos."""
    visibles = [a for a in anillos if abs(superficie_con_signo(a)) >= 2]
    if not visibles:
        lon, lat = formas[0][0][0]
        x, y = (round(v) for v in lienzo.punto(lat, lon))
        visibles = [[(x - 1, y - 1), (x + 1, y - 1), (x + 1, y + 1), (x - 1, y + 1), (x - 1, y - 1)]]
    return "".join(f"M{_par(a[0])}l{_relativos(a)}z" for a in visibles)


def _par(punto: Rejilla) -> str:
    return f"{punto[0]}{punto[1]}" if punto[1] < 0 else f"{punto[0]} {punto[1]}"


def _relativos(anillo: list[Rejilla]) -> str:
    """Los pasos entre puntos, sin el de cierre (lo pone `z`); un signo menos ya separa."""
    partes: list[str] = []
    for (x1, y1), (x2, y2) in pairwise(anillo[:-1]):
        par = _par((x2 - x1, y2 - y1))
        partes.append(par if par.startswith("-") or not partes else f" {par}")
    return "".join(partes)
