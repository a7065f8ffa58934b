"""Las cifras con muchas personas a la vez, con conexiones de verdad: nada se pierde ni se espera en círculo."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo import transaccion
from app.propuestas import facetas, servicios
from app.propuestas.consultas.tomadas import tomadas
from app.propuestas.modelos import Cifra, Propuesta
from app.propuestas.reglas.cifras import TODAS
from tests.bases import base_nueva
from tests.fabricas import plan, procesos
from tests.fabricas import propuestas as fabrica

pytestmark = pytest.mark.carga
HILOS, VUELTAS, PROPUESTAS = 12, 15, 24


@pytest.fixture
def ciudad(motor: str, tmp_path: Path) -> Iterator[tuple[Flask, list[int]]]:
    """Una base propia con propuestas de los mismos elementos, lugares y mes: todas tocan las mismas cifras."""
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.app_context(), transaccion.escritura():
            vigente = plan.plan()
            elementos = tuple(plan.elemento(vigente, c).id for c in ("1.1.1", "2.1"))
            lugar = fabrica.lugar("Norte").id
            ids = fabrica.muchas(
                procesos.proceso(plan_id=vigente.id),
                PROPUESTAS,
                elementos=lambda i: elementos[: i % 3],
                territorio_id=lambda i: lugar if i % 2 else None,
            )
        yield app, ids
        with app.app_context():
            db.engine.dispose()


def _esconder_o_mostrar(ids: list[int]) -> None:
    """Varias en una transacción, por tandas y en cualquier orden de cifras."""
    with transaccion.escritura():
        for p in tomadas(ids):
            p.contenido.estado = "visible" if p.contenido.estado == "oculto" else "oculto"
            facetas.rehacer(p.id)


def test_muchas_personas_a_la_vez(ciudad: tuple[Flask, list[int]]) -> None:
    app, ids = ciudad
    errores: list[BaseException] = []
    barrera = threading.Barrier(HILOS)

    def uno(semilla: int) -> None:
        azar = random.Random(semilla)
        try:
            with app.app_context():
                barrera.wait(timeout=60)
                for _ in range(VUELTAS):
                    _esconder_o_mostrar(azar.sample(ids, 3))
                db.session.remove()
        except BaseException as error:
            errores.append(error)

    hilos = [threading.Thread(target=uno, args=(n,)) for n in range(HILOS)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert not errores
    with app.app_context(), transaccion.escritura():
        visibles = db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Propuesta)
            .join(Contenido, Contenido.id == Propuesta.id)
            .where(Contenido.estado == "visible")
        )
        suma = sa.select(sa.func.sum(Cifra.cuantas)).where(Cifra.elemento_id == TODAS)
        assert db.session.scalar(suma) == visibles
        assert servicios.recontar(corregir=False) == servicios.recontar_cifras(corregir=False) == []
