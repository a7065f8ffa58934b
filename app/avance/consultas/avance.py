"""El avance de un plan: seis consultas, tenga un elemento o cinco mil."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy import select

from app.avance import reglas
from app.avance.consultas.piezas import dados_de
from app.extensiones import db
from app.nucleo.errores import NoEncontrado
from app.plan.modelos import Plan


@dataclass(frozen=True)
class AvanceElemento:
    """Cómo va un elemento: los dos números, que no se mezclan, la situación y la frescura, con su cuenta.

    `gestion` y `resultado` van de 0 a 1, exactos; None si no hay datos. `situacion_motivo` es el porqué público
    de una situación puesta a mano; vacío si es la calculada.
    """

    elemento_id: int
    gestion: Fraction | None
    resultado: Fraction | None
    situacion: str
    situacion_motivo: str
    frescura_dias: int | None
    frescura: str
    ultimo: dt.date | None
    cuenta: reglas.Cuenta


@dataclass(frozen=True)
class AvanceDelPlan:
    """Cómo va un plan un día: cada elemento y el conjunto."""

    plan_id: int
    clave: str
    hoy: dt.date
    umbrales: reglas.Umbrales
    cuenta: reglas.CuentaDelPlan
    por_elemento: Mapping[int, AvanceElemento] = field(default_factory=dict)

    @property
    def gestion(self) -> Fraction | None:
        """La del plan entero: la de sus raíces, por peso."""
        return self.cuenta.gestion.valor

    @property
    def resultado(self) -> Fraction | None:
        """El del plan entero: la media de todos sus indicadores con número."""
        return self.cuenta.resultado.valor

    @property
    def situaciones(self) -> Mapping[str, int]:
        """Cuántos elementos hay de cada situación, en su orden; las que no tienen ninguno, con 0."""
        cuentas = Counter(a.situacion for a in self.por_elemento.values())
        return {s: cuentas[s] for s in reglas.SITUACIONES}


def _de_cuenta(c: reglas.Cuenta) -> AvanceElemento:
    return AvanceElemento(
        c.elemento_id,
        c.gestion.valor,
        c.resultado.valor,
        c.situacion.cual,
        c.situacion.motivo,
        c.frescura_dias,
        c.frescura,
        c.ultimo,
        c,
    )


def avance_del_plan(plan_id: int, hoy: dt.date) -> AvanceDelPlan:
    """Los dos números, la situación y la frescura de cada elemento de un plan a un día (seis consultas).

    `NoEncontrado` si el plan no existe; qué planes se pueden ver lo decide quien llama.
    """
    fila = db.session.execute(
        select(Plan.clave, Plan.inicio, Plan.fin, Plan.umbral_a_tiempo, Plan.umbral_en_riesgo).where(
            Plan.id == plan_id
        )
    ).one_or_none()
    if fila is None:
        raise NoEncontrado()
    umbrales = reglas.Umbrales(fila.umbral_a_tiempo, fila.umbral_en_riesgo)
    cuenta = reglas.cuenta_del_plan(
        dados_de(plan_id, hoy), reglas.Periodo(fila.inicio, fila.fin), umbrales, hoy
    )
    por_elemento = {i: _de_cuenta(c) for i, c in cuenta.elementos.items()}
    return AvanceDelPlan(plan_id, fila.clave, hoy, umbrales, cuenta, por_elemento)


def umbrales_de(plan_id: int) -> reglas.Umbrales:
    """Desde qué ritmo va algo a tiempo o en riesgo en un plan; `NoEncontrado` si no existe."""
    fila = db.session.execute(
        select(Plan.umbral_a_tiempo, Plan.umbral_en_riesgo).where(Plan.id == plan_id)
    ).one_or_none()
    if fila is None:
        raise NoEncontrado()
    return reglas.Umbrales(*fila)
