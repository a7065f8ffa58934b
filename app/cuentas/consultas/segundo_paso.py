"""Lo que se lee del segundo paso: si está preparado, cuántos códigos quedan y el de la demostración."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from app.cuentas import codigos
from app.cuentas.modelos import CodigoImpreso, Persona, SegundoFactor
from app.cuentas.reglas import paso_en
from app.extensiones import db
from app.nucleo.reloj import ahora


@dataclass(frozen=True)
class SegundoPaso:
    """El segundo paso de una persona; sin fecha no está preparado."""

    preparado_en: dt.datetime | None
    impresos: int


def segundo_paso_de(persona_id: int) -> SegundoPaso:
    """Desde cuándo tiene segundo paso y cuántos códigos en papel le quedan sin usar."""
    desde = db.session.scalar(select(SegundoFactor.creado_en).where(SegundoFactor.persona_id == persona_id))
    quedan = db.session.scalar(
        select(func.count()).where(CodigoImpreso.persona_id == persona_id, CodigoImpreso.usado_en.is_(None))
    )
    return SegundoPaso(desde, quedan or 0)


def codigos_de_demostracion(correos: Collection[str]) -> dict[str, str]:
    """El código de ahora de cada cuenta que lo tiene, por correo. Fuera de la demostración, ninguno."""
    if not current_app.config["DEMOSTRACION"]:
        return {}
    filas = db.session.execute(
        select(Persona.correo, SegundoFactor.sal)
        .join(SegundoFactor, SegundoFactor.persona_id == Persona.id)
        .where(Persona.correo.in_(correos))
    )
    paso = paso_en(ahora())
    return {str(correo): codigos.codigo_en(sal, paso) for correo, sal in filas}
