"""El dinero del plan: sus momentos y sus sumas, siempre con las mismas consultas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from babel.numbers import get_currency_precision
from flask import current_app
from sqlalchemy import ColumnElement, select

from app.avance.modelos import Momento, Monto
from app.avance.reglas.dinero import (
    EJECUTADO,
    PROGRAMADO,
    ElementoConDinero,
    Suma,
    Sumas,
    ejecutado,
    juntar,
    sumar,
)
from app.extensiones import db
from app.plan.consultas import Arbol, Nodo
from app.plan.modelos import Elemento

Clave = tuple[int | None, str]
"""Un año (None: todos) y la clave de un momento."""


@dataclass(frozen=True)
class MomentoDado:
    """Un momento del dinero de un plan; `nombres`: {idioma: texto}."""

    id: int
    clave: str
    nombres: Mapping[str, str]
    orden: int


@dataclass(frozen=True)
class MontoDado:
    """Lo anotado en un elemento, un año y un momento, en unidades menores."""

    anio: int
    momento: str
    valor: int
    fuente: str


@dataclass(frozen=True)
class Dinero:
    """El dinero de un plan, sumado: por año y momento, de cada elemento con lo que cuelga de él y del total.

    Un año en que un momento no tiene ningún monto no entra en la suma de todos: todavía no se sabe nada de él.
    """

    momentos: tuple[MomentoDado, ...] = ()
    anios: tuple[int, ...] = ()
    sumas: Mapping[Clave, Sumas] = field(default_factory=dict)
    propios: Mapping[int, tuple[MontoDado, ...]] = field(default_factory=dict)

    @property
    def hay(self) -> bool:
        """Verdadero si el plan tiene algún monto."""
        return bool(self.anios)

    def suma(self, anio: int | None, momento: str, elemento_id: int | None = None) -> Suma:
        """La de un elemento o, sin él, la del plan entero."""
        sumas = self.sumas.get((anio, momento), Sumas())
        return sumas.total if elemento_id is None else sumas.por_elemento.get(elemento_id, Suma())

    def por_momento(self, anio: int | None, elemento_id: int | None = None) -> dict[str, Suma]:
        """La suma de cada momento, en su orden."""
        return {m.clave: self.suma(anio, m.clave, elemento_id) for m in self.momentos}

    def ejecutado(self, anio: int | None, elemento_id: int | None = None) -> Fraction | None:
        """Qué parte de lo programado se devengó; de todos los años, solo si los dos son de los mismos."""
        if anio is None and self._anios_de(PROGRAMADO) != self._anios_de(EJECUTADO):
            return None
        return ejecutado(self.por_momento(anio, elemento_id))

    def _anios_de(self, momento: str) -> list[int]:
        return [a for a in self.anios if (a, momento) in self.sumas]


def decimales_de_la_moneda() -> int:
    """Cuántos decimales tiene la moneda de la ciudad: 2 casi siempre; el peso chileno y el guaraní, ninguno."""
    return int(get_currency_precision(str(current_app.config["MONEDA"])))


def momentos(plan_id: int) -> list[MomentoDado]:
    """Los momentos de un plan, en su orden."""
    filas = db.session.scalars(select(Momento).where(Momento.plan_id == plan_id).order_by(Momento.orden))
    return [MomentoDado(m.id, m.clave, m.nombres, m.orden) for m in filas]


def _montos(rama: ColumnElement[bool]) -> Sequence[Any]:
    return db.session.execute(
        select(Monto.elemento_id, Monto.anio, Monto.momento_id, Monto.valor, Monto.fuente)
        .join(Elemento, Elemento.id == Monto.elemento_id)
        .where(rama)
        .order_by(Monto.anio, Monto.momento_id)
    ).all()


def dinero_del_plan(plan_id: int, plano: Arbol) -> Dinero:
    """El dinero de un plan, con su árbol ya leído: dos consultas como mucho."""
    return _dinero(plan_id, plano.en_orden(), Elemento.plan_id == plan_id)


def dinero_de_rama(plan_id: int, nodo: Nodo) -> Dinero:
    """El de un elemento y lo que cuelga de él: dos consultas como mucho."""
    arriba = select(Elemento.ruta).where(Elemento.id == nodo.id).scalar_subquery()
    rama = (Elemento.plan_id == plan_id) & Elemento.ruta.like(arriba + "%")
    return _dinero(plan_id, nodo.recorrer(), rama)


def _dinero(plan_id: int, nodos: Iterable[Nodo], rama: ColumnElement[bool]) -> Dinero:
    dados = tuple(momentos(plan_id))
    if not dados:
        return Dinero()
    elementos = [ElementoConDinero(n.id, n.padre_id, n.estado != "cancelado") for n in nodos]
    return _sumado(dados, elementos, _montos(rama), {m.id: m.clave for m in dados})


def _sumado(
    dados: tuple[MomentoDado, ...],
    elementos: Sequence[ElementoConDinero],
    filas: Sequence[Any],
    claves: Mapping[int, str],
) -> Dinero:
    montos: dict[tuple[int, str], dict[int, int]] = {}
    propios: dict[int, list[MontoDado]] = {}
    for f in filas:
        montos.setdefault((f.anio, claves[f.momento_id]), {})[f.elemento_id] = f.valor
        propios.setdefault(f.elemento_id, []).append(MontoDado(f.anio, claves[f.momento_id], f.valor, f.fuente))
    anios = sorted({anio for anio, _momento in montos})
    sumas: dict[Clave, Sumas] = {}
    for m in dados:
        propias = {a: sumar(elementos, montos[a, m.clave]) for a in anios if (a, m.clave) in montos}
        sumas |= {(a, m.clave): s for a, s in propias.items()}
        sumas[None, m.clave] = juntar(propias.values())
    return Dinero(dados, tuple(anios), sumas, {i: tuple(v) for i, v in propios.items()})
