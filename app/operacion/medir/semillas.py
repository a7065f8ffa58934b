"""Las propuestas que se siembran para medir: siempre las mismas, repartidas como las de la gente."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from app.contenido.reglas import ALFABETO, LARGO
from app.propuestas.reglas import DatosFacetas, claves_de
from app.propuestas.reglas.actividad import ESCALA, peso

UMBRAL = 1_000_000
"""Tan alto que ningún apoyo de la medida lo cruza."""
APOYOS_POR_PROPUESTA, COMENTARIOS_POR_PROPUESTA = 10, 3
TESTIGO = (40, 60)
"""Apoyos y comentarios de la última propuesta, los mismos a cualquier escala: su página se puede comparar."""
SUR, OESTE, LADO = -2.95, -79.05, 0.15
"""La ciudad de la medida: un cuadrado de unos 16 km, en grados."""


@dataclass(frozen=True)
class Rama:
    """Un lugar o un elemento con los de arriba."""

    id: int
    ruta: tuple[int, ...]
    ods: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Marco:
    """De qué y de quién son las propuestas que se siembran."""

    proceso_id: int
    lugares: Sequence[Rama]
    elementos: Sequence[Rama]
    etiquetas: Sequence[int]
    momento: dt.datetime


@dataclass
class Semilla:
    """Una propuesta por sembrar: lo que ordena las listas y aquello por lo que se la filtra."""

    id: int
    nacida: dt.datetime
    apoyos: int
    comentarios: int
    azar: int
    cruzada: bool
    lugar: Rama
    elemento: Rama
    etiquetas: tuple[int, ...]
    punto: tuple[float, float] | None
    con_filas: bool
    autora: int | None = None
    claves: frozenset[tuple[int, int]] = field(default=frozenset())

    @property
    def actividad(self) -> int:
        """Como si todo lo que pasó hubiera pasado al publicarla."""
        return peso(self.nacida) + ESCALA * (self.apoyos + self.comentarios).bit_length()

    @property
    def cierra(self) -> dt.datetime | None:
        """Cuándo deja de juntar apoyos: una de cada cuatro no cierra nunca."""
        return (
            None if self.cruzada or self.azar % 4 == 0 else self.nacida + dt.timedelta(days=400 + self.id % 97)
        )


def codigo(n: int) -> str:
    """El código corto número `n`; distinto para cada uno."""
    letras = ""
    for _ in range(LARGO):
        n, resto = divmod(n, len(ALFABETO))
        letras = ALFABETO[resto] + letras
    return letras


def repartir(total: int, partes: int, tope: int, azar: random.Random) -> list[int]:
    """Reparte `total` de forma muy desigual (Pareto), como lo hace la gente; ninguna parte pasa de `tope`."""
    pesos = [azar.paretovariate(1.2) for _ in range(partes)]
    unidad = total / sum(pesos)
    cuantos = [min(tope, int(p * unidad)) for p in pesos]
    falta, n = total - sum(cuantos), 0
    while falta > 0 and n < partes * tope:
        if cuantos[n % partes] < tope:
            cuantos[n % partes] += 1
            falta -= 1
        n += 1
    return cuantos


def semillas(ids: range, marco: Marco, personas: Sequence[int]) -> list[Semilla]:
    """Las propuestas de esos ids, siempre iguales. Con `personas`, sus apoyos y comentarios serán filas."""
    azar = random.Random(1)  # noqa: S311  datos de medida, repetibles
    partes = len(ids) - 1
    if personas:
        apoyos = repartir(APOYOS_POR_PROPUESTA * len(ids) - TESTIGO[0], partes, min(900, len(personas)), azar)
        comentarios = repartir(COMENTARIOS_POR_PROPUESTA * len(ids) - TESTIGO[1], partes, 5_000, azar)
        apoyos, comentarios = [*apoyos, TESTIGO[0]], [*comentarios, TESTIGO[1]]
    else:
        apoyos = [int(azar.paretovariate(1.2)) % 900 for _ in ids]
        comentarios = [0] * len(ids)
    return [
        _semilla(i, ids.stop - i, marco, personas, apoyos[i - ids.start], comentarios[i - ids.start], azar)
        for i in ids
    ]


def _semilla(
    ident: int,
    hace: int,
    marco: Marco,
    personas: Sequence[int],
    apoyos: int,
    comentarios: int,
    azar: random.Random,
) -> Semilla:
    etiquetas = marco.etiquetas
    nueva = Semilla(
        id=ident,
        nacida=marco.momento - dt.timedelta(seconds=20 * hace),
        apoyos=apoyos,
        comentarios=comentarios,
        azar=azar.getrandbits(31),
        cruzada=bool(personas) and ident % 10 == 3 and hace > 1,
        lugar=marco.lugares[ident * 7 % len(marco.lugares)],
        elemento=marco.elementos[ident * 11 % len(marco.elementos)],
        etiquetas=tuple({etiquetas[ident % len(etiquetas)], etiquetas[ident * 13 % len(etiquetas)]}),
        punto=(SUR + LADO * azar.random(), OESTE + LADO * azar.random()) if ident % 5 else None,
        con_filas=bool(personas),
        autora=personas[ident * 17 % len(personas)] if personas else None,
    )
    nueva.claves = _claves(marco.proceso_id, nueva.lugar, nueva.elemento, nueva.etiquetas, nueva.cruzada)
    return nueva


@cache
def _claves(
    proceso_id: int, lugar: Rama, elemento: Rama, etiquetas: tuple[int, ...], cruzada: bool
) -> frozenset[tuple[int, int]]:
    """Unas pocas combinaciones sirven para todas."""
    return claves_de(
        DatosFacetas(
            estado="publicada",
            oculta=False,
            cruzada=cruzada,
            proceso_id=proceso_id,
            elementos=frozenset(elemento.ruta),
            ods=elemento.ods,
            territorios=frozenset(lugar.ruta),
            lugar=lugar.id,
            etiquetas=frozenset(etiquetas),
        )
    )
