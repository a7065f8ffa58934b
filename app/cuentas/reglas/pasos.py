"""Lo que falta antes de un acto, la edad y cuánto dura una sesión."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum


class PasoPrevio(StrEnum):
    """Un paso que puede faltar antes de que un acto se abra, en el orden en que se dan."""

    CREAR_CUENTA = "crear_cuenta"
    CONFIRMAR_CORREO = "confirmar_correo"
    DECIR_NACIMIENTO = "decir_nacimiento"
    ESPERAR_EDAD = "esperar_edad"
    COMPROBAR_PADRON = "comprobar_padron"
    COMPROBAR_EN_PERSONA = "comprobar_en_persona"


def cumple_edad(nacimiento: int, edad_minima: int, anio: int) -> bool:
    """Verdadero si quien nació en `nacimiento` cumple este año al menos `edad_minima`."""
    return anio - nacimiento >= edad_minima


def nacimiento_creible(nacimiento: int, anio: int) -> bool:
    """Verdadero si una persona viva que escribe pudo nacer ese año (de 5 a 120 años)."""
    return 5 <= anio - nacimiento <= 120


def pasos_que_faltan(
    acreditacion: int | None,
    minima: int,
    *,
    nacimiento: int | None = None,
    edad_minima: int | None = None,
    anio: int = 0,
) -> tuple[PasoPrevio, ...]:
    """Los pasos que faltan para un acto que pide `minima`, en orden; vacío si ya puede.

    `acreditacion` es None para quien no tiene cuenta. La edad se lee «cumple N este año» (`anio`).
    """
    faltan: list[PasoPrevio] = []
    if acreditacion is None:
        faltan.append(PasoPrevio.CREAR_CUENTA)
    tiene = acreditacion or 0
    if minima >= 1 and tiene < 1:
        faltan.append(PasoPrevio.CONFIRMAR_CORREO)
    if edad_minima is not None:
        if nacimiento is None:
            faltan.append(PasoPrevio.DECIR_NACIMIENTO)
        elif not cumple_edad(nacimiento, edad_minima, anio):
            faltan.append(PasoPrevio.ESPERAR_EDAD)
    if tiene < 2 <= minima:
        faltan.append(PasoPrevio.COMPROBAR_PADRON)
    if tiene < 3 <= minima:
        faltan.append(PasoPrevio.COMPROBAR_EN_PERSONA)
    return tuple(faltan)


def duracion_de_sesion(es_personal: bool) -> dt.timedelta:
    """Cuánto vale una entrada: 30 días para una vecina, una jornada de 12 horas para el personal."""
    return dt.timedelta(hours=12) if es_personal else dt.timedelta(days=30)
