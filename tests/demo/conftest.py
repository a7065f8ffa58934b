"""La ciudad de demostración, cargada una vez por motor y módulo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from app.demo.datos import fichas_de_propuestas
from app.demo.ordenes import cargar
from app.extensiones import db
from tests.bases import base_nueva
from tests.cliente import Cliente


def correr(app: Flask, *argumentos: str) -> Result:
    hecho = app.test_cli_runner().invoke(cargar, list(argumentos))
    db.session.rollback()
    return hecho


@pytest.fixture(scope="session")
def demo_de_modulo(motor: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """La ciudad, cargada una vez por motor."""
    entorno = {"RUMBO_DEMOSTRACION": "1", "RUMBO_ZONA": "America/Guayaquil"}
    with base_nueva(motor, tmp_path_factory.mktemp("demo"), **entorno) as conf:
        app = create_app(conf)
        app.test_client_class = Cliente
        with app.app_context():
            hecho = correr(app)
            assert hecho.exit_code == 0, hecho.output
            assert f"{len(fichas_de_propuestas())} propuestas nuevas" in hecho.output
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def demo(demo_de_modulo: Flask) -> Iterator[Flask]:
    with demo_de_modulo.app_context():
        yield demo_de_modulo
        db.session.remove()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Las de cada motor van seguidas y en un mismo proceso: cargar la ciudad es lo que más tarda."""
    for prueba in items:
        if "tests/demo/" in prueba.nodeid and (motor := getattr(prueba, "callspec", None)) is not None:
            prueba.add_marker(pytest.mark.xdist_group(f"demo-{motor.params.get('motor', '')}"))
