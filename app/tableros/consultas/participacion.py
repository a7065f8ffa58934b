"""Cuántas personas participan, y qué se pide por ODS. Solo números: nada dice quién."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exists, func, or_, select

from app.contenido.modelos import Contenido
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.propuestas.modelos import Apoyo, Faceta, Propuesta
from app.propuestas.reglas import Clase

OBJETIVOS = range(1, 18)


def personas_por_lugar(desde: dt.datetime) -> dict[int | None, int]:
    """Territorio de la cuenta (None, no lo dijo) → personas que desde entonces propusieron o apoyaron algo.

    Quien borró su cuenta no entra: puede haber vuelto con otra.
    """
    apoyo = exists().where(Apoyo.persona_id == Persona.id, Apoyo.dado_en >= desde)
    propuso = exists().where(
        Contenido.autora_id == Persona.id,
        Contenido.clase == "propuesta",
        Contenido.estado == "visible",
        Propuesta.id == Contenido.id,
        Propuesta.estado != "borrador",
        Propuesta.publicada_en >= desde,
    )
    filas = db.session.execute(
        select(Persona.territorio_id, func.count())
        .where(Persona.estado != "retirada", or_(apoyo, propuso))
        .group_by(Persona.territorio_id)
    )
    return {territorio: int(n) for territorio, n in filas}


def por_ods() -> dict[int, int]:
    """Objetivo de los ODS (1 a 17) → cuántas propuestas abiertas se alinean con él, por sus elementos."""
    filas = db.session.execute(
        select(Faceta.valor, func.count())
        .where(Faceta.clase == int(Clase.ODS), Faceta.valor.in_([1000 * n for n in OBJETIVOS]))
        .group_by(Faceta.valor)
    )
    return {valor // 1000: int(n) for valor, n in filas}
