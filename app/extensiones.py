"""Las extensiones y la base de los modelos. No importa nada nuestro."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import BigInteger, DateTime, Integer, MetaData, Numeric, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

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


class Cantidad(TypeDecorator[Decimal]):
    """Un número exacto: 18 cifras enteras y 6 decimales como mucho. SQLite lo guarda escrito."""

    impl = Numeric(24, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(Numeric(24, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        exacto = value.quantize(Decimal("0.000001"))
        if exacto != value or abs(value) >= 10**18:
            raise ValueError("Un número lleva 18 cifras enteras y 6 decimales como mucho.")
        return format(exacto, "f") if dialect.name == "sqlite" else exacto

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        # Sin los ceros de relleno y sin exponente: 1500, 0.5.
        exacto = Decimal(value).normalize()
        return exacto if exacto.as_tuple().exponent <= 0 else exacto.quantize(Decimal(1))  # type: ignore[operator]


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
