"""La situación de un elemento y cuánto hace que se supo algo de él."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from app.avance.reglas.gestion import CANCELADO, Gestion
from app.avance.reglas.resultado import Resultado, parte_pasada

SITUACIONES = ("cumplido", "a_tiempo", "en_riesgo", "atrasado", "sin_datos", "cancelado")
FRESCURAS = (("fresco", 30), ("reciente", 60), ("viejo", 180))
"""Hasta cuántos días vale cada una; después, `muy_viejo`."""


@dataclass(frozen=True)
class Umbrales:
    """Desde qué centésimas de lo que tocaría se va a tiempo o en riesgo; `0 < en_riesgo < a_tiempo ≤ 100`."""

    a_tiempo: int = 90
    en_riesgo: int = 60


@dataclass(frozen=True)
class Periodo:
    """De qué día a qué día, los dos incluidos."""

    inicio: dt.date
    fin: dt.date


@dataclass(frozen=True)
class SituacionDada:
    """La que alguien puso a mano, con su porqué público."""

    situacion: str
    motivo: str


@dataclass(frozen=True)
class Situacion:
    """Cómo va un elemento.

    `calculada` es la que da la cuenta y `cual` la que vale (otra, si alguien la puso a mano con su `motivo`).
    `por`: gestion, resultado, sin_datos o cancelado, lo que decidió la calculada; `razon`: completo,
    incompleto (llegó todo lo que se sabe, y de algo no se sabe), vencido, sin_empezar o ritmo. `tocaria` es lo
    que se esperaba hoy y `ritmo` el número entre eso.
    """

    cual: str
    calculada: str
    por: str
    razon: str = ""
    motivo: str = ""
    a_mano: bool = False
    tocaria: Fraction | None = None
    ritmo: Fraction | None = None


def plazo_efectivo(inicio: dt.date | None, fin: dt.date | None, arriba: Periodo) -> Periodo:
    """El plazo de un elemento: sus fechas; la que falte, la de lo que tiene arriba (al final, el plan).

    Si de juntarlas sale al revés, vale entero el de arriba.
    """
    propio = Periodo(inicio or arriba.inicio, fin or arriba.fin)
    return propio if propio.inicio <= propio.fin else arriba


def _por_ritmo(
    numero: Fraction,
    tocaria: Fraction,
    umbrales: Umbrales,
    *,
    lleno: bool,
    falta: bool,
    vencido: bool,
    por: str,
) -> Situacion:
    if lleno and falta:
        cual = "atrasado" if vencido else "a_tiempo"
        return Situacion(cual, cual, por, "incompleto", tocaria=tocaria)
    if lleno:
        return Situacion("cumplido", "cumplido", por, "completo", tocaria=tocaria)
    if vencido:
        return Situacion("atrasado", "atrasado", por, "vencido", tocaria=tocaria)
    if not tocaria:
        return Situacion("a_tiempo", "a_tiempo", por, "sin_empezar", tocaria=tocaria)
    ritmo = numero / tocaria
    if ritmo * 100 >= umbrales.a_tiempo:
        cual = "a_tiempo"
    else:
        cual = "en_riesgo" if ritmo * 100 >= umbrales.en_riesgo else "atrasado"
    return Situacion(cual, cual, por, "ritmo", tocaria=tocaria, ritmo=ritmo)


def situacion_calculada(
    gestion: Gestion, resultado: Resultado, plazo: Periodo, hoy: dt.date, umbrales: Umbrales
) -> Situacion:
    """La situación por la cuenta (definición propia): el número entre lo que tocaría hoy, contra los umbrales.

    Manda la gestión, que depende de quien responde y tiene su plazo; tocaría la parte del plazo ya pasada.
    Cumplido con gestión 1; atrasado si el plazo terminó sin llegar. Si no hay gestión, manda el resultado: lo
    alcanzado contra lo que tocaría hoy de sus metas; cumplido con resultado 1 en las últimas metas, y atrasado
    si sus períodos terminaron sin llegar. Mientras de una parte que pesa no haya datos, nada está cumplido.
    Sin ninguno de los dos, sin datos.
    """
    if gestion.por == CANCELADO:
        return Situacion(CANCELADO, CANCELADO, CANCELADO)
    if gestion.valor is not None:
        tocaria = parte_pasada(plazo.inicio, plazo.fin, hoy)
        return _por_ritmo(
            gestion.valor,
            tocaria,
            umbrales,
            lleno=gestion.valor == 1,
            falta=gestion.falta,
            vencido=hoy > plazo.fin,
            por="gestion",
        )
    if resultado.al_paso is not None and resultado.tocaria is not None:
        ultimas = all(p.ultima_meta for p in resultado.contadas)
        return _por_ritmo(
            resultado.al_paso,
            resultado.tocaria,
            umbrales,
            lleno=ultimas and resultado.valor == 1,
            falta=resultado.falta,
            vencido=ultimas and all(p.periodo_cerrado for p in resultado.contadas),
            por="resultado",
        )
    return Situacion("sin_datos", "sin_datos", "sin_datos")


def con_lo_dicho(calculada: Situacion, dada: SituacionDada | None) -> Situacion:
    """La calculada, o la puesta a mano si la hay; lo cancelado no se cambia a mano."""
    if dada is None or calculada.por == CANCELADO:
        return calculada
    return Situacion(
        dada.situacion,
        calculada.calculada,
        calculada.por,
        calculada.razon,
        motivo=dada.motivo,
        a_mano=True,
        tocaria=calculada.tocaria,
        ritmo=calculada.ritmo,
    )


def frescura(ultimo: dt.date | None, hoy: dt.date) -> tuple[int | None, str]:
    """Días desde el último dato real (una medición, un hito cumplido, un avance dicho) y cómo se llama.

    Hasta 30, fresco; hasta 60, reciente; hasta 180, viejo; después, muy viejo.
    """
    if ultimo is None:
        return None, "sin_datos"
    dias = max((hoy - ultimo).days, 0)
    return dias, next((nombre for nombre, tope in FRESCURAS if dias <= tope), "muy_viejo")


def mas_nuevo(fechas: Iterable[dt.date | None]) -> dt.date | None:
    """La última de unas fechas; None si no hay ninguna."""
    return max((f for f in fechas if f is not None), default=None)
