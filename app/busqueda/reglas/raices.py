"""De un texto a las raíces de sus palabras: lo que se guarda y lo que se busca pasan por aquí.

Primero la raíz y después los acentos: al revés, el algoritmo de Snowball no reconoce los finales
(«peatonalización» perdía dos de cada tres hallazgos). La ñ se queda: un año no es un ano.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

from app.busqueda.reglas.vacias import VACIAS

ALGORITMOS = {"es": "spanish", "pt": "portuguese", "en": "english"}
IDIOMAS = tuple(ALGORITMOS)
IDIOMA = "es"
"""El de los textos cuyo idioma no tiene algoritmo."""

LARGO_MAXIMO = 40
"""Letras de una palabra que se guardan."""

_PALABRA = re.compile(r"[^\W\d_]+|\d+")
_PLURAL_CORTO = re.compile(r"\w{2,}[aeiou]s")


@cache
def _algoritmo(idioma: str) -> Any:
    """PyStemmer si está instalado; si no, el mismo algoritmo en Python, trece veces más lento."""
    return snowballstemmer.stemmer(ALGORITMOS[idioma])


def sin_acentos(palabra: str) -> str:
    """Letras sin marcas, menos la ñ; lo que no es letra ni cifra desaparece."""
    guardada = palabra.replace("ñ", "\0")
    plana = "".join(c for c in unicodedata.normalize("NFKD", guardada) if c.isalnum() or c == "\0")
    return plana.replace("\0", "ñ")


def palabras(texto: str) -> Iterator[tuple[str, int, int]]:
    """Cada palabra o número en minúsculas, con dónde empieza y dónde acaba en el texto dado."""
    for hallada in _PALABRA.finditer(texto):
        yield hallada.group().casefold()[:LARGO_MAXIMO], hallada.start(), hallada.end()


@lru_cache(maxsize=65_536)
def raiz(palabra: str, idioma: str = IDIOMA) -> str:
    """La raíz de una palabra en minúsculas; vacía si es de las que no dicen nada («de», «que»…)."""
    if not palabra:
        return ""
    idioma = idioma if idioma in ALGORITMOS else IDIOMA
    palabra = unicodedata.normalize("NFC", palabra)
    if palabra[0].isdigit():
        return "".join(str(unicodedata.decimal(c, "")) for c in palabra)
    if sin_acentos(palabra) in VACIAS[idioma]:
        return ""
    cruda: str = _algoritmo(idioma).stemWord(palabra)
    pelada = sin_acentos(cruda)
    if idioma == "es":
        pelada = _a_la_espanola(palabra, pelada)
    return pelada[:LARGO_MAXIMO]


def _a_la_espanola(palabra: str, pelada: str) -> str:
    """Lo que Snowball deja suelto: plurales cortos («año, años», «río, ríos») y la z («luz, luces»)."""
    if palabra.endswith("z"):
        return pelada.removesuffix("z") + "c"
    if pelada == sin_acentos(palabra) and _PLURAL_CORTO.fullmatch(palabra):
        return pelada[:-1]
    return pelada


@lru_cache(maxsize=65_536)
def formas(palabra: str) -> frozenset[str]:
    """Las raíces de una palabra en todos los idiomas: un texto puede estar en cualquiera."""
    return frozenset(r for idioma in IDIOMAS if (r := raiz(palabra, idioma)))


def familias(texto: str, idioma: str = IDIOMA) -> tuple[Counter[str], dict[str, frozenset[str]]]:
    """Cuántas veces está cada raíz de un texto, en orden, y las de sus palabras en todos los idiomas."""
    veces: Counter[str] = Counter()
    todas: dict[str, frozenset[str]] = {}
    for palabra, _, _ in palabras(unicodedata.normalize("NFKC", texto)):
        if r := raiz(palabra, idioma):
            veces[r] += 1
            todas[r] = todas.get(r, frozenset()) | formas(palabra)
    return veces, todas


def raices(texto: str, idioma: str = IDIOMA) -> list[str]:
    """Las raíces de un texto, en su orden y con repeticiones, sin las palabras vacías."""
    todas = (raiz(palabra, idioma) for palabra, _, _ in palabras(unicodedata.normalize("NFKC", texto)))
    return [r for r in todas if r]
