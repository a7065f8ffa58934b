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
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from app import create_app
from app.cuentas import claves
from app.extensiones import db
from config import ConfiguracionPruebas

COMPILADAS = "RUMBO_PRUEBAS_PLANTILLAS"
_plantillas: dict[str, str] = {}


def compartir_plantillas() -> None:
    """Las plantillas se compilan una vez por corrida, y no en cada aplicación de cada proceso."""
    if carpeta := os.environ.get(COMPILADAS):
        Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(carpeta)}


compartir_plantillas()
CIFRADO_DE_VERDAD = claves._ARGON2
"""El de producción tarda a propósito: en las pruebas las claves se cifran igual, sin esa espera."""
claves._ARGON2 = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)


def url_postgresql() -> str:
    """La dirección del PostgreSQL de pruebas que da el lanzador; vacía si no hay."""
    return os.environ.get("RUMBO_PRUEBAS_PG_URL", "")


def motores() -> list[str]:
    """Los motores en que se prueba: SQLite siempre; PostgreSQL, si hay uno de pruebas."""
    return ["sqlite", "postgresql"] if url_postgresql() else ["sqlite"]


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
    plantilla = _plantilla_sqlite(carpeta) if motor == "sqlite" else _plantilla_postgresql(carpeta)
    with copia_de(motor, plantilla, carpeta, **mas) as copia:
        yield copia


@contextmanager
def copia_de(motor: str, base: str, carpeta: Path, **mas: str) -> Iterator[ConfiguracionPruebas]:
    """Una copia de `base` (su dirección), a la que nadie esté conectado; la borra al terminar."""
    if motor == "sqlite":
        origen, destino = str(sa.make_url(base).database), carpeta / f"{uuid.uuid4().hex[:8]}.sqlite3"
        for final in ("", "-wal"):
            if Path(origen + final).exists():
                shutil.copy(origen + final, str(destino) + final)
        yield configuracion(carpeta, f"sqlite:///{destino}", **mas)
        return
    nombre = f"rumbo_{uuid.uuid4().hex[:12]}"
    _mandar(f"CREATE DATABASE {nombre} TEMPLATE {sa.make_url(base).database}")
    try:
        yield configuracion(carpeta, _url(nombre), **mas)
    finally:
        _mandar(f"DROP DATABASE IF EXISTS {nombre} WITH (FORCE)")


def _plantilla_sqlite(carpeta: Path) -> str:
    if "sqlite" not in _plantillas:
        url = f"sqlite:///{carpeta / 'plantilla.sqlite3'}"
        _migrar(configuracion(carpeta, url))
        _plantillas["sqlite"] = url
    return _plantillas["sqlite"]


def _plantilla_postgresql(carpeta: Path) -> str:
    if "postgresql" not in _plantillas:
        nombre = f"rumbo_plantilla_{uuid.uuid4().hex[:8]}"
        _mandar(f"CREATE DATABASE {nombre}")
        _migrar(configuracion(carpeta, _url(nombre)))
        _plantillas["postgresql"] = _url(nombre)
    return _plantillas["postgresql"]


def _mandar(orden: str) -> None:
    """Una orden para el servidor entero, que no puede ir en una transacción."""
    motor = sa.create_engine(_url(), isolation_level="AUTOCOMMIT")
    with motor.connect() as conexion:
        conexion.execute(sa.text(orden))
    motor.dispose()


def _url(nombre: str | None = None) -> str:
    """La dirección de una base del servidor de pruebas; sin nombre, la que dio el lanzador."""
    url = sa.make_url(url_postgresql()).set(drivername="postgresql+psycopg")
    return (url.set(database=nombre) if nombre else url).render_as_string(hide_password=False)
