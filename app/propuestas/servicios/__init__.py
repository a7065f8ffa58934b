"""Escrituras de las propuestas: una función por intención. Ninguna confirma; lo hace la petición."""

from __future__ import annotations

from app.propuestas.servicios.apoyos import apoyar, retirar_apoyo
from app.propuestas.servicios.apoyos_en_lote import Apoyos, sembrar_apoyos
from app.propuestas.servicios.archivo import archivar_vencidas, olvidar_quienes_apoyaron, recalcular_cierres
from app.propuestas.servicios.borradores import (
    Detalles,
    borrar_borrador,
    empezar,
    guardar_idea,
    guardar_lugar,
    guardar_plan,
    publicar,
)
from app.propuestas.servicios.firmas import invitar, quitar_firma, responder
from app.propuestas.servicios.personas import (
    al_acreditarse,
    al_cambiar_nombre,
    al_retirarse,
    hubo_actividad,
)
from app.propuestas.servicios.publicadas import clasificar, editar, retirar
from app.propuestas.servicios.puesta_al_dia import DE_UNA_CRUZADA, poner_al_dia
from app.propuestas.servicios.recuento import Descuadre, Diferencia, recontar, recontar_cifras
from app.propuestas.servicios.sin_pisar import sin_pisar
from app.propuestas.servicios.traidas import Traida, publicar_traidas

__all__ = [
    "DE_UNA_CRUZADA",
    "Apoyos",
    "Descuadre",
    "Detalles",
    "Diferencia",
    "Traida",
    "al_acreditarse",
    "al_cambiar_nombre",
    "al_retirarse",
    "apoyar",
    "archivar_vencidas",
    "borrar_borrador",
    "clasificar",
    "editar",
    "empezar",
    "guardar_idea",
    "guardar_lugar",
    "guardar_plan",
    "hubo_actividad",
    "invitar",
    "olvidar_quienes_apoyaron",
    "poner_al_dia",
    "publicar",
    "publicar_traidas",
    "quitar_firma",
    "recalcular_cierres",
    "recontar",
    "recontar_cifras",
    "responder",
    "retirar",
    "retirar_apoyo",
    "sembrar_apoyos",
    "sin_pisar",
]
