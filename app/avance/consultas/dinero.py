"""El dinero del plan: sus momentos y sus sumas, siempre con las mismas consultas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from app.plan.modelos import Elemento, Plan

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


def dinero_del_plan(plan_id: int, raiz: int | None = None) -> Dinero:
    """El dinero del plan o, con `raiz`, el de ese elemento y lo que cuelga de él: tres consultas como mucho."""
    dados = tuple(momentos(plan_id))
    if not dados:
        return Dinero()
    claves = {m.id: m.clave for m in dados}
    rama = Elemento.plan_id == plan_id
    if raiz is not None:
        arriba = select(Elemento.ruta).where(Elemento.id == raiz).scalar_subquery()
        rama &= Elemento.ruta.like(arriba + "%")
    filas = db.session.execute(
        select(Elemento.id, Elemento.padre_id, Elemento.estado).where(rama).order_by(Elemento.orden)
    )
    elementos = [ElementoConDinero(e.id, e.padre_id, e.estado != "cancelado") for e in filas]
    return _sumado(dados, elementos, _montos(rama), claves)


@dataclass(frozen=True)
class LugarDelDinero:
    """De qué elemento es el dinero: su plan, su dirección y la unidad que responde."""

    plan_id: int
    clave: str
    codigo: str
    unidad_id: int | None
    cancelado: bool


def clave_del_plan(plan_id: int) -> str:
    """La clave con que se forma su dirección."""
    return db.session.scalars(select(Plan.clave).where(Plan.id == plan_id)).one()


def lugar_del_dinero(elemento_id: int) -> LugarDelDinero:
    """Dónde está el elemento (una consulta)."""
    fila = db.session.execute(
        select(Plan.id, Plan.clave, Elemento.codigo, Elemento.unidad_id, Elemento.estado)
        .join(Plan, Plan.id == Elemento.plan_id)
        .where(Elemento.id == elemento_id)
    ).one()
    return LugarDelDinero(fila[0], fila[1], fila[2], fila[3], fila[4] == "cancelado")


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
