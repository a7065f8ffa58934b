"""Lo que se lee en el mostrador: a quién se atiende y cuántos actos hizo cada facilitadora."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from app.contenido.modelos import Contenido
from app.cuentas.modelos import Persona, RolAsignado, Sesion
from app.extensiones import db
from app.mostrador.errores import SinAtencion
from app.mostrador.modelos import APOYOS, ActoMostrador, Atencion
from app.mostrador.reglas import CuentaDeActos, contar_actos, sigue_abierta
from app.nucleo.permisos import Identidad, Rol, RolEn
from app.nucleo.reloj import ahora
from app.territorio.modelos import Territorio


@dataclass(frozen=True)
class Atendida:
    """La persona que está delante: quién es, qué puede y qué se hizo con ella en esta atención."""

    identidad: Identidad
    turno: str
    punto_id: int | None
    tiene_clave: bool
    lugar: str
    lugar_codigo: str
    hecho: tuple[dict[str, str], ...]

    @property
    def apoya_ahora(self) -> frozenset[str]:
        """Los códigos de lo que apoyó en esta atención y no retiró después."""
        pedido = {h["codigo"]: h["clase"] for h in self.hecho if h["clase"] in APOYOS}
        return frozenset(codigo for codigo, clase in pedido.items() if clase == APOYOS[0])


def esperar_turno(quien: Identidad) -> None:
    """Espera a que termine otro envío de esta misma sesión: dos toques seguidos no hacen lo mismo dos veces.

    Lo leído antes de la espera se olvida: el otro envío pudo cambiarlo.
    """
    db.session.execute(select(Sesion.huella).where(Sesion.huella == quien.sesion).with_for_update())
    db.session.expire_all()


def atencion_de(quien: Identidad) -> Atencion | None:
    """La atención abierta en esta sesión, si no venció."""
    atencion = db.session.get(Atencion, quien.sesion) if quien.sesion else None
    if atencion is None or not sigue_abierta(atencion.vista_en, ahora()):
        return None
    return atencion


def por_cerrar(cuales: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Unas atenciones, hayan vencido o no, tomadas para cerrarlas: de quién son, su correo y qué se hizo."""
    return db.session.execute(
        select(
            Atencion.sesion,
            Atencion.persona_id,
            Atencion.hecho,
            Persona.seudonimo,
            Persona.correo,
            Persona.idioma,
        )
        .join(Persona, Persona.id == Atencion.persona_id)
        .where(cuales)
        .order_by(Atencion.sesion)
        .with_for_update(of=Atencion)
    ).all()


def persona_atendida(quien: Identidad) -> int | None:
    """El id de la persona que está delante; None si no hay nadie. Lo presta a las demás áreas."""
    atencion = atencion_de(quien)
    return atencion.persona_id if atencion is not None else None


def atendida(quien: Identidad) -> Atendida:
    """La persona que `quien` atiende ahora. Lanza `SinAtencion` si no hay ninguna.

    Sus actos llevan en la identidad a la facilitadora. Sus roles van sin el segundo paso: no dan permiso de
    nada, pero dicen que su apoyo es de personal y que una auditora no participa.
    """
    atencion = atencion_de(quien)
    fila = (
        db.session.execute(
            select(Persona, Territorio.nombre, Territorio.codigo)
            .outerjoin(Territorio, Territorio.id == Persona.territorio_id)
            .where(Persona.id == atencion.persona_id, Persona.estado == "activa")
        ).one_or_none()
        if atencion is not None
        else None
    )
    if atencion is None or fila is None:
        raise SinAtencion()
    persona, lugar, codigo = fila
    return Atendida(
        identidad=Identidad(
            persona_id=persona.id,
            seudonimo=persona.seudonimo,
            acreditacion=persona.acreditacion,
            territorio_id=persona.territorio_id,
            nacimiento=persona.nacimiento,
            roles=tuple(
                RolEn(Rol(rol))
                for rol in db.session.scalars(
                    select(RolAsignado.rol).where(RolAsignado.persona_id == persona.id).distinct()
                )
            ),
            atendida_por=quien.persona,
        ),
        turno=atencion.turno,
        punto_id=atencion.punto_id,
        tiene_clave=persona.clave_hash is not None,
        lugar=lugar or "",
        lugar_codigo=codigo or "",
        hecho=tuple(atencion.hecho),
    )


def codigo_de_lo_hecho(envio: str) -> str:
    """El código de lo que dejó un formulario ya enviado."""
    hecho = select(Contenido.codigo).join(ActoMostrador, ActoMostrador.contenido_id == Contenido.id)
    return db.session.scalar(hecho.where(ActoMostrador.envio == envio)) or ""


def persona_de_la_hoja(envio: str) -> int | None:
    """La persona que se registró con una hoja ya enviada."""
    return db.session.scalar(select(ActoMostrador.persona_id).where(ActoMostrador.envio == envio))


def se_puede_atender(persona_id: int, *, con_documento: bool) -> bool:
    """Si se puede abrir su atención: quien entra con su clave solo, mostrando su documento."""
    persona = db.session.get(Persona, persona_id)
    return persona is not None and persona.estado == "activa" and (con_documento or persona.clave_hash is None)


def actos_por_facilitadora(desde: dt.datetime, hasta: dt.datetime) -> list[CuentaDeActos]:
    """Cuántos actos de cada clase hizo cada facilitadora en `[desde, hasta)`."""
    filas = db.session.execute(
        select(Persona.seudonimo, ActoMostrador.clase, func.count())
        .join(Persona, Persona.id == ActoMostrador.facilitadora_id)
        .where(ActoMostrador.ocurrio_en >= desde, ActoMostrador.ocurrio_en < hasta)
        .group_by(Persona.id, Persona.seudonimo, ActoMostrador.clase)
    )
    return contar_actos((nombre, clase, cuantos) for nombre, clase, cuantos in filas)
