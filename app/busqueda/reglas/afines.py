"""Qué elementos de una lista corta se parecen a un texto, y por qué palabras.

Para listas de unos cientos (los elementos de un plan): todo cabe en memoria y se compara en milésimas.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.busqueda.reglas.orden import Pesada, puntuar, rareza
from app.busqueda.reglas.raices import palabras, raices, raiz

PARTE_MINIMA = 0.35
"""Por debajo de esta parte de la puntuación de la primera, no se sugiere."""


@dataclass(frozen=True)
class Coleccion:
    """Elementos con sus raíces, y en cuántos está cada raíz."""

    documentos: tuple[Pesada, ...]
    frecuencia: Counter[str]


@dataclass(frozen=True)
class Afin:
    """Un elemento parecido y las palabras del texto que comparten, como se escribieron."""

    id: int
    puntos: float
    comunes: tuple[str, ...]


def coleccion(elementos: Iterable[tuple[int, str, str]], idioma: str) -> Coleccion:
    """Prepara elementos dados como (id, título, descripción)."""
    documentos = tuple(
        Pesada(ident, " ".join(raices(titulo, idioma)), " ".join(raices(texto, idioma)))
        for ident, titulo, texto in elementos
    )
    frecuencia = Counter(r for d in documentos for r in set(f"{d.titulo} {d.texto}".split()))
    return Coleccion(documentos, frecuencia)


def afines(lista: Coleccion, texto: str, idioma: str, cuantos: int = 3) -> list[Afin]:
    """Los que más comparten con el texto, del mejor al peor; ninguno si no comparten nada que diga algo.

    Una raíz pesa por lo rara que es en la lista; compartir solo palabras de media lista no basta.
    """
    escritas: dict[str, str] = {}
    for palabra, desde, hasta in palabras(texto):
        escritas.setdefault(raiz(palabra, idioma), texto[desde:hasta].casefold())
    total = len(lista.documentos)
    pesos = {
        r: rareza(lista.frecuencia[r], total)
        for r in escritas
        if r and not r.isdigit() and 0 < lista.frecuencia[r] <= max(2, total // 3)
    }
    puntos = puntuar(pesos, lista.documentos)
    mejores = sorted(zip(puntos, lista.documentos, strict=True), key=lambda par: (-par[0], par[1].id))[:cuantos]
    suelo = mejores[0][0] * PARTE_MINIMA if mejores else 0.0
    return [Afin(d.id, p, _comunes(d, pesos, escritas)) for p, d in mejores if p > 0 and p >= suelo]


def _comunes(d: Pesada, pesos: dict[str, float], escritas: dict[str, str]) -> tuple[str, ...]:
    suyas: Sequence[str] = list(dict.fromkeys(f"{d.titulo} {d.texto}".split()))
    compartidas = sorted((r for r in suyas if r in pesos), key=lambda r: -pesos[r])
    return tuple(escritas[r] for r in compartidas[:4])
