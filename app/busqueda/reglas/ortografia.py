"""La palabra que alguien quiso escribir: la que suena igual o casi, entre las que sí están.

Primero el sonido, que es donde se falla al escribir en español («arvoles», «ospital», «vicicleta»); después,
una o dos letras de más, de menos, cambiadas o en otro orden.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.busqueda.reglas.raices import sin_acentos

CORTA = 4
"""Letras desde las que una palabra se corrige: en una más corta, una letra distinta ya es otra palabra."""

LARGA = 7
"""Letras desde las que se perdonan dos fallos."""

_SONIDOS = (
    *(("v", "b"), ("z", "s"), ("ce", "se"), ("ci", "si"), ("que", "ke"), ("qui", "ki"), ("q", "k")),
    *(("ch", "\0"), ("h", ""), ("c", "k"), ("\0", "ch"), ("ge", "je"), ("gi", "ji")),
    *(("ll", "y"), ("nb", "mb"), ("np", "mp")),
)
_DOBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=65_536)
def sonido(palabra: str) -> str:
    """Cómo suena una palabra, sin acentos, para quien no distingue b de v, ni c, s y z, ni ll de y."""
    for forma, igual in _SONIDOS:
        palabra = palabra.replace(forma, igual)
    return _DOBLE.sub(r"\1", palabra)


def distancia(a: str, b: str, tope: int) -> int:
    """Letras que hay que añadir, quitar, cambiar o cruzar para ir de una a otra; `tope + 1` si son más."""
    if abs(len(a) - len(b)) > tope:
        return tope + 1
    antes: list[int] = []
    fila = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        nueva = [i]
        for j, y in enumerate(b, 1):
            menor = min(fila[j] + 1, nueva[j - 1] + 1, fila[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                menor = min(menor, antes[j - 2] + 1)
            nueva.append(menor)
        if min(nueva) > tope:
            return tope + 1
        antes, fila = fila, nueva
    return min(fila[-1], tope + 1)


@dataclass(frozen=True)
class Vocabulario:
    """Las raíces que están en algún texto, listas para hallar la que se acerca a otra sin mirarlas todas."""

    por_sonido: Mapping[str, tuple[int, str]]
    por_forma: Mapping[tuple[str, int], Sequence[tuple[str, frozenset[str], int, str]]]


def vocabulario(veces: Mapping[str, int]) -> Vocabulario:
    """El vocabulario de unas raíces y en cuántos textos está cada una."""
    por_sonido: dict[str, tuple[int, str]] = {}
    por_forma: dict[tuple[str, int], list[tuple[str, frozenset[str], int, str]]] = defaultdict(list)
    for raiz, cuantas in veces.items():
        suena = sonido(raiz)
        if len(raiz) < CORTA or not suena or raiz[0].isdigit():
            continue
        por_sonido[suena] = min(por_sonido.get(suena, (0, raiz)), (-cuantas, raiz))
        por_forma[suena[0], len(suena)].append((suena, frozenset(suena), -cuantas, raiz))
    return Vocabulario(por_sonido, dict(por_forma))


def corregida(raiz: str, conocidas: Vocabulario) -> str:
    """La raíz conocida que suena igual o, si no, la que más se acerca; vacía si ninguna se acerca.

    A igual distancia gana la que en más textos está. Solo se comparan las de la misma primera letra.
    """
    suena = sonido(raiz)
    if len(raiz) < CORTA or not suena or raiz[0].isdigit():
        return ""
    if suena in conocidas.por_sonido:
        igual = conocidas.por_sonido[suena][1]
        return "" if igual == raiz else igual
    tope, letras = (1 if len(raiz) < LARGA else 2), frozenset(suena)
    mejor = (tope + 1, 0, "")
    for largo in range(len(suena) - tope, len(suena) + tope + 1):
        for otra, suyas, veces, candidata in conocidas.por_forma.get((suena[0], largo), ()):
            if len(letras ^ suyas) <= 2 * tope:
                mejor = min(mejor, (distancia(suena, otra, tope), veces, candidata))
    return mejor[2] if mejor[0] <= tope else ""


def mas_cercana(escrita: str, formas: Iterable[str]) -> str:
    """De las formas de una misma palabra, la que más se acerca a la escrita; vacía si no hay ninguna."""
    suena = sonido(sin_acentos(escrita))
    lejos = {forma: distancia(suena, sonido(sin_acentos(forma)), len(suena)) for forma in formas}
    return min(lejos, key=lambda forma: (lejos[forma], forma), default="")
