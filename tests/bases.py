"""Bases de datos de prueba, hechas una vez por las migraciones y copiadas después."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
import sqlalchemy as sa

from app import create_app
from app.extensiones import db
from config import ConfiguracionPruebas

_plantillas: dict[str, str] = {}


def url_postgresql() -> str:
    """La dirección del PostgreSQL de pruebas que da el lanzador; vacía si no hay."""
    return os.environ.get("RUMBO_PRUEBAS_PG_URL", "")


def configuracion(carpeta: Path, base: str, **mas: str) -> ConfiguracionPruebas:
    """Configuración de pruebas con sus datos en `carpeta`."""
    return ConfiguracionPruebas(
        {
            "RUMBO_DATOS": str(carpeta),
            "RUMBO_BASE": base,
            "RUMBO_CIUDAD": "Ciudad de Prueba",
            "RUMBO_ZONA": "America/Bogota",
            "RUMBO_REGION": "es_CO",
            "RUMBO_MONEDA": "COP",
            "RUMBO_URL": "http://localhost",
            **mas,
        }
    )


def _migrar(conf: ConfiguracionPruebas) -> None:
    app = create_app(conf)
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()


@contextmanager
def base_nueva(motor: str, carpeta: Path, **mas: str) -> Iterator[ConfiguracionPruebas]:
    """Una base vacía y migrada, propia de quien la pide; en PostgreSQL se borra al terminar."""
    if motor == "sqlite":
        yield _sqlite(carpeta, mas)
        return
    motor_pg = sa.create_engine(
        sa.make_url(url_postgresql()).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    nombre = f"rumbo_{uuid.uuid4().hex[:12]}"
    with motor_pg.connect() as conexion:
        if "postgresql" not in _plantillas:
            plantilla = f"rumbo_plantilla_{uuid.uuid4().hex[:8]}"
            conexion.execute(sa.text(f"CREATE DATABASE {plantilla}"))
            _migrar(configuracion(carpeta, _url(motor_pg, plantilla)))
            _plantillas["postgresql"] = plantilla
        conexion.execute(sa.text(f"CREATE DATABASE {nombre} TEMPLATE {_plantillas['postgresql']}"))
    try:
        yield configuracion(carpeta, _url(motor_pg, nombre), **mas)
    finally:
        with motor_pg.connect() as conexion:
            conexion.execute(sa.text(f"DROP DATABASE IF EXISTS {nombre} WITH (FORCE)"))
        motor_pg.dispose()


def _url(motor_pg: sa.Engine, nombre: str) -> str:
    return motor_pg.url.set(database=nombre).render_as_string(hide_password=False)


def _sqlite(carpeta: Path, mas: dict[str, str]) -> ConfiguracionPruebas:
    if "sqlite" not in _plantillas:
        origen = carpeta / "plantilla.sqlite3"
        _migrar(configuracion(carpeta, f"sqlite:///{origen}"))
        _plantillas["sqlite"] = str(origen)
    destino = carpeta / f"{uuid.uuid4().hex[:8]}.sqlite3"
    for final in ("", "-wal"):
        if Path(_plantillas["sqlite"] + final).exists():
            shutil.copy(_plantillas["sqlite"] + final, str(destino) + final)
    return configuracion(carpeta, f"sqlite:///{destino}", **mas)
