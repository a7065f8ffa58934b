"""Lo que espera respuesta, primero lo que vence antes: recorre el índice de los plazos."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, exists, literal, select, tuple_

from app.extensiones import db
from app.nucleo.paginacion import Pagina, descifrar
from app.propuestas.consultas import piezas
from app.propuestas.consultas.piezas import Clave, Filtros, Referencia
from app.propuestas.modelos import Faceta, Propuesta

_EPOCA = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def pagina_vencen(filtros: Filtros, clave: str | None, cuantas: int) -> Pagina[Referencia]:
    """Un trozo por vencimiento; la clave es (microsegundos, id). Cruza 5.000 candidatas como mucho."""
    atras, tope = _leer(clave)
    vence, ident = Propuesta.respuesta_vence, Propuesta.id
    espera, *otras = filtros.claves
    primeras = select(ident.label("id"), vence.label("vence"), Propuesta.version).where(
        vence.is_not(None), _esta(espera), *filtros.periodo(Propuesta)
    )
    if tope is not None:
        par, limite = tuple_(vence, ident), tuple_(*(literal(t) for t in tope))
        primeras = primeras.where(par < limite if atras else par > limite)
    orden = (vence.desc(), ident.desc()) if atras else (vence, ident)
    trozo = primeras.order_by(*orden).limit(piezas.CANDIDATAS if otras else cuantas + 1).subquery()
    c = trozo.c
    sentido = (c.vence.desc(), c.id.desc()) if atras else (c.vence, c.id)
    cruzada = piezas.cruzar(select(c.id, c.vence, c.version), c.id, otras)
    leidas = db.session.execute(cruzada.order_by(*sentido).limit(cuantas + 1))
    filas: list[tuple[tuple[Any, ...], int]] = [
        (((f.vence - _EPOCA) // dt.timedelta(microseconds=1), f.id), f.version) for f in leidas
    ]
    return piezas.armar(filas, cuantas, atras, primera=tope is None)


def _esta(clave: Clave) -> ColumnElement[bool]:
    """Que la propuesta esté bajo esa clave, sin unirlas: así se sigue el índice del plazo y nada se ordena."""
    return exists().where(Faceta.propuesta_id == Propuesta.id, piezas.es(Faceta, clave))


def _leer(clave: str | None) -> tuple[bool, tuple[dt.datetime, int] | None]:
    leida = descifrar(clave, (int, int, int))
    if leida is None:
        return False, None
    sentido, valor, ident = (int(x) for x in leida)
    try:
        return sentido < 0, (_EPOCA + dt.timedelta(microseconds=valor), ident)
    except OverflowError:
        return False, None
