"""Apoyar y retirar el apoyo: la clave primaria impide dos, y los contadores cambian con la fila o no cambian.

Ningún hecho dice quién apoyó. El cruce del umbral es un hecho público sin persona.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.attributes import set_committed_value

from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo.errores import NoEncontrado, NoPermitido
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.procesos import consultas as procesos
from app.procesos.errores import FaseCerrada
from app.procesos.reglas import Acto, esta_abierto, vence
from app.procesos.servicios import exigir_acto
from app.propuestas import facetas, permisos
from app.propuestas.consultas import apoyos as lecturas
from app.propuestas.consultas import tomadas
from app.propuestas.consultas.ficha import objeto_de
from app.propuestas.errores import Archivada, YaNoRecibeApoyos
from app.propuestas.modelos import Apoyo, Propuesta
from app.propuestas.permisos import NoApoya, Objeto
from app.propuestas.reglas import Estado, cruza, restar_actividad, suma_al_umbral, sumar_actividad


def apoyar(quien: Identidad, codigo: str) -> Propuesta:
    """Da el apoyo de `quien`; repetirlo no cambia nada. Al llegar al umbral arranca el plazo de respuesta.

    La hora se lee con el cerrojo ya tomado. Lanza `NoEncontrado` (borrador), `YaNoRecibeApoyos`, `Archivada`,
    `FaseCerrada`, `FaltaAcreditacion`, `FaltaEdad` o `NoPermitido`.
    """
    quien = _al_dia(quien)
    p = _tomar_publica(codigo)
    momento = ahora()
    _exigir_apoyo(p, quien, momento)
    contado = suma_al_umbral(quien.acreditacion, p.proceso.acreditacion_umbral, quien.es_personal)
    if not _insertar(p.id, quien, contado, momento):
        return p
    sumar(p, 1, int(contado), int(quien.es_personal), sumar_actividad(p.actividad, momento))
    cruzar_si_toca(p, momento)
    return p


def retirar_apoyo(quien: Identidad, codigo: str) -> Propuesta:
    """Quita el apoyo de `quien`, si lo dio; el umbral ya cruzado sigue cruzado.

    Solo mientras se puede apoyar.
    """
    p = _tomar_publica(codigo)
    exigir(quien, Permiso.APOYAR, proceso_id=p.proceso_id, territorio_id=p.territorio_id)
    _exigir_viva(objeto_de(p, con_firmas=False))
    pide = procesos.requisitos(p.proceso, Acto.APOYAR)
    if not esta_abierto(pide.fases, Acto.APOYAR, ahora()):
        raise FaseCerrada(
            _("El plazo para apoyar terminó: los apoyos ya no cambian."),
            abre=procesos.vuelve_a_abrir(p.proceso, Acto.APOYAR),
        )
    quitar_apoyo(p, quien.persona)
    return p


def quitar_apoyo(p: Propuesta, persona_id: int) -> bool:
    """Borra el apoyo de una persona a una propuesta tomada, con sus cuentas; falso si no estaba."""
    fila = db.session.execute(
        delete(Apoyo)
        .where(Apoyo.propuesta_id == p.id, Apoyo.persona_id == persona_id)
        .returning(Apoyo.contado, Apoyo.de_personal, Apoyo.dado_en),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if fila is None:
        return False
    piso = p.publicada_en or fila.dado_en
    actividad = restar_actividad(p.actividad, fila.dado_en, piso)
    sumar(p, -1, -int(fila.contado), -int(fila.de_personal), actividad)
    return True


def contar_o_no(p: Propuesta, persona_id: int, cuenta: bool) -> bool:
    """Deja un apoyo a una propuesta tomada contando, o no, para su umbral; falso si ya estaba así.

    El de quien trabaja en la municipalidad nunca cuenta.
    """
    cambiado = db.session.scalar(
        update(Apoyo)
        .where(
            Apoyo.propuesta_id == p.id,
            Apoyo.persona_id == persona_id,
            Apoyo.contado.is_(not cuenta),
            Apoyo.de_personal.is_(False),
        )
        .values(contado=cuenta)
        .returning(Apoyo.propuesta_id),
        execution_options={"synchronize_session": False},
    )
    if cambiado is None:
        return False
    sumar(p, 0, 1 if cuenta else -1, 0, p.actividad)
    if p.contenido.estado == "visible":
        cruzar_si_toca(p, ahora())
    return True


def _al_dia(quien: Identidad) -> Identidad:
    """`quien` con la acreditación que tiene ahora en la base, que ya no cambia mientras se apoya."""
    if not quien.autenticada:
        return quien
    acreditacion = lecturas.acreditacion_de(quien.persona)
    if acreditacion is None:
        raise NoPermitido()
    return replace(quien, acreditacion=acreditacion)


def _tomar_publica(codigo: str) -> Propuesta:
    p = tomadas.tomada(codigo)
    if p is None:
        raise NoEncontrado()
    return p


def _exigir_viva(objeto: Objeto) -> None:
    if objeto.estado is Estado.ARCHIVADA:
        raise Archivada()
    if objeto.estado is not Estado.PUBLICADA or objeto.oculta:
        raise YaNoRecibeApoyos()


def _exigir_apoyo(p: Propuesta, quien: Identidad, momento: dt.datetime) -> None:
    """Lanza el error que explica por qué `quien` no puede apoyar; el mismo predicado que usa la página."""
    objeto = objeto_de(p, con_firmas=False)
    motivo = permisos.no_apoya(quien, objeto, procesos.requisitos(p.proceso, Acto.APOYAR), momento)
    if motivo is None:
        return
    _exigir_viva(objeto)
    if motivo is NoApoya.ROL:
        raise NoPermitido(_("Las cuentas de auditoría miran, pero no apoyan."))
    exigir_acto(p.proceso, Acto.APOYAR, quien)
    raise NoPermitido()


def _insertar(propuesta_id: int, quien: Identidad, contado: bool, momento: dt.datetime) -> bool:
    """Añade la fila si no estaba; devuelve si entró."""
    motor = db.session.get_bind().dialect.name
    insertar = postgresql.insert if motor == "postgresql" else sqlite.insert
    nueva = db.session.scalar(
        insertar(Apoyo)
        .values(
            propuesta_id=propuesta_id,
            persona_id=quien.persona,
            contado=contado,
            de_personal=quien.es_personal,
            canal="web" if quien.atendida_por is None else "mostrador",
            dado_en=momento,
        )
        .on_conflict_do_nothing(index_elements=["propuesta_id", "persona_id"])
        .returning(Apoyo.propuesta_id)
    )
    return nueva is not None


def sumar(p: Propuesta, apoyos: int, contados: int, de_personal: int, actividad: int) -> None:
    """Cambia los contadores de una propuesta tomada en una sola orden, y el índice con ellos."""
    cambios = {
        "apoyos": Propuesta.apoyos + apoyos,
        "apoyos_contados": Propuesta.apoyos_contados + contados,
        "apoyos_personal": Propuesta.apoyos_personal + de_personal,
        "version": Propuesta.version + 1,
    }
    fila = db.session.execute(
        update(Propuesta)
        .where(Propuesta.id == p.id)
        .values(**cambios, actividad=actividad)
        .returning(*(getattr(Propuesta, nombre) for nombre in cambios)),
        execution_options={"synchronize_session": False},
    ).one()
    for nombre, valor in zip(cambios, fila, strict=True):
        set_committed_value(p, nombre, valor)
    set_committed_value(p, "actividad", actividad)
    if apoyos:
        facetas.anotar(p.id, apoyos=p.apoyos + p.apoyos_importados, actividad=actividad)


def cruzar_si_toca(p: Propuesta, momento: dt.datetime) -> None:
    """Si acaba de llegar al umbral, anota el cruce y pone el reloj: las 23:59:59 de la ciudad, días después."""
    if p.umbral_cruzado_en is not None or not cruza(p.apoyos_contados, p.umbral):
        return
    p.umbral_cruzado_en = momento
    p.respuesta_vence = vence(momento, p.proceso.plazo_respuesta, procesos.zona())
    p.cierra_en = None
    db.session.flush()
    facetas.marcar_cruce(p.id)
    anotar_hecho(
        "propuestas.umbral",
        p.id,
        None,
        datos={"umbral": p.umbral, "vence": p.respuesta_vence.isoformat()},
        ocurrio_en=momento,
    )
