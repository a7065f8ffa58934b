"""La gestión: cuánto se hizo, de las hojas hacia arriba y por peso."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

CANCELADO = "cancelado"
TERMINADO = "terminado"


@dataclass(frozen=True)
class HitoDado:
    """Un hito de una hoja: su peso (mayor que cero), cuándo se cumplió y si se canceló."""

    peso: int
    cumplido_en: dt.date | None = None
    cancelado: bool = False


@dataclass(frozen=True)
class Dicho:
    """El último avance que la unidad dijo de una hoja, de 0 a 100."""

    porcentaje: int
    fecha: dt.date
    motivo: str = ""


@dataclass(frozen=True)
class ParteGestion:
    """Un hijo en la cuenta de su padre. `fuera` dice por qué no entró: sin_datos, cancelado o sin_peso.

    `falta`: pesa, y de él o de algo suyo que pesa no se sabe nada.
    """

    elemento_id: int
    peso: int
    gestion: Fraction | None
    fuera: str = ""
    falta: bool = False

    @property
    def producto(self) -> Fraction | None:
        """Peso por gestión; None si no entra en la cuenta."""
        return None if self.fuera or self.gestion is None else self.peso * self.gestion


@dataclass(frozen=True)
class Gestion:
    """La gestión de un elemento y su cuenta.

    `valor` va de 0 a 1, o None si no hay datos. `por` dice de dónde sale: hijos, hitos, dicho, terminado,
    sin_datos o cancelado. `suma` entre `pesos` es el valor, cuando sale de hijos o de hitos.
    """

    valor: Fraction | None
    por: str
    suma: Fraction = Fraction(0)
    pesos: int = 0
    partes: tuple[ParteGestion, ...] = ()
    dicho: Dicho | None = None

    @property
    def falta(self) -> bool:
        """Verdadero si de alguna parte con peso y sin cancelar, por abajo que esté, no hay datos."""
        return any(p.falta for p in self.partes)


SIN_DATOS = Gestion(None, "sin_datos")
FUERA = Gestion(None, CANCELADO)


def gestion_de_hoja(estado: str, hitos: Sequence[HitoDado], dicho: Dicho | None, hoy: dt.date) -> Gestion:
    """Gestión de un elemento del que no cuelga nada, entre 0 y 1 (definición propia).

    Con hitos: Σ peso de los cumplidos hasta `hoy` / Σ peso, sin los cancelados. Si no tiene hitos en pie, el
    último avance dicho hasta `hoy`, entre 100. Si tampoco, 1 cuando su estado es terminado. Si nada de eso, no
    hay datos: no es cero.
    """
    if estado == CANCELADO:
        return FUERA
    en_pie = [h for h in hitos if not h.cancelado]
    if en_pie:
        hecho = sum(h.peso for h in en_pie if h.cumplido_en is not None and h.cumplido_en <= hoy)
        pesos = sum(h.peso for h in en_pie)
        return Gestion(Fraction(hecho, pesos), "hitos", Fraction(hecho), pesos)
    if dicho is not None and dicho.fecha <= hoy:
        return Gestion(Fraction(dicho.porcentaje, 100), "dicho", dicho=dicho)
    return Gestion(Fraction(1), TERMINADO) if estado == TERMINADO else SIN_DATOS


def parte_de(elemento_id: int, peso: int, gestion: Gestion) -> ParteGestion:
    """Un hijo, con el motivo por el que no entra en la cuenta, si no entra."""
    if gestion.por == CANCELADO:
        fuera = CANCELADO
    elif gestion.valor is None:
        fuera = "sin_datos"
    else:
        fuera = "" if peso else "sin_peso"
    falta = bool(peso) and (fuera == "sin_datos" or gestion.falta)
    return ParteGestion(elemento_id, peso, gestion.valor, fuera, falta)


def gestion_de_hijos(partes: Sequence[ParteGestion]) -> Gestion:
    """Gestión de un elemento por lo que cuelga de él: Σ(peso · gestión) / Σ(peso) (definición propia).

    Entran los hijos con datos, sin cancelar y con peso; los demás quedan en la lista con su motivo. Sin
    ninguno que entre, no hay datos. El orden no importa.
    """
    dentro = [p for p in partes if not p.fuera and p.gestion is not None]
    pesos = sum(p.peso for p in dentro)
    suma = sum((p.peso * p.gestion for p in dentro if p.gestion is not None), Fraction(0))
    if not pesos:
        return Gestion(None, "sin_datos", partes=tuple(partes))
    return Gestion(suma / pesos, "hijos", suma, pesos, tuple(partes))
