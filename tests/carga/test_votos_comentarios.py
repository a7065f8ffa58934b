"""Votos y comentarios a la vez, con conexiones de verdad y desde dos procesos: nadie cuenta dos veces.

Cada prueba arranca dos procesos con la aplicación entera y treinta y dos hilos cada uno, que esperan a que
todos estén listos y mandan su formulario en el mismo instante.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app import create_app
from app.extensiones import db
from app.nucleo import transaccion
from app.participacion.modelos import Comentario, Conversacion, Voto
from config import ConfiguracionPruebas
from tests.bases import base_nueva
from tests.carga.a_la_vez import A_LA_VEZ, a_la_vez
from tests.fabricas import cuentas, participacion, propuestas

pytestmark = pytest.mark.carga


@pytest.fixture
def base(motor: str, tmp_path: Path) -> Iterator[ConfiguracionPruebas]:
    with base_nueva(motor, tmp_path) as conf:
        yield conf


def _escena(conf: ConfiguracionPruebas, personas: int) -> tuple[Any, int, str, str, list[str]]:
    app = create_app(conf)
    with app.app_context(), transaccion.escritura():
        sobre = propuestas.codigo_de(propuestas.propuesta())
        c = participacion.comentario(sobre)
        quienes = [cuentas.persona(acreditacion=1) for _ in range(personas)]
        fichas = [cuentas.sesion_de(quienes[i % personas])[1] for i in range(A_LA_VEZ)]
        escena = (app, c.id, participacion.codigo_de(c), sobre, fichas)
    with app.app_context():
        db.engine.dispose()
    return escena


def _cuentas(app: Any, comentario_id: int) -> tuple[int, int, int]:
    """Filas de votos, y lo que dice el comentario: a favor y en contra."""
    with app.app_context():
        filas = db.session.scalar(sa.select(sa.func.count()).select_from(Voto)) or 0
        c = db.session.get_one(Comentario, comentario_id)
        hallado = (filas, c.a_favor, c.en_contra)
        db.session.remove()
        db.engine.dispose()
    return hallado


def test_sesenta_y_cuatro_votos_de_una_persona_son_uno(base: ConfiguracionPruebas) -> None:
    app, ident, codigo, _sobre, fichas = _escena(base, personas=1)
    estados = a_la_vez(base, f"/comentarios/{codigo}/votar", [(f, {"valor": "1"}) for f in fichas])
    assert estados == {303: A_LA_VEZ}
    assert _cuentas(app, ident) == (1, 1, 0)


def test_sesenta_y_cuatro_personas_votan_y_ninguna_se_pierde(base: ConfiguracionPruebas) -> None:
    app, ident, codigo, _sobre, fichas = _escena(base, personas=A_LA_VEZ)
    envios = [(f, {"valor": "1" if i % 2 else "-1"}) for i, f in enumerate(fichas)]
    assert a_la_vez(base, f"/comentarios/{codigo}/votar", envios) == {303: A_LA_VEZ}
    assert _cuentas(app, ident) == (64, 32, 32)


def test_sesenta_y_cuatro_respuestas_a_la_vez_se_cuentan_todas(base: ConfiguracionPruebas) -> None:
    app, ident, codigo, _sobre, fichas = _escena(base, personas=A_LA_VEZ)
    envios = [(f, {"texto": f"Respuesta {i}"}) for i, f in enumerate(fichas)]
    assert a_la_vez(base, f"/comentarios/{codigo}/responder", envios) == {303: A_LA_VEZ}
    with app.app_context():
        c = db.session.get_one(Comentario, ident)
        conversacion = db.session.get_one(Conversacion, c.sobre_id)
        assert (c.respuestas, conversacion.comentarios, conversacion.raices) == (64, 65, 1)
        db.session.remove()
        db.engine.dispose()


def test_el_doble_envio_a_la_vez_es_un_comentario(base: ConfiguracionPruebas) -> None:
    app, ident, _codigo, sobre, fichas = _escena(base, personas=8)
    envios = [(f, {"texto": "Lo mismo, otra vez.", "posicion": "aporte"}) for f in fichas]
    assert a_la_vez(base, f"/c/{sobre}/conversacion", envios) == {303: A_LA_VEZ}
    with app.app_context():
        c = db.session.get_one(Comentario, ident)
        assert db.session.get_one(Conversacion, c.sobre_id).comentarios == 9
        db.session.remove()
        db.engine.dispose()
