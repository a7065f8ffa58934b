"""Lo que hace falta para apoyar, y nada más: quién es, qué apoya y cómo queda el bloque de la página."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from app.cuentas.modelos import Persona, RolAsignado
from app.extensiones import db
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.procesos import consultas as procesos
from app.procesos.modelos import Proceso
from app.procesos.reglas import Acto, Ventana
from app.propuestas import permisos
from app.propuestas.consultas.ficha import estado_de_hoy, objeto_de
from app.propuestas.modelos import Apoyo, Propuesta
from app.propuestas.permisos import NoApoya
from app.propuestas.reglas import GUARDA_DE_APOYOS, Estado


@dataclass(frozen=True)
class ApoyoVisto:
    """Lo que el bloque de apoyo de la página muestra, con los mismos nombres que la ficha."""

    codigo: str
    titulo: str
    apoyos: int
    de_personal: int
    contados: int
    umbral: int
    importados: int
    origen: str | None
    cruzado_en: dt.datetime | None
    cierra_en: dt.datetime | None
    fases: tuple[Ventana, ...]
    apoyada: bool
    no_apoya: NoApoya | None
    acreditacion_pedida: int


def apoyo_visto(p: Propuesta, quien: Identidad, apoyada: bool) -> ApoyoVisto:
    """El bloque de apoyo de una propuesta tomada, sin volver a leer nada."""
    pide = procesos.requisitos(p.proceso, Acto.APOYAR)
    return ApoyoVisto(
        codigo=p.contenido.codigo,
        titulo=p.titulo,
        apoyos=p.apoyos,
        de_personal=p.apoyos_personal,
        contados=p.apoyos_contados,
        umbral=p.umbral,
        importados=p.apoyos_importados,
        origen=p.origen,
        cruzado_en=p.umbral_cruzado_en,
        cierra_en=p.cierra_en,
        fases=tuple(pide.fases),
        apoyada=apoyada,
        no_apoya=permisos.no_apoya(quien, objeto_de(p, con_firmas=False), pide, ahora()),
        acreditacion_pedida=pide.acreditacion,
    )


def acreditacion_de(persona_id: int) -> int | None:
    """La acreditación de una cuenta activa, que no cambia hasta que termine la transacción; None si no hay.

    Se pide antes de tomar la propuesta: quien sube una acreditación toma primero a la persona y después sus
    propuestas, y así los dos van en el mismo orden.
    """
    return db.session.scalar(
        select(Persona.acreditacion)
        .where(Persona.id == persona_id, Persona.estado == "activa")
        .with_for_update(read=True)
    )


def por_cambiar(persona_id: int, acreditacion: int) -> Sequence[int]:
    """Las propuestas, en orden, donde el apoyo de una persona no cuenta y ya podría, o al revés."""
    alcanza = and_(Proceso.acreditacion_umbral <= acreditacion, Apoyo.de_personal.is_(False))
    return db.session.scalars(
        _que_apoya(persona_id)
        .join(Proceso, Proceso.id == Propuesta.proceso_id)
        .where(Apoyo.contado.is_distinct_from(alcanza))
    ).all()


def mal_contados(ids: Sequence[int]) -> Sequence[tuple[int, int, bool]]:
    """(propuesta, persona, si cuenta) de cada apoyo que no cuenta y ya podría, o al revés."""
    alcanza = and_(Proceso.acreditacion_umbral <= Persona.acreditacion, Apoyo.de_personal.is_(False))
    return (
        db.session.execute(
            select(Apoyo.propuesta_id, Apoyo.persona_id, alcanza)
            .join(Persona, Persona.id == Apoyo.persona_id)
            .join(Propuesta, Propuesta.id == Apoyo.propuesta_id)
            .join(Proceso, Proceso.id == Propuesta.proceso_id)
            .where(Apoyo.propuesta_id.in_(ids), Apoyo.contado.is_distinct_from(alcanza))
        )
        .tuples()
        .all()
    )


def apoyadas_por(persona_id: int) -> Sequence[int]:
    """Las propuestas que una persona apoya y pueden seguir abiertas o volver a abrirse, en orden."""
    return db.session.scalars(_que_apoya(persona_id)).all()


def de_quien_se_fue(ids: Sequence[int]) -> Sequence[tuple[int, int]]:
    """(propuesta, persona) de cada apoyo que dejó en ellas quien después borró su cuenta."""
    return (
        db.session.execute(
            select(Apoyo.propuesta_id, Apoyo.persona_id)
            .join(Persona, Persona.id == Apoyo.persona_id)
            .where(Apoyo.propuesta_id.in_(ids), Persona.estado == "retirada")
        )
        .tuples()
        .all()
    )


def _que_apoya(persona_id: int) -> Select[tuple[int]]:
    return (
        select(Apoyo.propuesta_id)
        .join(Propuesta, Propuesta.id == Apoyo.propuesta_id)
        .where(Apoyo.persona_id == persona_id, Propuesta.estado.in_((Estado.PUBLICADA, Estado.ARCHIVADA)))
        .order_by(Apoyo.propuesta_id)
    )


def sigue_abierta(p: Propuesta) -> bool:
    """Si todavía junta apoyos, o ya cruzó y no se archiva; con la fila ya tomada."""
    return estado_de_hoy(p) == "publicada"


def acreditaciones_de(personas: Sequence[int]) -> dict[int, tuple[int, bool]]:
    """De cada persona, su acreditación y si trabaja en la municipalidad."""
    con_rol = select(RolAsignado.id).where(RolAsignado.persona_id == Persona.id).exists()
    filas = db.session.execute(
        select(Persona.id, Persona.acreditacion, con_rol).where(Persona.id.in_(personas))
    )
    return {ident: (acreditacion, bool(trabaja)) for ident, acreditacion, trabaja in filas}


def fechas_de(ids: Sequence[int]) -> dict[int, tuple[dt.datetime, dt.datetime | None]]:
    """De cada propuesta pública, cuándo se publicó y cuándo se cierra."""
    filas = db.session.execute(
        select(Propuesta.id, Propuesta.publicada_en, Propuesta.cierra_en).where(Propuesta.id.in_(ids))
    )
    return {ident: (publicada or ahora(), cierra) for ident, publicada, cierra in filas}


def sin_identidades(momento: dt.datetime) -> ColumnElement[bool]:
    """Las propuestas de las que en `momento` ya no se guarda quién las apoyó: su número no se recuenta."""
    limite = momento - GUARDA_DE_APOYOS
    terminada = func.coalesce(Propuesta.archivada_en, Propuesta.retirada_en)
    return and_(terminada.is_not(None), terminada <= limite)


def por_olvidar(momento: dt.datetime, cuantas: int) -> list[int]:
    """Las que pasaron ese plazo y todavía tienen filas con personas."""
    return list(
        db.session.scalars(
            select(Propuesta.id)
            .where(
                Propuesta.estado.in_((Estado.ARCHIVADA, Estado.RETIRADA)),
                sin_identidades(momento),
                exists().where(Apoyo.propuesta_id == Propuesta.id),
            )
            .order_by(Propuesta.id)
            .limit(cuantas)
        )
    )
