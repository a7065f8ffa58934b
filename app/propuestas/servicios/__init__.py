"""Escrituras de las propuestas: una función por intención. Ninguna confirma; lo hace la petición."""

from __future__ import annotations

from app.propuestas.servicios.apoyos import apoyar, retirar_apoyo
from app.propuestas.servicios.apoyos_en_lote import Apoyos, sembrar_apoyos
from app.propuestas.servicios.borradores import (
    borrar_borrador,
    empezar,
    guardar_idea,
    guardar_lugar,
    guardar_plan,
    publicar,
)
from app.propuestas.servicios.publicadas import clasificar, editar, retirar
from app.propuestas.servicios.puesta_al_dia import poner_al_dia
from app.propuestas.servicios.recuento import Diferencia, recontar
from app.propuestas.servicios.traidas import Traida, publicar_traidas

__all__ = [
    "Apoyos",
    "Diferencia",
    "Traida",
    "apoyar",
    "borrar_borrador",
    "clasificar",
    "editar",
    "empezar",
    "guardar_idea",
    "guardar_lugar",
    "guardar_plan",
    "poner_al_dia",
    "publicar",
    "publicar_traidas",
    "recontar",
    "retirar",
    "retirar_apoyo",
    "sembrar_apoyos",
]
