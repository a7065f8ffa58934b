"""Un mismo formulario del mostrador enviado varias veces a la vez hace una sola cosa."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.extensiones import db
from app.mostrador.modelos import ActoMostrador
from app.participacion.modelos import Comentario
from app.propuestas.modelos import Apoyo, Propuesta
from tests.bases import base_nueva
from tests.cliente import Cliente
from tests.fabricas import procesos, propuestas
from tests.fabricas.mostrador import abrir, de_mostrador, facilitadora, turno

pytestmark = pytest.mark.carga
VECES, ESPERA = 6, 60


def _a_la_vez(app: Flask, galletas: dict[str, str], ruta: str, datos: dict[str, str]) -> list[int]:
    """El mismo envío desde varios hilos, con las galletas de la facilitadora."""
    barrera, estados = threading.Barrier(VECES), []

    def enviar() -> None:
        cliente = Cliente(app)
        for nombre, valor in galletas.items():
            cliente.set_cookie(nombre, valor)
        cliente.get("/mostrador/persona")
        barrera.wait(timeout=ESPERA)
        estados.append(cliente.enviar(ruta, datos).status_code)

    hilos = [threading.Thread(target=enviar) for _vez in range(VECES)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(timeout=ESPERA)
    return estados


def _cuantas(modelo: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(modelo)) or 0


@pytest.mark.parametrize(
    ("que", "quedan"),
    [("proponer", (2, 0, 0)), ("comentar", (1, 1, 0)), ("apoyar", (1, 0, 1)), ("registrar", (1, 0, 0))],
)
def test_varios_toques_a_la_vez_hacen_uno(
    motor: str, tmp_path: Path, que: str, quedan: tuple[int, int, int]
) -> None:
    """Quien fue acreditada en persona no gasta cupos: nada la frena antes de la espera."""
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.app_context():
            proceso = procesos.proceso()
            codigo = propuestas.codigo_de(propuestas.propuesta(proceso=proceso))
            datos = {"proceso": proceso.clave, "titulo": "Sombra en la parada", "cuerpo": "Hace mucho sol."}
            de_mostrador(acreditacion=3)
            cliente = Cliente(app)
            facilitadora(cliente)
            abrir(cliente, "Ceiba Mansa")
            datos |= {"turno": turno(), "posicion": "aporte", "texto": "Que tenga asientos."}
            db.session.remove()
        datos |= {"nombre": "Rosa Pérez"} if que == "registrar" else {}
        suelta = que in ("proponer", "registrar")
        ruta = f"/mostrador/{que}" if suelta else f"/mostrador/propuestas/{codigo}/{que}"
        galletas = {galleta.key: galleta.value for galleta in cliente._cookies.values()}
        assert _a_la_vez(app, galletas, ruta, datos) == [303] * VECES
        with app.app_context():
            assert (_cuantas(Propuesta), _cuantas(Comentario), _cuantas(Apoyo)) == quedan
            assert _cuantas(ActoMostrador) == 1
            db.session.remove()
            db.engine.dispose()
