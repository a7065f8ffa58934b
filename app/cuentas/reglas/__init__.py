"""Reglas de las cuentas: claves, seudónimos, pasos que faltan, plazos y nombres de aparatos."""

from __future__ import annotations

from app.cuentas.reglas.aparatos import aparato_de
from app.cuentas.reglas.claves import MAXIMO_CLAVE, MINIMO_CLAVE, FaltaDeClave, falta_de_clave
from app.cuentas.reglas.pasos import (
    PasoPrevio,
    cumple_edad,
    duracion_de_sesion,
    nacimiento_creible,
    pasos_que_faltan,
)
from app.cuentas.reglas.seudonimos import (
    MAXIMO_SEUDONIMO,
    MINIMO_SEUDONIMO,
    FaltaDeSeudonimo,
    clave_de_seudonimo,
    falta_de_seudonimo,
    seudonimo_nuevo,
)

__all__ = [
    "MAXIMO_CLAVE",
    "MAXIMO_SEUDONIMO",
    "MINIMO_CLAVE",
    "MINIMO_SEUDONIMO",
    "FaltaDeClave",
    "FaltaDeSeudonimo",
    "PasoPrevio",
    "aparato_de",
    "clave_de_seudonimo",
    "cumple_edad",
    "duracion_de_sesion",
    "falta_de_clave",
    "falta_de_seudonimo",
    "nacimiento_creible",
    "pasos_que_faltan",
    "seudonimo_nuevo",
]
