"""Lecturas de la auditoría: los hechos tal como están en la base y los sellos, siempre por trozos."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Text, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from app.auditoria.modelos import Sello
from app.auditoria.reglas import Cierre, HechoLeido, Tramo
from app.contenido.modelos import Hecho
from app.extensiones import db

TROZO = 2_000


@dataclass(frozen=True)
class Cabeza:
    """Lo público de un sello: su huella —la cabeza de la cadena hasta ahí—, cuándo se puso y qué cubre."""

    numero: int
    sellado_en: dt.datetime
    cuantos: int
    desde_id: int
    hasta_id: int
    anterior: str
    huella: str


_DE_CABEZA = tuple(getattr(Sello, campo) for campo in Cabeza.__dataclass_fields__)


def ultimas_cabezas(cuantas: int) -> list[Cabeza]:
    """Las últimas cabezas, primero la más nueva."""
    filas = db.session.execute(select(*_DE_CABEZA).order_by(Sello.numero.desc()).limit(cuantas))
    return [Cabeza(*fila) for fila in filas]


def cabezas() -> Iterator[Cabeza]:
    """Todas las cabezas, por orden y por trozos; se puede seguir leyendo cuando la petición ya terminó."""
    return _cabezas(db.session.get_bind())


def _cabezas(base: Engine | Connection) -> Iterator[Cabeza]:
    ultimo = 0
    while True:
        with Session(base) as sesion:
            consulta = select(*_DE_CABEZA).where(Sello.numero > ultimo).order_by(Sello.numero).limit(TROZO)
            filas = sesion.execute(consulta).all()
        if not filas:
            return
        yield from (Cabeza(*fila) for fila in filas)
        ultimo = filas[-1].numero


def cabeza_de_huella(huella: str) -> Cabeza | None:
    """El sello que tiene esa huella; recorre los sellos."""
    fila = db.session.execute(select(*_DE_CABEZA).where(Sello.huella == huella)).first()
    return Cabeza(*fila) if fila else None


def sin_sellar(hasta_id: int) -> int:
    """Cuántos hechos hay después de `hasta_id`."""
    return db.session.scalar(select(func.count()).select_from(Hecho).where(Hecho.id > hasta_id)) or 0


def tramos(desde: int) -> Iterator[Tramo]:
    """Los sellos enteros desde el número dado, uno a uno. Cierra la lectura entre uno y otro."""
    ultimo = desde - 1
    consulta = select(Sello).order_by(Sello.numero).limit(1)
    while sello := db.session.scalar(consulta.where(Sello.numero > ultimo)):
        ultimo, hallado = sello.numero, _tramo(sello)
        db.session.rollback()
        yield hallado


def tramo(numero: int) -> Tramo | None:
    """El sello de ese número."""
    sello = db.session.get(Sello, numero)
    return _tramo(sello) if sello else None


def _tramo(sello: Sello) -> Tramo:
    cierre = Cierre(*(getattr(sello, campo) for campo in Cierre.__dataclass_fields__))
    return Tramo(cierre, sello.anterior, sello.huella, sello.indice)


def hechos_entre(despues_de: int | None, hasta_id: int, cuantos: int) -> list[HechoLeido]:
    """Los primeros hechos con id mayor que `despues_de` y no mayor que `hasta_id`, por orden de id."""
    consulta = select(
        Hecho.id,
        Hecho.clase,
        Hecho.contenido_id,
        Hecho.persona_id,
        _instante(),
        Hecho.motivo,
        cast(Hecho.datos, Text),
        Hecho.publico,
    ).where(Hecho.id <= hasta_id)
    if despues_de is not None:
        consulta = consulta.where(Hecho.id > despues_de)
    filas = db.session.execute(consulta.order_by(Hecho.id).limit(cuantos))
    return [HechoLeido(i, c, co, p, _fecha(f), m, _json(d), pu) for i, c, co, p, f, m, d, pu in filas]


def hechos_por_trozos(despues_de: int | None, hasta_id: int) -> Iterator[HechoLeido]:
    """Los mismos, todos, sin tener en memoria más que un trozo. Cierra la lectura entre uno y otro."""
    while trozo := hechos_entre(despues_de, hasta_id, TROZO):
        db.session.rollback()
        yield from trozo
        despues_de = trozo[-1].id


def _instante() -> ColumnElement[Any]:
    """El instante; en SQLite sin interpretar, para que un valor estropeado a mano se pueda leer y señalar."""
    crudo = db.session.get_bind().dialect.name == "sqlite"
    return type_coerce(Hecho.ocurrio_en, Text()) if crudo else Hecho.ocurrio_en.expression


def _fecha(valor: dt.datetime | str) -> dt.datetime | str:
    if isinstance(valor, dt.datetime):
        return valor
    try:
        return dt.datetime.fromisoformat(valor).replace(tzinfo=dt.UTC)
    except (TypeError, ValueError):
        return f"ilegible: {valor}"


def _json(texto: str) -> Any:
    try:
        return json.loads(texto)
    except (TypeError, ValueError):
        return f"ilegible: {texto}"
