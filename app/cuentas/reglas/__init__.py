"""Reglas de las cuentas: claves, seudónimos, pasos que faltan, plazos y nombres de aparatos."""

from __future__ import annotations

from app.cuentas.reglas.aparatos import aparato_de
from app.cuentas.reglas.claves import MAXIMO_CLAVE, MINIMO_CLAVE, FaltaDeClave, falta_de_clave
from app.cuentas.reglas.codigos import (
    ALFABETO_DE_PAPEL,
    PASO_SEGUNDOS,
    agrupado,
    contacto_oculto,
    es_de_cifras,
    iniciales,
    normalizar_contacto,
    paso_en,
    sin_adornos,
)
from app.cuentas.reglas.menores import MAYORIA, es_menor, nombre_publico
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
from app.cuentas.reglas.suplantacion import mezcla_alfabetos, suplanta_un_grupo

__all__ = [
    "ALFABETO_DE_PAPEL",
    "MAXIMO_CLAVE",
    "MAXIMO_SEUDONIMO",
    "MAYORIA",
    "MINIMO_CLAVE",
    "MINIMO_SEUDONIMO",
    "PASO_SEGUNDOS",
    "FaltaDeClave",
    "FaltaDeSeudonimo",
    "PasoPrevio",
    "agrupado",
    "aparato_de",
    "clave_de_seudonimo",
    "contacto_oculto",
    "cumple_edad",
    "duracion_de_sesion",
    "es_de_cifras",
    "es_menor",
    "falta_de_clave",
    "falta_de_seudonimo",
    "iniciales",
    "mezcla_alfabetos",
    "nacimiento_creible",
    "nombre_publico",
    "normalizar_contacto",
    "paso_en",
    "pasos_que_faltan",
    "seudonimo_nuevo",
    "sin_adornos",
    "suplanta_un_grupo",
]
