"""El orden «cerca»: la distancia exacta de las candidatas más próximas, sin leer más que el índice.

El punto entero de cada propuesta va en su clave del índice, así que el cuadro alrededor de un lugar y sus
vecinos son nueve tramos de números seguidos, a la escala que haga falta.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.extensiones import db
from app.nucleo.paginacion import Pagina, descifrar
from app.propuestas.consultas import piezas
from app.propuestas.consultas.piezas import Clave, Filtros, Referencia
from app.propuestas.modelos import Faceta, Propuesta
from app.propuestas.reglas import Clase, distancia, intervalos, numero_a_lugar

ESCALAS = range(18, 5, -1)
"""Lados de 150 m, 300 m, 600 m… hasta 625 km, del más fino al más ancho."""

METROS_POR_GRADO = 111_195
BASTAN = 10
"""Un cuadro sirve para una página si tiene diez veces lo que ella muestra."""

Punto = tuple[float, float]
Lejania = tuple[int, int]
"""(milímetros, propuesta)."""


def pagina_cerca(filtros: Filtros, clave: str | None, punto: Punto, cuantas: int) -> Pagina[Referencia]:
    """Un trozo por distancia; la clave es (milímetros, id). Ordena 5.000 candidatas como mucho."""
    leida = descifrar(clave, (int, int, int))
    atras = leida is not None and int(leida[0]) < 0
    tope = None if leida is None else (int(leida[1]), int(leida[2]))
    trozo = _trozo(filtros, punto, tope, atras, cuantas + 1)
    versiones = dict(
        db.session.execute(
            select(Propuesta.id, Propuesta.version).where(Propuesta.id.in_([i for _, i in trozo]))
        )
        .tuples()
        .all()
    )
    filas = [(par, versiones[par[1]]) for par in trozo]
    return piezas.armar(filas, cuantas, atras, primera=tope is None)


def _trozo(filtros: Filtros, punto: Punto, tope: Lejania | None, atras: bool, cuantas: int) -> list[Lejania]:
    """Las `cuantas` siguientes a `tope`. Prueba el cuadro más fino que puede bastar; si no, mira más lejos.

    Dentro de un lado del cuadro no falta ninguna: si todas las del trozo caen ahí, el trozo es exacto.
    """
    claves, celda, bastan = filtros.claves, int(Clase.CELDA) + filtros.aparte, cuantas * BASTAN
    tamanos, anillos = _medir(claves, celda, punto, bastan)
    lejos = -1 if tope is None else tope[0]
    escala = next(
        (e for e, n in zip(ESCALAS, anillos, strict=True) if n >= bastan and lejos <= _seguro(punto, e)), None
    )
    while escala is not None:
        candidatas = _del_cuadro(claves, celda, punto, escala)
        trozo = _cortar(candidatas, punto, tope, atras, cuantas)
        if atras or (len(trozo) == cuantas and trozo[-1][0] <= _seguro(punto, escala)):
            return trozo
        escala = _mas_ancha(celda, punto, escala, len(candidatas), cuantas)
    menor = min(range(len(claves)), key=lambda i: (tamanos[i], i))
    if tamanos[menor] <= piezas.CANDIDATAS:
        candidatas = _del_filtro(claves, celda, menor)
    else:
        _tamanos, anillos = _medir((), celda, punto, piezas.CANDIDATAS + 1)
        caben = [e for e, n in zip(ESCALAS, anillos, strict=True) if n <= piezas.CANDIDATAS]
        candidatas = _del_cuadro(claves, celda, punto, min(caben, default=ESCALAS[0]))
    return _cortar(candidatas, punto, tope, atras, cuantas)


def _mas_ancha(celda: int, punto: Punto, escala: int, pasaron: int, cuantas: int) -> int | None:
    """La escala en que, al ritmo de esta, el filtro dejaría tres páginas; None si ese cuadro no cabe entero."""
    if not pasaron:
        return None
    ancha = escala - max(1, math.ceil(math.log(max(1.0, 3 * cuantas / pasaron), 4)))
    if ancha not in ESCALAS:
        return None
    _tamanos, (cuantos,) = _medir((), celda, punto, piezas.CANDIDATAS + 1, (ancha,))
    return ancha if cuantos <= piezas.CANDIDATAS else None


def _seguro(punto: Punto, escala: int) -> int:
    """Los milímetros dentro de los que a un cuadro no le falta nada."""
    return round(_lado(punto, escala) * 1000)


def _cortar(
    candidatas: Sequence[tuple[int, int]], punto: Punto, tope: Lejania | None, atras: bool, cuantas: int
) -> list[Lejania]:
    lejanias = sorted((round(distancia(punto, numero_a_lugar(n)) * 1000), ident) for ident, n in candidatas)
    if tope is not None:
        lejanias = [par for par in lejanias if (par < tope if atras else par > tope)]
    if atras:
        lejanias.reverse()
    return lejanias[:cuantas]


def _lado(punto: Punto, escala: int) -> float:
    """El lado más corto de un cuadro, en metros: lo que está más cerca que eso está en él o en sus vecinos."""
    grados: float = 360 / (1 << escala)
    borde = min(89.9, abs(punto[0]) + grados)
    return grados * METROS_POR_GRADO * math.cos(math.radians(borde))


def _en_cuadro(celda: int, punto: Punto, escala: int) -> ColumnElement[bool]:
    tramos = intervalos(*punto, escala)
    return and_(
        Faceta.clase == celda,
        or_(*(and_(Faceta.valor >= desde, Faceta.valor < hasta) for desde, hasta in tramos)),
    )


def _medir(
    claves: Sequence[Clave], celda: int, punto: Punto, tope: int, escalas: Sequence[int] = ESCALAS
) -> tuple[list[int], list[int]]:
    """Cuántas hay bajo cada clave y, hasta `tope`, en el cuadro de cada escala. Una consulta.

    Casi siempre basta saber qué cuadro tiene para unas páginas: contar más costaba más que la lista.
    """
    pedidas = [(piezas.es(Faceta, c), piezas.CANDIDATAS + 1) for c in claves]
    pedidas += [(_en_cuadro(celda, punto, e), tope) for e in escalas]
    cuentas = [
        select(func.count())
        .select_from(select(literal(1)).where(condicion).limit(hasta).subquery())
        .scalar_subquery()
        for condicion, hasta in pedidas
    ]
    medidas = [int(n) for n in db.session.execute(select(*cuentas)).one()]
    return medidas[: len(claves)], medidas[len(claves) :]


def _del_filtro(claves: Sequence[Clave], celda: int, menor: int) -> Sequence[tuple[int, int]]:
    """Todas las del filtro que tienen lugar, si el filtro es pequeño."""
    lugar = aliased(Faceta)
    suyas = (
        select(lugar.propuesta_id, lugar.valor)
        .select_from(Faceta)
        .join(lugar, and_(lugar.propuesta_id == Faceta.propuesta_id, lugar.clase == celda))
        .where(piezas.es(Faceta, claves[menor]))
    )
    otras = [c for i, c in enumerate(claves) if i != menor]
    return [(i, v) for i, v in db.session.execute(piezas.cruzar(suyas, Faceta.propuesta_id, otras))]


def _del_cuadro(claves: Sequence[Clave], celda: int, punto: Punto, escala: int) -> Sequence[tuple[int, int]]:
    """Las del cuadro de esa escala y sus vecinos que pasan los filtros."""
    base = (
        select(Faceta.propuesta_id, Faceta.valor)
        .where(_en_cuadro(celda, punto, escala))
        .limit(piezas.CANDIDATAS)
        .subquery()
    )
    otras = [c for c in claves if c[0] != int(Clase.TODAS)]
    consulta = piezas.cruzar(select(base.c.propuesta_id, base.c.valor), base.c.propuesta_id, otras)
    return [(i, v) for i, v in db.session.execute(consulta)]
