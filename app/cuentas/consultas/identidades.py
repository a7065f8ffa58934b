"""Lo que se lee de las cuentas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from app.cuentas.modelos import Persona, RolAsignado, Sesion
from app.extensiones import db
from app.nucleo.permisos import Identidad, Rol, RolEn
from app.territorio.modelos import Territorio


@dataclass(frozen=True)
class Entrada:
    """Una sesión vigente: quién es y cuándo se la vio por última vez."""

    identidad: Identidad
    vista_en: dt.datetime


def _filas(huella: str, momento: dt.datetime) -> Select[Any]:
    """Una fila por rol y territorio de su alcance (los que contiene, por `ruta`)."""
    raiz, dentro = aliased(Territorio), aliased(Territorio)
    return (
        select(
            Persona.id,
            Persona.seudonimo,
            Persona.acreditacion,
            Persona.territorio_id,
            Persona.nacimiento,
            Sesion.reautenticada_en,
            Sesion.segundo_factor_en,
            Sesion.vista_en,
            RolAsignado.id.label("rol_id"),
            RolAsignado.rol,
            RolAsignado.unidad_id,
            RolAsignado.territorio_id.label("alcance_id"),
            dentro.id.label("dentro_id"),
        )
        .join(Persona, Persona.id == Sesion.persona_id)
        .outerjoin(RolAsignado, RolAsignado.persona_id == Persona.id)
        .outerjoin(raiz, raiz.id == RolAsignado.territorio_id)
        .outerjoin(dentro, dentro.ruta.like(raiz.ruta + "%"))
        .where(Sesion.huella == huella, Sesion.caduca_en > momento, Persona.estado == "activa")
        .order_by(RolAsignado.id)
    )


def entrada_vigente(huella: str, momento: dt.datetime) -> Entrada | None:
    """La entrada de una sesión, en una sola consulta; nada si caducó o la cuenta no está activa."""
    filas = db.session.execute(_filas(huella, momento)).all()
    if not filas:
        return None
    primera = filas[0]
    quien = Identidad(
        persona_id=primera.id,
        seudonimo=primera.seudonimo,
        acreditacion=primera.acreditacion,
        roles=_roles(filas),
        sesion=huella,
        territorio_id=primera.territorio_id,
        nacimiento=primera.nacimiento,
        reautenticada_en=primera.reautenticada_en,
        segundo_factor=primera.segundo_factor_en is not None,
    )
    return Entrada(quien, primera.vista_en)


def _roles(filas: Sequence[Row[Any]]) -> tuple[RolEn, ...]:
    """Los roles, cada uno con los territorios de su alcance juntos; sin alcance valen en toda la ciudad."""
    lugares: dict[int, set[int]] = {}
    for fila in filas:
        if fila.alcance_id is not None:
            lugares.setdefault(fila.rol_id, {fila.alcance_id}).update({fila.dentro_id} - {None})
    roles = {
        f.rol_id: RolEn(
            Rol(f.rol),
            territorios=frozenset(lugares[f.rol_id]) if f.rol_id in lugares else None,
            unidad_id=f.unidad_id,
        )
        for f in filas
        if f.rol_id is not None
    }
    return tuple(roles.values())
