"""Predicados puros: qué le falta a una persona para un acto de un proceso."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.nucleo.permisos import Identidad
from app.procesos.reglas import Acto, Ventana, cumple_edad, esta_abierto


class Falta(StrEnum):
    """Por qué alguien no puede todavía."""

    FASE = "fase"
    CUENTA = "cuenta"
    ACREDITACION = "acreditacion"
    EDAD = "edad"
    NACIMIENTO = "nacimiento"


@dataclass(frozen=True)
class Requisitos:
    """Lo que un proceso pide para un acto, con sus fases y la zona horaria de la ciudad."""

    fases: Sequence[Ventana]
    acreditacion: int
    edad_minima: int
    zona: ZoneInfo


def que_falta(quien: Identidad, acto: Acto, requisitos: Requisitos, ahora: dt.datetime) -> Falta | None:
    """La primera cosa que impide `acto`, de la que no depende de la persona a la que sí; None si nada."""
    if not esta_abierto(requisitos.fases, acto, ahora):
        return Falta.FASE
    if not quien.autenticada:
        return Falta.CUENTA
    if quien.acreditacion < requisitos.acreditacion:
        return Falta.ACREDITACION
    anio = ahora.astimezone(requisitos.zona).year
    cumple = cumple_edad(quien.nacimiento, requisitos.edad_minima, anio)
    if cumple is None:
        return Falta.NACIMIENTO
    return None if cumple else Falta.EDAD
