"""La ciudad de demostración, cargada una sola vez por motor; quien la cambia trabaja en una copia."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app import create_app
from app.cuentas.modelos import Persona
from app.demo import carga, consultas
from app.demo.datos import fichas_de_propuestas
from app.demo.ordenes import cargar
from app.extensiones import db
from tests.bases import base_nueva, copia_de, motores
from tests.cliente import Cliente

ENTORNO = {"RUMBO_DEMOSTRACION": "1", "RUMBO_ZONA": "America/Guayaquil"}


def correr(app: Flask, *argumentos: str) -> Result:
    hecho = app.test_cli_runner().invoke(cargar, list(argumentos))
    db.session.rollback()
    return hecho


def caerse_a_medias(app: Flask) -> None:
    """La carga se corta al llegar a las propuestas: de lo que iba en esa transacción no queda nada."""

    def caer(*_a: object) -> None:
        raise RuntimeError("se fue la luz")

    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(carga, "_propuesta", caer)
        cortada = correr(app)
    assert isinstance(cortada.exception, RuntimeError), cortada.output
    assert not consultas.hay_otra_ciudad()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Persona)) == 0
    db.session.rollback()


@pytest.fixture(scope="session")
def demo_de_sesion(motor: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """La ciudad, una vez por motor: de una sola vez en el primero; en el último, después de un corte."""
    with base_nueva(motor, tmp_path_factory.mktemp("demo"), **ENTORNO) as conf:
        app = create_app(conf)
        app.test_client_class = Cliente
        with app.app_context():
            if motor == motores()[-1]:
                caerse_a_medias(app)
            hecho = correr(app)
            assert hecho.exit_code == 0, hecho.output
            assert f"{len(fichas_de_propuestas())} propuestas nuevas" in hecho.output
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def demo(demo_de_sesion: Flask) -> Iterator[Flask]:
    """La ciudad de todas: aquí se lee, y lo que se escribe no cambia lo que las demás esperan."""
    with demo_de_sesion.app_context():
        yield demo_de_sesion
        db.session.remove()


@pytest.fixture
def demo_propia(demo_de_sesion: Flask, motor: str, tmp_path: Path) -> Iterator[Flask]:
    """Una copia de la ciudad, para quien la cambia."""
    with demo_de_sesion.app_context():
        db.engine.dispose()
    with copia_de(motor, demo_de_sesion.config["SQLALCHEMY_DATABASE_URI"], tmp_path, **ENTORNO) as conf:
        app = create_app(conf)
        app.test_client_class = Cliente
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()
