"""Las extensiones y la base de los modelos. No importa nada nuestro."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import BigInteger, DateTime, Integer, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

CONVENCION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Identificador = BigInteger().with_variant(Integer, "sqlite")
"""BIGINT en PostgreSQL; INTEGER en SQLite, donde ya es de 64 bits y permite la numeración automática."""


class FechaUTC(TypeDecorator[dt.datetime]):
    """Instante UTC: rechaza fechas sin zona al escribir y las devuelve siempre con zona al leer."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Se esperaba un instante con zona horaria.")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        fecha: dt.datetime = value
        return fecha.replace(tzinfo=dt.UTC) if fecha.tzinfo is None else fecha.astimezone(dt.UTC)


class _Base(DeclarativeBase):
    metadata = MetaData(naming_convention=CONVENCION)
    registry = registry(metadata=metadata, type_annotation_map={dt.datetime: FechaUTC()})


db = SQLAlchemy(model_class=_Base)
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
migrar = Migrate()
comprimir = Compress()

if TYPE_CHECKING:
    Modelo = _Base
else:
    Modelo = db.Model
