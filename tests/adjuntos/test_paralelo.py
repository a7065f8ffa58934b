"""Muchas subidas a la vez, con conexiones de verdad: nunca caben más de las que caben."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.adjuntos import almacen
from app.adjuntos.modelos import Adjunto
from app.extensiones import db
from app.nucleo import transaccion
from config import ConfiguracionPruebas
from tests.bases import base_nueva
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, propuestas
from tests.fabricas.adjuntos import imagen, subir
from tests.fabricas.propuestas import codigo_de

pytestmark = pytest.mark.carga
A_LA_VEZ = 9


@pytest.fixture
def base(motor: str, tmp_path: Path) -> Iterator[ConfiguracionPruebas]:
    with base_nueva(motor, tmp_path) as conf:
        yield conf


def _subir_a_la_vez(app: Flask, ruta: str, ficha: str, fotos: list[bytes]) -> list[int]:
    """Cada foto en su hilo y su conexión; todas salen en el mismo instante."""
    barrera, estados = threading.Barrier(len(fotos)), list[int]()

    def una(foto: bytes) -> None:
        cliente: Any = app.test_client()
        cliente.set_cookie(str(app.config["COOKIE_SESION"]), ficha)
        cliente.get(ruta)
        barrera.wait(timeout=60)
        estados.append(subir(cliente, ruta, ("foto.png", foto)).status_code)

    hilos = [threading.Thread(target=una, args=(foto,)) for foto in fotos]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return estados


@pytest.mark.parametrize("distintas", [True, False], ids=["distintas", "la-misma"])
def test_nueve_fotos_a_la_vez(base: ConfiguracionPruebas, distintas: bool) -> None:
    app = create_app(base)
    app.test_client_class = Cliente
    with app.app_context(), transaccion.escritura():
        autora = cuentas.persona()
        p = propuestas.borrador(cuentas.identidad_de(autora), proceso=procesos.proceso())
        ident, codigo, ficha = p.id, codigo_de(p), cuentas.sesion_de(autora)[1]
    una = imagen()
    fotos = [imagen() if distintas else una for _ in range(A_LA_VEZ)]
    estados = _subir_a_la_vez(app, f"/proponer/{codigo}/fotos", ficha, fotos)
    with app.app_context():
        filas = db.session.scalars(sa.select(Adjunto)).all()
        quedan = 5 if distintas else 1
        assert {a.contenido_id for a in filas} == {ident} and len(filas) == quedan
        assert {a.orden for a in filas} == set(range(quedan))
        en_disco = {a.name for a in almacen.carpeta().rglob("*") if a.is_file()}
        assert en_disco == {f"{a.clave}{f}" for a in filas for f in (".webp", "-480.webp")}
        assert set(estados) <= {303, 422}, "a quien no le cupo se le dice"
        db.session.remove()
        db.engine.dispose()
