"""Escrituras de la conversación.

Todas toman primero el cerrojo de la conversación: así los contadores cambian con la fila o no cambian, y dos
escrituras a la vez no se esperan una a otra.
"""

from __future__ import annotations

from app.participacion.servicios.comentarios import comentar, editar, retirar
from app.participacion.servicios.comunes import al_cambiar_nombre, cuota_de_comentar, exigir_comentar
from app.participacion.servicios.recuento import Diferencia, recontar
from app.participacion.servicios.traidos import Tanda, Traido, anotar_traidos, comparar, guardar
from app.participacion.servicios.votos import al_retirarse, votar
from app.participacion.servicios.votos_en_lote import sembrar_votos

__all__ = [
    "Diferencia",
    "Tanda",
    "Traido",
    "al_cambiar_nombre",
    "al_retirarse",
    "anotar_traidos",
    "comentar",
    "comparar",
    "cuota_de_comentar",
    "editar",
    "exigir_comentar",
    "guardar",
    "recontar",
    "retirar",
    "sembrar_votos",
    "votar",
]
