"""Lo que alguien escribe en el buscador, entendido: palabras, frases entre comillas y la última a medias.

Lo escrito nunca llega al motor: solo sus raíces, que son letras y cifras. Ningún signo puede ser un operador.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import chain

from app.busqueda.reglas.raices import IDIOMAS, palabras, raices, raiz, sin_acentos

LARGO = 200
"""Letras de una búsqueda que se leen."""

TERMINOS = 10
"""Palabras y frases de una búsqueda que se usan."""

A_MEDIAS = 4
"""Letras desde las que la última palabra vale como comienzo de otra."""

_FRASE = re.compile(r'["“”«»]([^"“”«»]*)["“”«»]')

Frase = tuple[str, ...]


@dataclass(frozen=True)
class Termino:
    """Algo que debe estar: cualquiera de sus formas, o una palabra que empiece por `comienzo`.

    Cada forma es una o varias raíces seguidas; hay una por idioma, porque el texto puede estar en cualquiera.
    """

    formas: frozenset[Frase]
    comienzo: str = ""


@dataclass(frozen=True)
class Consulta:
    """Una búsqueda: lo escrito, ya recortado, y los términos que deben estar todos."""

    escrito: str = ""
    terminos: tuple[Termino, ...] = ()

    @property
    def raices(self) -> frozenset[str]:
        """Todas las raíces buscadas, para ordenar y para resaltar."""
        formas = chain.from_iterable(t.formas for t in self.terminos)
        return frozenset(chain.from_iterable(formas))

    @property
    def comienzo(self) -> str:
        """El de la última palabra a medias, si la hay."""
        return self.terminos[-1].comienzo if self.terminos else ""

    def __bool__(self) -> bool:
        """Verdadero si hay algo que buscar."""
        return bool(self.terminos)


def leer(texto: str) -> Consulta:
    """Entiende lo escrito. Sin palabras que busquen algo («de la») queda sin términos."""
    normal = unicodedata.normalize("NFKC", texto[: LARGO * 2])
    visible = "".join(c if c.isprintable() else " " for c in normal)
    escrito = " ".join(visible.split())[:LARGO].strip()
    terminos: list[Termino] = []
    resto = 0
    for frase in _FRASE.finditer(escrito):
        terminos += _sueltas(escrito[resto : frase.start()])
        terminos += _frase(frase.group(1))
        resto = frase.end()
    terminos += _sueltas(escrito[resto:], ultima=True)
    return Consulta(escrito, tuple(dict.fromkeys(terminos))[:TERMINOS])


def _frase(texto: str) -> list[Termino]:
    formas = frozenset(forma for idioma in IDIOMAS if (forma := tuple(raices(texto, idioma))))
    return [Termino(formas)] if formas else []


def _sueltas(texto: str, *, ultima: bool = False) -> list[Termino]:
    halladas = [palabra for palabra, _, _ in palabras(texto)]
    terminos = []
    for lugar, palabra in enumerate(halladas):
        formas = [raiz(palabra, idioma) for idioma in IDIOMAS]
        if not all(formas):
            continue
        a_medias = ultima and lugar == len(halladas) - 1
        terminos.append(
            Termino(frozenset((forma,) for forma in formas), _comienzo(palabra) if a_medias else "")
        )
    return terminos


def _comienzo(palabra: str) -> str:
    pelada = sin_acentos(palabra)
    return pelada if len(pelada) >= A_MEDIAS and not pelada.isdigit() else ""


def coincide(consulta: Consulta, titulo: str, texto: str) -> bool:
    """Lo mismo que dice el motor, mirando las raíces de un documento (separadas por espacios)."""
    campos = (f" {titulo} ", f" {texto} ")
    return all(_esta(termino, campos) for termino in consulta.terminos)


def _esta(termino: Termino, campos: tuple[str, str]) -> bool:
    buscados = [f" {' '.join(forma)} " for forma in termino.formas]
    if termino.comienzo:
        buscados.append(f" {termino.comienzo}")
    return any(buscado in campo for campo in campos for buscado in buscados)


def a_fts5(consulta: Consulta) -> str:
    """La consulta en la lengua de FTS5: todo entre comillas."""
    return " AND ".join(f"({' OR '.join(_fts5(t))})" for t in consulta.terminos)


def _fts5(termino: Termino) -> list[str]:
    partes = [f'"{" ".join(forma)}"' for forma in sorted(termino.formas)]
    return [*partes, f'"{termino.comienzo}" *'] if termino.comienzo else partes


def a_tsquery(consulta: Consulta) -> str:
    """La consulta en la lengua de PostgreSQL: todo entre comillas."""
    return " & ".join(f"({' | '.join(_tsquery(t))})" for t in consulta.terminos)


def _tsquery(termino: Termino) -> list[str]:
    partes = [" <-> ".join(f"'{raiz}'" for raiz in forma) for forma in sorted(termino.formas)]
    partes = [f"({p})" if " " in p else p for p in partes]
    return [*partes, f"'{termino.comienzo}':*"] if termino.comienzo else partes


def una_de(buscadas: frozenset[str]) -> Consulta:
    """La consulta que halla cualquiera de estas raíces."""
    return Consulta("", (Termino(frozenset((r,) for r in buscadas)),)) if buscadas else Consulta()
