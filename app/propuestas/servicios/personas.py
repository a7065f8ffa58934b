"""Lo que cambia en las propuestas cuando cambia una persona: su acreditación, su edad, o se va."""

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
            cuenta = p.proceso.acreditacion_umbral <= acreditacion
            if not lecturas.sigue_abierta(p) or not _contar(p.id, persona_id, cuenta):
                continue
            sumar(p, 0, 1 if cuenta else -1, 0, p.actividad)
            cambiados += 1
            if p.contenido.estado == "visible":
                cruzar_si_toca(p, ahora())
    return cambiados


def _contar(propuesta_id: int, persona_id: int, cuenta: bool) -> bool:
    cambiada = db.session.scalar(
        update(Apoyo)
        .where(
            Apoyo.propuesta_id == propuesta_id, Apoyo.persona_id == persona_id, Apoyo.contado.is_(not cuenta)
        )
        .values(contado=cuenta)
        .returning(Apoyo.propuesta_id),
        execution_options=_SIN_SESION,
    )
    return cambiada is not None


def al_cambiar_nombre(persona_id: int) -> int:
    """Vuelve a dibujar lo que una persona firma: cambió su nombre público, o se sabe que es menor.

    De las propuestas de una menor quita el lugar exacto; devuelve de cuántas. Se llama después del cambio, en
    la misma transacción.
    """
    db.session.flush()
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
