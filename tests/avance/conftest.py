"""El plan y el indicador de ejemplo de los que parten casi todas las pruebas de avance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask

from app.avance.modelos import Indicador
from app.nucleo import reloj
from app.plan.modelos import Plan
from tests.fabricas import avance as fabrica
from tests.fabricas import plan as planes

HOY = dt.datetime(2026, 6, 5, 18, tzinfo=dt.UTC)


@pytest.fixture
def en_junio(app: Flask) -> Iterator[None]:
    """El reloj, detenido en `HOY`."""
    with reloj.fijado(HOY):
        yield


@pytest.fixture
def plan(app: Flask) -> Plan:
    """Uno vigente, con el árbol pequeño de las fábricas."""
    return planes.plan()


@pytest.fixture
def pie(plan: Plan) -> Indicador:
    """Los viajes a pie, con metas y huecos en sus mediciones."""
    return fabrica.viajes_a_pie(plan)
