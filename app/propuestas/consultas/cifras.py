"""Lecturas de las cifras: lo que dice el índice que debería haber, y lo que hay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, literal_column, null, select, union_all
from sqlalchemy.orm import aliased

from app.extensiones import db
from app.procesos.consultas import zona
from app.propuestas.consultas.piezas import Filtros
from app.propuestas.modelos import Cifra, Faceta
from app.propuestas.reglas import EstadoLista
from app.propuestas.reglas.cifras import (
    CLASES_QUE_CUENTAN,
    SIN_ESTADO,
    TODAS,
    ClaveCifra,
    mes_de,
    suma_en,
)
from app.propuestas.reglas.indice import APARTE, Clase
from app.territorio import consultas as territorio

COMUNES = (SIN_ESTADO, EstadoLista.REUNE.numero, EstadoLista.ESPERA.numero)
"""Los estados de lo que está en las listas de siempre: ni retirado ni archivado."""

_TROZO = 5_000


@dataclass(frozen=True)
class Corte:
    """Qué parte de las propuestas se cuenta. `lugares` son territorios propios (0, sin lugar); None, todos.

    `desde` y `hasta` son meses (año × 12 + mes - 1), los dos incluidos.
    """

    estados: tuple[int, ...] = COMUNES
    proceso_id: int | None = None
    desde: int | None = None
    hasta: int | None = None
    lugares: frozenset[int] | None = None

    @property
    def condiciones(self) -> list[ColumnElement[bool]]:
        """Lo mismo, como condiciones sobre la tabla."""
        salida = [Cifra.estado.in_(self.estados), Cifra.cuantas > 0]
        if self.proceso_id is not None:
            salida.append(Cifra.proceso_id == self.proceso_id)
        if self.desde is not None:
            salida.append(Cifra.mes >= self.desde)
        if self.hasta is not None:
            salida.append(Cifra.mes <= self.hasta)
        if self.lugares is not None:
            salida.append(Cifra.territorio_id.in_(sorted(self.lugares)))
        return salida


def por_elemento_y_lugar(elementos: Iterable[int], corte: Corte) -> dict[tuple[int, int], int]:
    """(elemento, territorio propio) → cuántas propuestas. Una consulta."""
    filas = db.session.execute(
        select(Cifra.elemento_id, Cifra.territorio_id, func.sum(Cifra.cuantas))
        .where(Cifra.elemento_id.in_(sorted(set(elementos))), *corte.condiciones)
        .group_by(Cifra.elemento_id, Cifra.territorio_id)
    )
    return {(e, t): int(n) for e, t, n in filas}


def por_mes(elemento_id: int, corte: Corte) -> dict[int, int]:
    """Mes → cuántas se publicaron, de un elemento (o `TODAS`). Una consulta."""
    filas = db.session.execute(
        select(Cifra.mes, func.sum(Cifra.cuantas))
        .where(Cifra.elemento_id == elemento_id, *corte.condiciones)
        .group_by(Cifra.mes)
        .order_by(Cifra.mes)
    )
    return {mes: int(n) for mes, n in filas}


def por_estado(corte: Corte) -> dict[int, int]:
    """Estado → cuántas, cada una una vez. Una consulta."""
    filas = db.session.execute(
        select(Cifra.estado, func.sum(Cifra.cuantas))
        .where(Cifra.elemento_id == TODAS, *corte.condiciones)
        .group_by(Cifra.estado)
    )
    return {estado: int(n) for estado, n in filas}


def cuantas(elemento_id: int, corte: Corte) -> int:
    """Cuántas hay en ese corte, exactas sean las que sean."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(Cifra.cuantas), 0)).where(
            Cifra.elemento_id == elemento_id, *corte.condiciones
        )
    )
    return int(total or 0)


def exactas(filtros: Filtros) -> int | None:
    """Cuántas hay en una lista con esos filtros, sean las que sean; None si las cifras no lo saben.

    No saben de ODS ni de etiquetas. El período de un filtro va de mes en mes. Una consulta.
    """
    if filtros.ods or filtros.etiqueta_id is not None:
        return None
    lugares = None
    if filtros.territorio_id is not None:
        lugares = territorio.descendientes(filtros.territorio_id)
    if filtros.lugar_id is not None:
        propio = frozenset({filtros.lugar_id})
        lugares = propio if lugares is None else lugares & propio
    corte = Corte(
        estados=(EstadoLista(filtros.estado).numero,) if filtros.estado else COMUNES,
        proceso_id=filtros.proceso_id,
        desde=None if filtros.desde is None else mes_de(filtros.desde, zona()),
        hasta=None if filtros.hasta is None else mes_de(filtros.hasta, zona()) - 1,
        lugares=lugares,
    )
    return cuantas(TODAS if filtros.elemento_id is None else filtros.elemento_id, corte)


def que_suman(ids: Sequence[int]) -> Counter[ClaveCifra]:
    """Lo que estas propuestas suman hoy, según sus filas del índice. Una consulta."""
    return _contar(db.session.execute(_que_cuentan(Faceta.propuesta_id.in_(ids)).order_by(Faceta.propuesta_id)))


def _que_cuentan(*donde: ColumnElement[bool]) -> Select[Any]:
    return select(Faceta.propuesta_id, Faceta.publicada_en, Faceta.clase, Faceta.valor).where(
        Faceta.clase.in_(CLASES_QUE_CUENTAN), *donde
    )


def _contar(filas: Iterable[Any]) -> Counter[ClaveCifra]:
    """Las filas vienen seguidas por propuesta."""
    donde, suma = zona(), Counter[ClaveCifra]()
    for _ident, suyas in groupby(filas, key=attrgetter("propuesta_id")):
        lista = list(suyas)
        suma.update(suma_en([(f.clase, f.valor) for f in lista], mes_de(lista[0].publicada_en, donde)))
    return suma


def descuadres() -> dict[ClaveCifra, tuple[int, int]]:
    """Clave → (lo guardado, lo que sale del índice), solo donde no coinciden.

    Lee el índice y las cifras en una sola orden, así que ve las dos cosas en el mismo instante aunque otras
    personas estén publicando.
    """
    nada: Any = null()
    indice = select(
        literal_column("0").label("cifra"),
        Faceta.propuesta_id.label("propuesta_id"),
        Faceta.publicada_en.label("publicada_en"),
        Faceta.clase.label("clase"),
        Faceta.valor.label("valor"),
        *(nada.label(nombre) for nombre in ("territorio_id", "mes", "estado", "proceso_id")),
    ).where(Faceta.clase.in_(CLASES_QUE_CUENTAN))
    guardadas = select(
        literal_column("1"),
        Cifra.elemento_id,
        nada,
        nada,
        Cifra.cuantas,
        Cifra.territorio_id,
        Cifra.mes,
        Cifra.estado,
        Cifra.proceso_id,
    )
    juntas = union_all(indice, guardadas).subquery()
    filas = db.session.execute(
        select(juntas).order_by(juntas.c.cifra, juntas.c.propuesta_id), execution_options={"yield_per": _TROZO}
    )
    correctas, hay = Counter[ClaveCifra](), Counter[ClaveCifra]()
    for es_cifra, trozo in groupby(filas, key=attrgetter("cifra")):
        if es_cifra:
            hay.update(
                {(f.propuesta_id, f.territorio_id, f.mes, f.estado, f.proceso_id): f.valor for f in trozo}
            )
        else:
            correctas = _contar(trozo)
    claves = correctas.keys() | hay.keys()
    return {c: (hay[c], correctas[c]) for c in sorted(claves) if hay[c] != correctas[c]}


def falta_contar() -> bool:
    """Verdadero si hay propuestas indexadas antes de que hubiera cifras. Dos cuentas sobre el índice."""
    proceso, lugar = (
        select(func.count()).where(Faceta.clase.in_((clase, clase + APARTE))).scalar_subquery()
        for clase in (int(Clase.PROCESO), int(Clase.LUGAR))
    )
    en_listas, contadas = db.session.execute(select(proceso, lugar)).one()
    return bool(en_listas != contadas)


def vacias() -> bool:
    """Verdadero si el índice dice que sus propuestas ya se contaron y no hay ninguna cifra."""
    contada = select(literal(1)).where(Faceta.clase.in_((int(Clase.LUGAR), int(Clase.LUGAR) + APARTE))).exists()
    alguna = select(literal(1)).select_from(Cifra).exists()
    return bool(db.session.scalar(select(contada & ~alguna)))


def sin_contar(desde: int, cuantas_: int) -> list[int]:
    """Las siguientes a `desde`, en orden de id, que se indexaron antes de que hubiera cifras."""
    lugar = aliased(Faceta)
    suya = (
        select(literal(1))
        .where(
            lugar.propuesta_id == Faceta.propuesta_id,
            lugar.clase.in_((int(Clase.LUGAR), int(Clase.LUGAR) + APARTE)),
        )
        .exists()
    )
    return list(
        db.session.scalars(
            select(Faceta.propuesta_id)
            .where(
                Faceta.clase.in_((int(Clase.PROCESO), int(Clase.PROCESO) + APARTE)),
                Faceta.propuesta_id > desde,
                ~suya,
            )
            .order_by(Faceta.propuesta_id)
            .limit(cuantas_)
        )
    )
