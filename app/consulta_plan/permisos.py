"""Predicados puros: qué le falta a una persona para participar en la consulta de un plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.consulta_plan.reglas import Momento, momento
from app.nucleo.permisos import Identidad, Permiso


@dataclass(frozen=True)
class Pide:
    """Lo que la consulta pide: sus fechas, la acreditación y el estado de su plan."""

    abre: dt.datetime
    cierra: dt.datetime
    acreditacion: int
    estado_plan: str

    def momento(self, ahora: dt.datetime) -> Momento:
        """En qué momento está; cerrada si el plan ya no está en consulta."""
        segun_fechas = momento(self.abre, self.cierra, ahora)
        return segun_fechas if self.estado_plan == "en_consulta" else Momento.CERRADA


class NoParticipa(StrEnum):
    """Por qué alguien no puede participar."""

    ANTES = "antes"
    CERRADA = "cerrada"
    CUENTA = "cuenta"
    ROL = "rol"
    ACREDITACION = "acreditacion"


def no_participa(quien: Identidad, pide: Pide, ahora: dt.datetime) -> NoParticipa | None:
    """El primer motivo, de lo que no depende de la persona a lo que sí; None si puede."""
    cuando = pide.momento(ahora)
    if cuando is not Momento.ABIERTA:
        return NoParticipa(cuando.value)
    if not quien.autenticada:
        return NoParticipa.CUENTA
    if not quien.puede(Permiso.CONSULTA_PARTICIPAR):
        return NoParticipa.ROL
    return None if quien.acreditacion >= pide.acreditacion else NoParticipa.ACREDITACION
