"""Escrituras del avance: una función por intención."""

from app.avance.servicios.avances import decir_avance
from app.avance.servicios.hitos import (
    DatosHito,
    cancelar_hito,
    crear_hito,
    cumplir_hito,
    dejar_sin_cumplir,
    editar_hito,
    ordenar_hito,
    recuperar_hito,
)
from app.avance.servicios.situaciones import cambiar_umbrales, poner_situacion, quitar_situacion

__all__ = [
    "DatosHito",
    "cambiar_umbrales",
    "cancelar_hito",
    "crear_hito",
    "cumplir_hito",
    "decir_avance",
    "dejar_sin_cumplir",
    "editar_hito",
    "ordenar_hito",
    "poner_situacion",
    "quitar_situacion",
    "recuperar_hito",
]
