"""El trozo de un texto donde está lo buscado, partido en lo que se resalta y lo que no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from app.busqueda.reglas.raices import formas, palabras, sin_acentos

LARGO = 220
"""Letras de un extracto, poco más o menos."""

MIRADAS = 6_000
"""Letras de un texto en las que se busca dónde está lo buscado."""

Trozo = tuple[str, bool]
"""Un pedazo de texto y si es de lo buscado."""


def halladas(texto: str, buscadas: frozenset[str], comienzo: str = "") -> Iterator[tuple[int, int]]:
    """Dónde empieza y acaba cada palabra del texto que es de las buscadas."""
    for palabra, desde, hasta in palabras(texto[:MIRADAS]):
        if not buscadas.isdisjoint(formas(palabra)) or (comienzo and _empieza(palabra, comienzo)):
            yield desde, hasta


@lru_cache(maxsize=65_536)
def _pelada(palabra: str) -> str:
    return sin_acentos(palabra)


def _empieza(palabra: str, comienzo: str) -> bool:
    return _pelada(palabra).startswith(comienzo)


def partir(texto: str, buscadas: frozenset[str], comienzo: str = "") -> list[Trozo]:
    """El texto entero en trozos; juntos vuelven a darlo."""
    trozos: list[Trozo] = []
    lugar = 0
    for desde, hasta in halladas(texto, buscadas, comienzo):
        if desde > lugar:
            trozos.append((texto[lugar:desde], False))
        trozos.append((texto[desde:hasta], True))
        lugar = hasta
    if lugar < len(texto):
        trozos.append((texto[lugar:], False))
    return trozos


def mejor_ventana(lugares: Iterable[tuple[int, int]], largo: int = LARGO) -> tuple[int, int]:
    """Dónde cortar un texto largo para que quepan más de las halladas; (0, 0) si no hay ninguna."""
    mejor, cuantas = (0, 0), 0
    ordenadas = sorted(lugares)
    for desde, _ in ordenadas:
        dentro = [par for par in ordenadas if desde <= par[0] and par[1] <= desde + largo]
        if len(dentro) > cuantas:
            mejor, cuantas = (desde, dentro[-1][1]), len(dentro)
    return mejor


def extracto(texto: str, buscadas: frozenset[str], comienzo: str = "", largo: int = LARGO) -> list[Trozo]:
    """El pedazo de un texto corrido con más de lo buscado, con puntos suspensivos donde se cortó."""
    desde, hasta = mejor_ventana(halladas(texto, buscadas, comienzo), largo)
    aire = max(0, largo - (hasta - desde))
    inicio = _al_espacio(texto, max(0, desde - aire // 3))
    fin = min(len(texto), inicio + largo)
    if fin < len(texto):
        fin = max(texto.rfind(" ", inicio, fin), hasta) if " " in texto[inicio:fin] else fin
    trozos = partir(texto[inicio:fin].strip(), buscadas, comienzo)
    antes = [("… ", False)] if inicio > 0 else []
    return [*antes, *trozos, *([(" …", False)] if fin < len(texto) else [])]


def _al_espacio(texto: str, lugar: int) -> int:
    """El comienzo de palabra siguiente, para no cortar una por la mitad."""
    if lugar == 0:
        return 0
    espacio = texto.find(" ", lugar, lugar + 30)
    return espacio + 1 if espacio >= 0 else lugar
