"""Lo que cambia en las propuestas cuando cambia una persona: su acreditación sube, o se va."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, update

from app.extensiones import db
from app.nucleo.reloj import ahora
from app.propuestas import facetas
from app.propuestas.consultas import apoyos as lecturas
from app.propuestas.consultas import propias, tomadas
from app.propuestas.consultas.indexadas import en_tandas
from app.propuestas.modelos import Apoyo, Coautoria, Propuesta
from app.propuestas.reglas import sumar_actividad
from app.propuestas.servicios.apoyos import cruzar_si_toca, quitar_apoyo, sumar
from app.propuestas.servicios.borradores import descartar

TANDA = 100
_SIN_SESION = {"synchronize_session": False}


def al_acreditarse(persona_id: int) -> int:
    """Cuenta los apoyos de una persona que desde ahora cuentan para el umbral; devuelve cuántos fueron.

    Se llama después de subir su acreditación, en la misma transacción. Repetirlo no cambia nada.
    """
    db.session.flush()
    acreditacion = lecturas.acreditacion_de(persona_id) or 0
    contados = 0
    for tanda in en_tandas(lecturas.por_contar(persona_id, acreditacion), TANDA):
        for p in tomadas.tomadas(tanda):
            viva = lecturas.sigue_abierta(p) or p.umbral_cruzado_en is not None
            if not viva or p.estado != "publicada" or not _contar(p.id, persona_id):
                continue
            sumar(p, 0, 1, 0, p.actividad)
            contados += 1
            if p.contenido.estado == "visible":
                cruzar_si_toca(p, ahora())
    return contados


def _contar(propuesta_id: int, persona_id: int) -> bool:
    cambiada = db.session.scalar(
        update(Apoyo)
        .where(Apoyo.propuesta_id == propuesta_id, Apoyo.persona_id == persona_id, Apoyo.contado.is_(False))
        .values(contado=True)
        .returning(Apoyo.propuesta_id),
        execution_options=_SIN_SESION,
    )
    return cambiada is not None


def al_retirarse(persona_id: int) -> int:
    """Deshace lo que una persona que se va dejó abierto; devuelve cuántos apoyos se retiraron.

    Retira sus apoyos donde aún se puede (lo cruzado y lo cerrado ya tuvo efecto y se queda), borra sus
    borradores y las invitaciones a firmar que la esperaban. Lo publicado cambia de versión: su nombre ya no es
    el mismo.
    """
    db.session.flush()
    abiertas = set(lecturas.abiertas_que_apoya(persona_id))
    firmadas = propias.ids_que_firma(persona_id)
    for tanda in en_tandas(sorted(abiertas | firmadas), TANDA):
        for p in tomadas.tomadas(tanda):
            if p.id in abiertas and lecturas.sigue_abierta(p):
                quitar_apoyo(p, persona_id)
            elif p.id in firmadas:
                p.version += 1
    for ident in propias.ids_de_borradores(persona_id):
        descartar(ident)
    db.session.execute(
        delete(Coautoria).where(Coautoria.persona_id == persona_id, Coautoria.estado == "invitada"),
        execution_options=_SIN_SESION,
    )
    db.session.flush()
    return len(abiertas)


def hubo_actividad(contenido_id: int, momento: dt.datetime) -> None:
    """Suma un comentario u otro suceso al movimiento de una propuesta; si no es de una, no hace nada."""
    for p in tomadas.tomadas([contenido_id]):
        actividad = sumar_actividad(p.actividad, momento)
        db.session.execute(
            update(Propuesta).where(Propuesta.id == p.id).values(actividad=actividad),
            execution_options=_SIN_SESION,
        )
        facetas.anotar(p.id, actividad=actividad)
