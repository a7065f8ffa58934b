"""Qué documento se parece más: BM25 sobre dos campos, el mismo cálculo para los dos motores.

El motor solo dice cuáles coinciden; ordenar aquí da lo mismo en SQLite y en PostgreSQL. Es la fórmula de
Robertson y Zaragoza (BM25F, 2009): cada campo divide sus apariciones por lo largo que es y pesa lo suyo.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PARECER, BUSCAR = 1.5, 4.0
"""Lo que pesa el título al comparar dos textos y al buscar unas palabras; el texto pesa 1."""

LARGO_TITULO = 0.3
LARGO_TEXTO = 0.75
SATURACION = 1.2


@dataclass(frozen=True)
class Pesada:
    """Un documento por ordenar: sus raíces separadas por espacios."""

    id: int
    titulo: str
    texto: str


def rareza(documentos: int, total: int) -> float:
    """Cuánto dice una raíz que está en `documentos` de `total`: mucho si es rara; nunca cero."""
    total = max(total, documentos, 1)
    return math.log(1 + (total - documentos + 0.5) / (documentos + 0.5))


def puntuar(
    pesos: Mapping[str, float], documentos: Sequence[Pesada], peso_titulo: float = PARECER
) -> list[float]:
    """La puntuación de cada documento ante unas raíces con su peso; 0 si no tiene ninguna."""
    if not documentos:
        return []
    medio_titulo = max(1.0, sum(d.titulo.count(" ") + 1 for d in documentos) / len(documentos))
    medio_texto = max(1.0, sum(d.texto.count(" ") + 1 for d in documentos) / len(documentos))
    buscadas = [(f" {raiz} ", peso) for raiz, peso in pesos.items()]
    return [_puntos(d, buscadas, peso_titulo, medio_titulo, medio_texto) for d in documentos]


def _puntos(
    d: Pesada,
    buscadas: Sequence[tuple[str, float]],
    peso_titulo: float,
    medio_titulo: float,
    medio_texto: float,
) -> float:
    titulo, texto = _contable(d.titulo), _contable(d.texto)
    en_titulo = peso_titulo / (1 - LARGO_TITULO + LARGO_TITULO * (d.titulo.count(" ") + 1) / medio_titulo)
    en_texto = 1 / (1 - LARGO_TEXTO + LARGO_TEXTO * (d.texto.count(" ") + 1) / medio_texto)
    total = 0.0
    for raiz, peso in buscadas:
        veces = titulo.count(raiz) * en_titulo + texto.count(raiz) * en_texto
        if veces:
            total += peso * veces / (SATURACION + veces)
    return total


def _contable(raices: str) -> str:
    """Cada raíz con un espacio propio a cada lado, para contarla entera sin partir el texto."""
    return f" {raices.replace(' ', '  ')} "
