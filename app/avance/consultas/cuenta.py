"""Lo que nombra la cuenta de un elemento: sus hitos, lo que se dijo de él y sus indicadores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.avance.modelos import AvanceDicho, Hito, Indicador
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo import traducido


@dataclass(frozen=True)
class HitoVisto:
    """Un hito; su título, en el idioma de la petición y `escrito` como se escribió."""

    id: int
    elemento_id: int
    titulo: str
    escrito: str
    peso: int
    vence: dt.date | None
    cumplido_en: dt.date | None
    fuente: str
    cancelado: str


@dataclass(frozen=True)
class DichoVisto:
    """Un avance dicho, con quién lo dijo (vacío si fue la administración)."""

    porcentaje: int
    fecha: dt.date
    motivo: str
    quien: str
    anotado_en: dt.datetime


@dataclass(frozen=True)
class Rotulo:
    """Lo justo de un indicador para nombrarlo y escribir sus valores."""

    id: int
    codigo: str
    nombre: str
    unidad: str
    decimales: int
    acumulacion: str
    direccion: str


def _visto(h: Hito) -> HitoVisto:
    return HitoVisto(
        h.id, h.elemento_id, traducido.de(h, "titulo"), h.titulo, h.peso, h.vence, h.cumplido_en, h.fuente,
        h.cancelado,
    )  # fmt: skip


def hitos_de(elemento_id: int) -> Sequence[HitoVisto]:
    """Los hitos de un elemento, en su orden, con los cancelados."""
    filas = db.session.scalars(select(Hito).where(Hito.elemento_id == elemento_id).order_by(Hito.orden))
    return [_visto(h) for h in filas]


def dichos_de(elemento_id: int, tope: int = 50) -> Sequence[DichoVisto]:
    """Lo que se dijo de un elemento, lo último primero."""
    filas = db.session.execute(
        select(AvanceDicho, Persona.seudonimo)
        .outerjoin(Persona, Persona.id == AvanceDicho.persona_id)
        .where(AvanceDicho.elemento_id == elemento_id)
        .order_by(AvanceDicho.fecha.desc(), AvanceDicho.id.desc())
        .limit(tope)
    )
    return [DichoVisto(d.porcentaje, d.fecha, d.motivo, quien or "", d.anotado_en) for d, quien in filas]


def rotulos_de(elemento_id: int) -> Mapping[int, Rotulo]:
    """Los indicadores de un elemento por su id, con nombre y unidad en el idioma de la petición."""
    filas = db.session.scalars(select(Indicador).where(Indicador.elemento_id == elemento_id))
    return {
        i.id: Rotulo(
            i.id, i.codigo, traducido.de(i, "nombre"), traducido.de(i, "unidad"), i.decimales,
            i.acumulacion, i.direccion,
        )
        for i in filas
    }  # fmt: skip
