"""El índice de las listas, en puro: bajo qué claves se encuentra una propuesta, y los lugares como números.

Un punto se guarda en un solo entero con los bits de latitud y longitud intercalados (orden de Morton, «Z»):
un cuadrado de cualquier tamaño de la rejilla es un tramo seguido de números, así que «cerca de aquí» son nueve
tramos —el cuadrado y sus ocho vecinos— a la escala que haga falta.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

BITS = 31
"""Bits por eje: 360°/2^31 es menos de dos centímetros."""

_LADO = 1 << BITS
RADIO_TIERRA = 6_371_008.8
"""Radio medio de la Tierra en metros (IUGG)."""


SIN_CLASIFICAR = 0
"""Bajo este elemento están las que aún no se atan a ninguno: las que la planificadora tiene por delante."""


APARTE = 100
"""Lo retirado y lo archivado usan las mismas clases sumándoles esto: se filtra igual, y no se mezcla."""


class Clase(IntEnum):
    """Por qué cosa se filtra."""

    TODAS = 0
    ESTADO = 1
    ELEMENTO = 2
    ODS = 3
    TERRITORIO = 4
    ETIQUETA = 5
    PROCESO = 6
    CELDA = 7


class EstadoLista(StrEnum):
    """Los estados por los que se filtra una lista."""

    REUNE = "reune"
    ESPERA = "espera"
    RETIRADA = "retirada"
    ARCHIVADA = "archivada"

    @property
    def numero(self) -> int:
        """Su valor en el índice."""
        return {"reune": 1, "espera": 2, "retirada": 3, "archivada": 4}[self.value]

    @property
    def aparte(self) -> bool:
        """Verdadero si lo que está así no sale en las listas comunes."""
        return self in (EstadoLista.RETIRADA, EstadoLista.ARCHIVADA)


@dataclass(frozen=True)
class DatosFacetas:
    """Lo que hace falta de una propuesta para indexarla; las rutas traen el propio id y los de arriba."""

    estado: str
    oculta: bool
    cruzada: bool
    proceso_id: int
    elementos: frozenset[int] = frozenset()
    ods: frozenset[str] = frozenset()
    territorios: frozenset[int] = frozenset()
    etiquetas: frozenset[int] = frozenset()
    punto: tuple[float, float] | None = None
    sin_umbral: bool = False


def claves_de(datos: DatosFacetas) -> frozenset[tuple[int, int]]:
    """Bajo qué `(clase, valor)` se encuentra una propuesta.

    Un borrador y lo oculto no están en ninguna lista. Lo retirado y lo archivado están bajo su estado y, para
    cruzarlo con otros filtros, bajo las mismas claves corridas en `APARTE`.
    """
    if datos.oculta or datos.estado == "borrador":
        return frozenset()
    cosas = _cosas(datos)
    if datos.estado in ("retirada", "archivada"):
        numero = EstadoLista(datos.estado).numero
        return frozenset({(int(Clase.ESTADO), numero), *((clase + APARTE, valor) for clase, valor in cosas)})
    claves = {(int(Clase.TODAS), 0), *cosas}
    if datos.cruzada or not datos.sin_umbral:
        estado = EstadoLista.ESPERA if datos.cruzada else EstadoLista.REUNE
        claves.add((int(Clase.ESTADO), estado.numero))
    return frozenset(claves)


def _cosas(datos: DatosFacetas) -> set[tuple[int, int]]:
    """Todo por lo que se la filtra, menos su estado."""
    claves = {(int(Clase.PROCESO), datos.proceso_id)}
    claves |= {(int(Clase.ELEMENTO), i) for i in datos.elementos or {SIN_CLASIFICAR}}
    claves |= {(int(Clase.TERRITORIO), i) for i in datos.territorios}
    claves |= {(int(Clase.ETIQUETA), i) for i in datos.etiquetas}
    for codigo in datos.ods:
        claves.add((int(Clase.ODS), codigo_ods(codigo.split(".")[0])))
        claves.add((int(Clase.ODS), codigo_ods(codigo)))
    if datos.punto is not None:
        claves.add((int(Clase.CELDA), lugar_a_numero(*datos.punto)))
    return claves


def codigo_ods(codigo: str) -> int:
    """Un objetivo (`11`) o una meta (`11.2`, `11.b`) de los ODS como entero; 0 si no tiene esa forma."""
    objetivo, punto, meta = codigo.strip().lower().partition(".")
    if not (objetivo.isascii() and objetivo.isdigit() and len(objetivo) <= 2):
        return 0
    base = int(objetivo) * 1000
    if not punto:
        return base
    if meta.isascii() and meta.isdigit() and len(meta) <= 2:
        return base + int(meta)
    if len(meta) == 1 and "a" <= meta <= "z":
        return base + 100 + ord(meta) - ord("a")
    return 0


def _a_rejilla(latitud: float, longitud: float) -> tuple[int, int]:
    fila = min(_LADO - 1, max(0, int((latitud + 90.0) / 360.0 * _LADO)))
    columna = min(_LADO - 1, max(0, int((longitud + 180.0) / 360.0 * _LADO)))
    return fila, columna


_MASCARAS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def _separar(valor: int) -> int:
    """Deja un cero entre cada dos bits."""
    for paso, mascara in _MASCARAS:
        valor = (valor | valor << paso) & mascara
    return valor


def _juntar_bits(valor: int) -> int:
    """Lo contrario de `_separar`, quedándose con los bits pares."""
    valor &= 0x5555555555555555
    valor = (valor | valor >> 1) & 0x3333333333333333
    valor = (valor | valor >> 2) & 0x0F0F0F0F0F0F0F0F
    valor = (valor | valor >> 4) & 0x00FF00FF00FF00FF
    valor = (valor | valor >> 8) & 0x0000FFFF0000FFFF
    return (valor | valor >> 16) & 0xFFFFFFFF


def _intercalar(fila: int, columna: int) -> int:
    return _separar(fila) << 1 | _separar(columna)


def lugar_a_numero(latitud: float, longitud: float) -> int:
    """El punto como un entero de 62 bits en orden de Morton."""
    return _intercalar(*_a_rejilla(latitud, longitud))


def numero_a_lugar(numero: int) -> tuple[float, float]:
    """El centro del cuadradito de un número: latitud y longitud, con un error menor de dos centímetros."""
    fila, columna = _juntar_bits(numero >> 1), _juntar_bits(numero)
    return (fila + 0.5) / _LADO * 360.0 - 90.0, (columna + 0.5) / _LADO * 360.0 - 180.0


def intervalos(latitud: float, longitud: float, escala: int) -> list[tuple[int, int]]:
    """Los tramos `[desde, hasta)` del cuadrado del punto y de sus vecinos; lado de 360°/2^escala.

    Cubren todo lo que está a menos de un lado del punto. Los tramos seguidos se juntan.
    """
    fila, columna = (c >> (BITS - escala) for c in _a_rejilla(latitud, longitud))
    ancho = 1 << (2 * (BITS - escala))
    alto = 1 << escala
    cuadros = sorted(
        _intercalar(f, c % alto)
        for f in range(fila - 1, fila + 2)
        for c in {(columna + d) % alto for d in (-1, 0, 1)}
        if 0 <= f < alto
    )
    return _juntar((cuadro * ancho, (cuadro + 1) * ancho) for cuadro in cuadros)


def _juntar(tramos: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    juntos: list[tuple[int, int]] = []
    for desde, hasta in tramos:
        if juntos and juntos[-1][1] == desde:
            juntos[-1] = (juntos[-1][0], hasta)
        else:
            juntos.append((desde, hasta))
    return juntos


def distancia(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metros entre dos puntos (latitud, longitud) sobre una esfera: fórmula del semiverseno."""
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    medio_lat, medio_lon = (lat_b - lat_a) / 2, math.radians(b[1] - a[1]) / 2
    h = math.sin(medio_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(medio_lon) ** 2
    return 2 * RADIO_TIERRA * math.asin(min(1.0, math.sqrt(h)))
