"""Apoyar y retirar el apoyo: la clave primaria impide dos, y los contadores cambian con la fila o no cambian.

Ningún hecho dice quién apoyó. El cruce del umbral es un hecho público sin persona.
"""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

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
from app.propuestas.consultas.ficha import objeto_de
from app.propuestas.errores import YaNoRecibeApoyos
from app.propuestas.modelos import Apoyo, Propuesta
from app.propuestas.permisos import NoApoya
from app.propuestas.reglas import Estado, cruza
from app.propuestas.servicios.comunes import tomar


def apoyar(quien: Identidad, codigo: str) -> Propuesta:
    """Da el apoyo de `quien`; repetirlo no cambia nada. Al llegar al umbral arranca el plazo de respuesta.

    La hora se lee con el cerrojo ya tomado. Lanza `NoEncontrado` (borrador), `YaNoRecibeApoyos`, `FaseCerrada`,
    `FaltaAcreditacion`, `FaltaEdad` o `NoPermitido`.
    """
    p = _tomar_publica(codigo, quien)
    momento = ahora()
    _exigir_apoyo(p, quien, momento)
    contado = quien.acreditacion >= p.proceso.acreditacion_umbral
    if not _insertar(p.id, quien.persona, contado, momento):
        return p
    _sumar(p, 1, int(contado))
    if p.umbral_cruzado_en is None and cruza(p.apoyos_contados, p.umbral):
        _cruzar(p, momento)
    return p


def retirar_apoyo(quien: Identidad, codigo: str) -> Propuesta:
    """Quita el apoyo de `quien`, si lo dio; el umbral ya cruzado sigue cruzado.

    Solo mientras se puede apoyar.
    """
    p = _tomar_publica(codigo, quien)
    exigir(quien, Permiso.APOYAR, proceso_id=p.proceso_id, territorio_id=p.territorio_id)
    objeto = objeto_de(p)
    if objeto.estado is not Estado.PUBLICADA or objeto.oculta:
        raise YaNoRecibeApoyos()
    pide = procesos.requisitos(p.proceso, Acto.APOYAR)
    if not esta_abierto(pide.fases, Acto.APOYAR, ahora()):
        raise FaseCerrada(
            _("El plazo para apoyar terminó: los apoyos ya no cambian."),
            abre=procesos.vuelve_a_abrir(p.proceso, Acto.APOYAR),
        )
    contado = db.session.scalar(
        delete(Apoyo)
        .where(Apoyo.propuesta_id == p.id, Apoyo.persona_id == quien.persona)
        .returning(Apoyo.contado)
    )
    if contado is not None:
        _sumar(p, -1, -int(contado))
    return p


def _tomar_publica(codigo: str, quien: Identidad) -> Propuesta:
    p = tomar(codigo, quien)
    if p.estado == Estado.BORRADOR:
        raise NoEncontrado()
    return p


def _exigir_apoyo(p: Propuesta, quien: Identidad, momento: dt.datetime) -> None:
    """Lanza el error que explica por qué `quien` no puede apoyar; el mismo predicado que usa la página."""
    pide = procesos.requisitos(p.proceso, Acto.APOYAR)
    motivo = permisos.no_apoya(quien, objeto_de(p), pide, momento)
    if motivo in (NoApoya.RETIRADA, NoApoya.OCULTA):
        raise YaNoRecibeApoyos()
    if motivo is NoApoya.ROL:
        raise NoPermitido(_("Las cuentas de auditoría miran, pero no apoyan."))
    if motivo is not None:
        exigir_acto(p.proceso, Acto.APOYAR, quien)
        raise NoPermitido()


def _insertar(propuesta_id: int, persona_id: int, contado: bool, momento: dt.datetime) -> bool:
    """Añade la fila si no estaba; devuelve si entró."""
    motor = db.session.get_bind().dialect.name
    insertar = postgresql.insert if motor == "postgresql" else sqlite.insert
    nueva = db.session.scalar(
        insertar(Apoyo)
        .values(propuesta_id=propuesta_id, persona_id=persona_id, contado=contado, dado_en=momento)
        .on_conflict_do_nothing(index_elements=["propuesta_id", "persona_id"])
        .returning(Apoyo.propuesta_id)
    )
    return nueva is not None


def _sumar(p: Propuesta, apoyos: int, contados: int) -> None:
    """Cambia los contadores en una sola orden, y el índice con ellos."""
    db.session.execute(
        update(Propuesta)
        .where(Propuesta.id == p.id)
        .values(
            apoyos=Propuesta.apoyos + apoyos,
            apoyos_contados=Propuesta.apoyos_contados + contados,
            version=Propuesta.version + 1,
        ),
        execution_options={"synchronize_session": False},
    )
    db.session.refresh(p, ["apoyos", "apoyos_contados", "version"])
    facetas.anotar_apoyos(p.id, p.apoyos + p.apoyos_importados)


def _cruzar(p: Propuesta, momento: dt.datetime) -> None:
    """Anota el cruce y pone el reloj: vence a las 23:59:59 de la ciudad, tantos días después."""
    p.umbral_cruzado_en = momento
    p.respuesta_vence = vence(momento, p.proceso.plazo_respuesta, procesos.zona())
    db.session.flush()
    facetas.marcar_cruce(p.id)
    anotar_hecho(
        "propuestas.umbral",
        p.id,
        None,
        datos={"umbral": p.umbral, "vence": p.respuesta_vence.isoformat()},
        ocurrio_en=momento,
    )
