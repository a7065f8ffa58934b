"""Lo que una persona ve de su propia cuenta, y lo que se lee de un enlace."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from app.cuentas.errores import EnlaceInservible
from app.cuentas.modelos import Llave, Persona, Sesion
from app.extensiones import db
from app.nucleo import sesiones
from app.nucleo.errores import NoEncontrado
from app.nucleo.modelos import Salida
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora


@dataclass(frozen=True)
class MiCuenta:
    """Los datos propios, como se muestran en la cuenta."""

    seudonimo: str
    correo: str
    correo_confirmado_en: dt.datetime | None
    acreditacion: int
    territorio_id: int | None
    nacimiento: int | None
    idioma: str
    creada_en: dt.datetime


@dataclass(frozen=True)
class SesionVista:
    """Una sesión propia; `marca` son los 16 primeros signos de su huella y basta para cerrarla."""

    marca: str
    aparato: str
    red: str
    creada_en: dt.datetime
    vista_en: dt.datetime
    actual: bool


def mi_cuenta(quien: Identidad) -> MiCuenta:
    """Los datos de la cuenta de quien pide."""
    fila = db.session.execute(
        select(
            Persona.seudonimo,
            Persona.correo,
            Persona.correo_confirmado_en,
            Persona.acreditacion,
            Persona.territorio_id,
            Persona.nacimiento,
            Persona.idioma,
            Persona.creada_en,
        ).where(Persona.id == quien.persona)
    ).one()
    return MiCuenta(**{**fila._asdict(), "correo": fila.correo or ""})


def sesiones_de(quien: Identidad) -> list[SesionVista]:
    """Las sesiones vigentes de quien pide: primero la que usa, después la vista hace menos."""
    filas = db.session.scalars(
        select(Sesion)
        .where(Sesion.persona_id == quien.persona, Sesion.caduca_en > ahora())
        .order_by(Sesion.vista_en.desc())
        .limit(100)
    )
    vistas = [
        SesionVista(s.huella[:16], s.aparato, s.red, s.creada_en, s.vista_en, s.huella == quien.sesion)
        for s in filas
    ]
    return sorted(vistas, key=lambda s: not s.actual)


def correo_del_enlace(ficha: str, proposito: str) -> str:
    """La dirección a la que se envió un enlace que vale, sin gastarlo; si no, `EnlaceInservible`."""
    correo = db.session.scalar(
        select(Llave.correo).where(
            Llave.huella == sesiones.huella(ficha),
            Llave.proposito == proposito,
            Llave.usada_en.is_(None),
            Llave.caduca_en > ahora(),
        )
    )
    if correo is None:
        raise EnlaceInservible()
    return correo


def id_por_correo(correo: str) -> int:
    """El id de la cuenta con ese correo; lanza `NoEncontrado`."""
    ident = db.session.scalar(select(Persona.id).where(Persona.correo == correo.strip().lower()))
    if ident is None:
        raise NoEncontrado()
    return ident


def ultimo_mensaje(correo: str) -> tuple[str, str] | None:
    """Asunto y texto del último correo a esa dirección: solo para la página de la demostración."""
    fila = db.session.execute(
        select(Salida.asunto, Salida.texto).where(Salida.para == correo).order_by(Salida.id.desc()).limit(1)
    ).one_or_none()
    return (fila.asunto, fila.texto) if fila else None
