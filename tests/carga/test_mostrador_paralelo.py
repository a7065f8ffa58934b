"""El mostrador a la vez: un mismo formulario hace una sola cosa, y dos mostradores cuentan dos."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.extensiones import db
from app.mostrador.modelos import ActoMostrador, Atencion
from app.nucleo.modelos import Limite
from app.padron.modelos import Empadronada, Padron
from app.participacion.modelos import Comentario
from app.propuestas.modelos import Apoyo, Propuesta
from tests.bases import base_nueva
from tests.cliente import Cliente
from tests.fabricas import padron, procesos, propuestas, territorio
from tests.fabricas.mostrador import abrir, de_mostrador, facilitadora, turno

pytestmark = pytest.mark.carga
VECES, ESPERA = 6, 60


Envio = tuple[dict[str, str], str, dict[str, Any]]
"""Las galletas de una facilitadora, a dónde envía y qué."""


def _a_la_vez(app: Flask, envios: list[Envio]) -> list[int]:
    """Todos los envíos en el mismo instante, cada uno desde su hilo."""
    barrera, estados = threading.Barrier(len(envios)), []

    def enviar(galletas: dict[str, str], ruta: str, datos: dict[str, Any]) -> None:
        cliente = Cliente(app)
        for nombre, valor in galletas.items():
            cliente.set_cookie(nombre, valor)
        cliente.get("/mostrador/persona")
        barrera.wait(timeout=ESPERA)
        estados.append(cliente.enviar(ruta, datos).status_code)

    hilos = [threading.Thread(target=enviar, args=envio) for envio in envios]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(timeout=ESPERA)
    return estados


def _galletas(cliente: Cliente) -> dict[str, str]:
    return {galleta.key: galleta.value for galleta in cliente._cookies.values()}


def _atender(app: Flask, n: int) -> tuple[dict[str, str], str]:
    """Una facilitadora en su mostrador, con alguien delante: sus galletas y el turno."""
    cliente, nombre = Cliente(app), f"Ceiba Mansa {n}"
    de_mostrador(seudonimo=nombre)
    quien = facilitadora(cliente)
    abrir(cliente, nombre)
    turno = db.session.scalar(sa.select(Atencion.turno).where(Atencion.facilitadora_id == quien.id))
    return _galletas(cliente), str(turno)


def test_dos_mostradores_acreditan_a_la_vez_en_el_padron_abierto(motor: str, tmp_path: Path) -> None:
    """Cada facilitadora con su persona: la edición cuenta a todas, y cuenta lo que de verdad hay dentro."""
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.app_context():
            abierto = padron.abierto()
            lugar = territorio.lugar()
            db.session.commit()
            envios = []
            for n in range(VECES):
                galletas, turno = _atender(app, n)
                datos = {"tipo": "cedula", "numero": padron.documento(n), "territorio": lugar.codigo}
                datos |= {"turno": turno, "pruebas": ["documento", "recibo"], "fundamento": "domicilio"}
                envios.append((galletas, "/mostrador/acreditar", datos))
            db.session.remove()
        assert _a_la_vez(app, envios) == [303] * VECES
        with app.app_context():
            p = db.session.get_one(Padron, abierto)
            dentro = sa.select(sa.func.count()).select_from(Empadronada).where(Empadronada.baja_en.is_(None))
            assert (p.filas, p.validas, db.session.scalar(dentro)) == (VECES,) * 3
            db.session.remove()
            db.engine.dispose()


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
        assert _a_la_vez(app, [(_galletas(cliente), ruta, datos)] * VECES) == [303] * VECES
        with app.app_context():
            assert (_cuantas(Propuesta), _cuantas(Comentario), _cuantas(Apoyo)) == quedan
            assert _cuantas(ActoMostrador) == 1
            db.session.remove()
            db.engine.dispose()


def test_varios_toques_gastan_una_de_las_tres_del_dia(motor: str, tmp_path: Path) -> None:
    """Son más toques que propuestas al día: ninguno dice que se llegó al límite."""
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.app_context():
            datos = {"proceso": procesos.proceso().clave, "titulo": "Sombra aquí", "cuerpo": "Hace mucho sol."}
            galletas, datos["turno"] = _atender(app, 1)
            db.session.remove()
        assert _a_la_vez(app, [(galletas, "/mostrador/proponer", datos)] * VECES) == [303] * VECES
        with app.app_context():
            assert (_cuantas(Propuesta), db.session.scalar(sa.select(Limite.cuenta))) == (1, 1)
            db.session.remove()
            db.engine.dispose()
