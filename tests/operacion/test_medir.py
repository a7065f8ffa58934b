"""Lo sembrado para medir es lo que la aplicación habría hecho: su propio recuento no halla diferencias."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.extensiones import db
from app.operacion.medir import sembrado
from app.propuestas import servicios
from tests.bases import base_nueva


@pytest.fixture
def ciudad(motor: str, tmp_path: Path) -> Iterator[Flask]:
    with base_nueva(motor, tmp_path) as configuracion:
        app = create_app(configuracion)
        yield app
        with app.app_context():
            db.engine.dispose()


def test_lo_sembrado_coincide_con_el_recuento_de_la_aplicacion(ciudad: Flask) -> None:
    sembrado.sembrar(ciudad, filas=150, personas=3)
    with ciudad.app_context():
        assert servicios.recontar(corregir=False) == []
        db.session.remove()
    cliente = ciudad.test_client()
    pagina = cliente.get("/propuestas")
    assert pagina.status_code == 200
    assert "cuadra 150" in pagina.text
