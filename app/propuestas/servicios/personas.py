"""Lo que cambia en las propuestas cuando cambia una persona: su acreditación, su edad, o se va."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, update

from app.extensiones import db
from app.participacion import servicios as participacion
from app.propuestas import facetas
from app.propuestas.consultas import apoyos as lecturas
from app.propuestas.consultas import propias, tomadas
from app.propuestas.consultas.indexadas import en_tandas
from app.propuestas.modelos import Coautoria, Propuesta
from app.propuestas.reglas import sumar_actividad
from app.propuestas.servicios.apoyos import contar_o_no, quitar_apoyo
from app.propuestas.servicios.borradores import descartar
from app.propuestas.servicios.comunes import sin_lugar_exacto_si_es_menor

TANDA = 100
_SIN_SESION = {"synchronize_session": False}


def al_acreditarse(persona_id: int) -> int:
    """Deja los apoyos de una persona como pide su acreditación de ahora; devuelve cuántos cambiaron.

    Los que ya alcanzan cuentan para el umbral y los que ya no, dejan de contar. Lo que terminó se queda como
    terminó, y un cruce con fecha no se deshace. Se llama después de cambiarla, en la misma transacción.
    Repetirlo no cambia nada.
    """
    db.session.flush()
    acreditacion = lecturas.acreditacion_de(persona_id) or 0
    cambiados = 0
    for tanda in en_tandas(lecturas.por_cambiar(persona_id, acreditacion), TANDA):
        for p in tomadas.tomadas(tanda):
            if lecturas.sigue_abierta(p):
                cambiados += contar_o_no(p, persona_id, p.proceso.acreditacion_umbral <= acreditacion)
    return cambiados


def al_cambiar_nombre(persona_id: int) -> int:
    """Vuelve a dibujar lo que una persona firma: cambió su nombre público, o se sabe que es menor.

    De las propuestas de una menor quita el lugar exacto; devuelve de cuántas. Se llama después del cambio, en
    la misma transacción.
    """
    db.session.flush()
    participacion.al_cambiar_nombre(persona_id)
    sin_lugar: list[int] = []
    for tanda in en_tandas(sorted(propias.ids_que_firma(persona_id)), TANDA):
        for p in tomadas.tomadas(tanda, con_autora=True):
            p.version += 1
            if p.contenido.autora_id == persona_id and sin_lugar_exacto_si_es_menor(p):
                sin_lugar.append(p.id)
    for ident in propias.ids_de_borradores(persona_id):
        for p in tomadas.tomadas([ident], con_autora=True):
            sin_lugar_exacto_si_es_menor(p)
    facetas.rehacer_muchas(sin_lugar)
    return len(sin_lugar)


def al_retirarse(persona_id: int) -> int:
    """Deshace lo que una persona que se va dejó abierto; devuelve cuántos apoyos se retiraron.

    Retira sus apoyos donde aún se apoya, también si ya cruzó (el cruce tiene su fecha y no se deshace): si
    vuelve con otra cuenta, cuenta una vez. Lo cerrado se queda. Borra sus borradores y las invitaciones a
    firmar que la esperaban. Lo publicado cambia de versión: su nombre ya no es el mismo.
    """
    db.session.flush()
    apoyadas, retirados = set(lecturas.apoyadas_por(persona_id)), 0
    firmadas = propias.ids_que_firma(persona_id)
    for tanda in en_tandas(sorted(apoyadas | firmadas), TANDA):
        for p in tomadas.tomadas(tanda):
            if p.id in apoyadas and lecturas.sigue_abierta(p):
                retirados += quitar_apoyo(p, persona_id)
            elif p.id in firmadas:
                p.version += 1
    for ident in propias.ids_de_borradores(persona_id):
        descartar(ident)
    db.session.execute(
        delete(Coautoria).where(Coautoria.persona_id == persona_id, Coautoria.estado == "invitada"),
        execution_options=_SIN_SESION,
    )
    db.session.flush()
    return retirados


def hubo_actividad(contenido_id: int, momento: dt.datetime) -> None:
    """Suma un comentario u otro suceso al movimiento de una propuesta; si no es de una, no hace nada."""
    for p in tomadas.tomadas([contenido_id]):
        actividad = sumar_actividad(p.actividad, momento)
        db.session.execute(
            update(Propuesta).where(Propuesta.id == p.id).values(actividad=actividad),
            execution_options=_SIN_SESION,
        )
        facetas.anotar(p.id, actividad=actividad)
