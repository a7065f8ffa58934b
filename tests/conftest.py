"""Arnés: base hecha por las migraciones, punto de guardado por prueba, los dos motores."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from app import create_app
from app.extensiones import db
from app.nucleo.transaccion import _escribe as escritura_pedida
from tests.bases import COMPILADAS, base_nueva, compartir_plantillas, motores, url_postgresql
from tests.cliente import Cliente
from tests.demo.ciudad import demo, demo_de_sesion, demo_propia
from tests.recuento import Recuento
from tests.reparto import pytest_collection_modifyitems, pytest_xdist_make_scheduler

__all__ = [
    "demo",
    "demo_de_sesion",
    "demo_propia",
    "pytest_collection_modifyitems",
    "pytest_xdist_make_scheduler",
]

EMPEZO = time.monotonic()
MEMORIAS = (
    "rumbo_tarjetas",
    "rumbo_opciones",
    "rumbo_totales",
    "rumbo_tablero",
    "rumbo_territorio",
    "rumbo_frecuencias",
    "rumbo_vocabulario",
    "rumbo_freno",
    "rumbo_direcciones",
    "rumbo_paginas",
    "rumbo_comentarios",
)
"""Lo que cada proceso recuerda: una prueba no hereda lo de otra, que ya se deshizo."""


def pytest_configure(config: pytest.Config) -> None:
    """Abre la carpeta donde los procesos de esta corrida dejan las plantillas compiladas."""
    if COMPILADAS not in os.environ:
        os.environ[COMPILADAS] = tempfile.mkdtemp(prefix="rumbo-plantillas-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(COMPILADAS), ignore_errors=True))
    compartir_plantillas()


def pytest_collection_finish() -> None:
    """Lo que ya está cargado no se revisa en busca de basura: sin esto se va la décima parte del tiempo."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Toda prueba que toca la base corre en los dos motores (en PostgreSQL, si hay uno de pruebas)."""
    if "motor" in metafunc.fixturenames:
        metafunc.parametrize("motor", motores(), scope="session")


@pytest.fixture(autouse=True)
def _cada_una_empieza_leyendo() -> None:
    """Una prueba que llamó a un servicio fuera de una petición no deja a las demás en modo de escritura."""
    escritura_pedida.set(False)


@pytest.fixture(scope="session")
def app_de_sesion(motor: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """La aplicación con su base migrada, una por motor y por proceso de pruebas."""
    with base_nueva(motor, tmp_path_factory.mktemp("datos")) as configuracion:
        app = create_app(configuracion)
        app.test_client_class = Cliente
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(app_de_sesion: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """La aplicación dentro de una transacción que se deshace al terminar la prueba.

    Flask-SQLAlchemy no respeta el `bind` de una sesión ajena: por eso se sustituye `db.session` entera.
    """
    for memoria in MEMORIAS:
        app_de_sesion.extensions.pop(memoria, None)
    with app_de_sesion.app_context():
        conexion = db.engine.connect()
        transaccion = conexion.begin()
        fabrica = sessionmaker(bind=conexion, class_=Session, join_transaction_mode="create_savepoint")
        sesion = scoped_session(fabrica)
        monkeypatch.setattr(db, "session", sesion)

        @contextmanager
        def corta() -> Iterator[Session]:
            with fabrica() as aparte:
                yield aparte
                aparte.commit()

        monkeypatch.setitem(app_de_sesion.extensions, "rumbo_corta", corta)
        yield app_de_sesion
        sesion.remove()
        transaccion.rollback()
        conexion.close()


@pytest.fixture
def cliente(app: Flask) -> Cliente:
    """Un navegador sin cuenta; inspecciona cada página HTML que recibe."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def contar(app: Flask) -> Callable[[], Recuento]:
    """`with contar() as r: …; r.numero` cuenta las consultas del bloque."""
    return lambda: Recuento(db.engine)


@pytest.fixture
def planes_de_consulta(app: Flask) -> Callable[[sa.Executable], str]:
    """El plan de ejecución de una consulta, como texto."""

    def explicar(consulta: sa.Executable) -> str:
        compilada = consulta.compile(db.engine, compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
        prefijo = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
        return "\n".join(str(f) for f in db.session.execute(sa.text(prefijo + str(compilada))))

    return explicar


@pytest.fixture(scope="session")
def datos_reales() -> Path:
    """La carpeta de datos reales de prueba; la prueba se omite, y se dice al final, si no está."""
    carpeta = Path(os.environ.get("RUMBO_DATOS_REALES", Path(__file__).parents[2] / "shared" / "datos"))
    if not carpeta.is_dir():
        pytest.skip("no están los datos reales")
    return carpeta


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Dice en las últimas líneas, en voz alta, lo que no se probó, y cuánto tardó todo."""
    if hasattr(terminalreporter.config, "workerinput"):
        return
    if not url_postgresql():
        terminalreporter.write_line("SIN PROBAR: PostgreSQL (no hay servidor de pruebas).", red=True)
    for motivo in sorted({str(r.longrepr[2]) for r in terminalreporter.stats.get("skipped", [])}):  # type: ignore[index]
        terminalreporter.write_line(f"SIN PROBAR: {motivo}", red=True)
    terminalreporter.write_line(f"Duración de la batería: {time.monotonic() - EMPEZO:.0f} s")
