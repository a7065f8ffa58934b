"""A qué elementos del plan se parece lo escrito, y por qué palabras. Solo se sugiere: elige quien propone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.busqueda.reglas import Coleccion, afines, coleccion, lengua_de
from app.nucleo import idiomas
from app.nucleo.traducido import propio
from app.propuestas.opciones import OpcionElemento, Opciones, elementos_en


@dataclass(frozen=True)
class Sugerido:
    """Un elemento que se parece a lo escrito y las palabras que comparten."""

    elemento: OpcionElemento
    palabras: tuple[str, ...]


@lru_cache(maxsize=8)
def _coleccion(elementos: tuple[tuple[int, str, str], ...], idioma: str) -> Coleccion:
    """Las raíces de un plan: se calculan una vez por versión de sus textos y por idioma."""
    return coleccion(elementos, idioma)


def sugeridos(opciones: Opciones, *textos: str) -> list[Sugerido]:
    """Hasta tres elementos que comparten palabras poco comunes con los textos; los ejes no se sugieren.

    El plan se lee en la lengua de lo escrito, que puede no ser la de la página.
    """
    escrito = " ".join(textos)
    if not escrito.strip():
        return []
    idioma = lengua_de(escrito, propio())
    suyos = opciones.elementos if idioma == idiomas.actual() else elementos_en(idioma)
    elegibles = tuple((e.id, e.titulo, e.descripcion) for e in suyos.values() if e.nivel > 0)
    return [
        Sugerido(opciones.elementos[afin.id], afin.comunes)
        for afin in afines(_coleccion(elegibles, idioma), escrito, idioma)
        if afin.id in opciones.elementos
    ]
