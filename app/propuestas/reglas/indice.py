"""El índice de las listas, en puro: bajo qué claves se encuentra una propuesta, y los lugares como números.

Un punto se guarda en un solo entero con los bits de latitud y longitud intercalados (orden de Morton, «Z»):
un cuadrado de cualquier tamaño de la rejilla es un tramo seguido de números, así que «cerca de aquí» son unos
pocos tramos: los de los cuadrados que cubren un círculo del tamaño que haga falta.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

AZAR = 1 << 31
"""Cada propuesta recibe al nacer un número al azar menor que este, para siempre."""

BITS = 31
"""Bits por eje: 360°/2^31 es menos de dos centímetros."""

_LADO = 1 << BITS
TRAMOS, CUADROS = 16, 6
"""En cuántos tramos como mucho se cubre un círculo, y cuántos cuadrados lo cruzan, si caben, a lo ancho."""

RADIO_TIERRA = 6_371_008.8
"""Radio medio de la Tierra en metros (IUGG)."""


SIN_CLASIFICAR = 0
"""Bajo este elemento están las que aún no se atan a ninguno: las que la planificadora tiene por delante."""

SIN_LUGAR = 0
"""Bajo este lugar están las que no dicen ninguno."""


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
    LUGAR = 8


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
    """Lo que hace falta de una propuesta para indexarla; las rutas traen el propio id y los de arriba.

    `lugar` es solo el territorio propio, sin los de arriba.
    """

    estado: str
    oculta: bool
    cruzada: bool
    proceso_id: int
    elementos: frozenset[int] = frozenset()
    ods: frozenset[str] = frozenset()
    territorios: frozenset[int] = frozenset()
    lugar: int = SIN_LUGAR
    etiquetas: frozenset[int] = frozenset()
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
    claves = {(int(Clase.PROCESO), datos.proceso_id), (int(Clase.LUGAR), datos.lugar)}
    claves |= {(int(Clase.ELEMENTO), i) for i in datos.elementos or {SIN_CLASIFICAR}}
    claves |= {(int(Clase.TERRITORIO), i) for i in datos.territorios}
    claves |= {(int(Clase.ETIQUETA), i) for i in datos.etiquetas}
    for codigo in datos.ods:
        claves.add((int(Clase.ODS), codigo_ods(codigo.split(".")[0])))
        claves.add((int(Clase.ODS), codigo_ods(codigo)))
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


def tramos_alrededor(latitud: float, longitud: float, metros: float) -> list[tuple[int, int]]:
    """Los tramos `[desde, hasta)` de los cuadrados que cubren el círculo de ese radio: `TRAMOS` como mucho.

    Dentro del círculo no falta ningún punto; fuera, sobran los tres cuartos. Los tramos seguidos se juntan.
    """
    alto, ancho, curva = _contorno(latitud, metros)
    sur, norte = ((latitud + d + 90.0) / 360.0 * _LADO for d in (-alto, alto))
    oeste, este = ((longitud + d + 180.0) / 360.0 * _LADO for d in (-ancho, ancho))
    bits = (int(max(norte - sur, este - oeste)) // CUADROS).bit_length()
    while True:
        filas, columnas = _franjas(sur, norte, bits), _franjas(oeste, este, bits)
        vuelta = _LADO >> bits
        numeros = {
            _intercalar(fila, columna % vuelta)
            for fila, y in filas
            for columna, x in columnas
            if x * x + y * y <= curva and 0 <= fila < vuelta
        }
        area = 1 << (2 * bits)
        tramos = _juntar((n * area, (n + 1) * area) for n in sorted(numeros))
        if len(tramos) <= TRAMOS:
            return tramos
        bits += 1


def _franjas(desde: float, hasta: float, bits: int) -> list[tuple[int, float]]:
    """Las filas (o columnas) que cruza y a qué parte del radio empieza cada una, contando desde el centro."""
    lado, centro, radio = 1 << bits, (desde + hasta) / 2, (hasta - desde) / 2 + 1.0
    primera, ultima = math.floor(desde) >> bits, math.floor(hasta) >> bits
    ultima = min(ultima, primera + (_LADO >> bits))
    return [
        (n, max(0.0, n * lado - centro, centro - (n + 1) * lado) / radio) for n in range(primera, ultima + 1)
    ]


def _contorno(latitud: float, metros: float) -> tuple[float, float, float]:
    """Los grados de latitud y de longitud que abarca el círculo a cada lado, y cuánto se aparta de una elipse.

    Lejos de los polos es casi una elipse de radio 1; lo que se aparta crece con su tamaño y con la latitud.
    """
    angulo = metros / RADIO_TIERRA
    alto = math.degrees(angulo)
    if abs(latitud) + alto >= 90.0:
        return alto, 180.0, 2.0
    coseno = math.cos(math.radians(latitud))
    ancho = math.degrees(math.asin(min(1.0, math.sin(angulo) / coseno)))
    return alto, ancho, min(2.0, 1.001 + 4 * angulo / coseno)


def area_en_rejilla(latitud: float, metros_cuadrados: float) -> float:
    """Cuántos números abarca una superficie a esa latitud."""
    lado = math.radians(360.0 / _LADO) * RADIO_TIERRA
    return metros_cuadrados / (lado * lado * max(1e-6, math.cos(math.radians(latitud))))


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
