"""El padrón con peticiones a la vez: cincuenta fallos se frenan como uno y nadie se une dos veces."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.permisos import OPERACION
from app.padron import servicios
from app.padron.modelos import Empadronada, Vinculo
from tests.bases import base_nueva
from tests.cliente import Cliente
from tests.fabricas import cuentas, territorio
from tests.fabricas import padron as fabrica

pytestmark = pytest.mark.carga
A_LA_VEZ = 50
ESPERA = 60


@pytest.fixture
def ciudad(motor: str, tmp_path: Path) -> Iterator[Flask]:
    """Una ciudad con sesenta personas en su padrón, en una base propia y sin puntos de guardado."""
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        app.test_client_class = Cliente
        with app.app_context():
            with transaccion.escritura():
                lugar = territorio.lugar()
                ruta_filas = [fabrica.fila(n, lugar) for n in range(60)]
            fabrica.importado(tmp_path, ruta_filas)
            db.session.remove()
        yield app
        with app.app_context():
            db.engine.dispose()


def _fichas(app: Flask, personas: int) -> list[str]:
    with app.app_context(), transaccion.escritura():
        return [cuentas.sesion_de(cuentas.persona())[1] for _ in range(personas)]


def _a_la_vez(app: Flask, intentos: list[tuple[str, str, int, str]]) -> list[int]:
    """Manda todos los intentos (galleta, red, persona del padrón, segundo dato) en el mismo instante."""
    barrera = threading.Barrier(len(intentos))
    estados: list[int] = []

    def uno(ficha: str, red: str, n: int, segundo: str) -> None:
        cliente: Any = app.test_client()
        cliente.set_cookie(str(app.config["COOKIE_SESION"]), ficha)
        cliente.environ_base["REMOTE_ADDR"] = red
        cliente.get("/cuenta/padron")
        datos = {"tipo": "cedula", "numero": fabrica.documento(n), "segundo": segundo}
        barrera.wait(timeout=ESPERA)
        estados.append(cliente.enviar("/cuenta/padron", datos).status_code)

    hilos = [threading.Thread(target=uno, args=intento) for intento in intentos]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(timeout=ESPERA)
    return estados


def _vinculos(app: Flask) -> list[tuple[str, int]]:
    with app.app_context():
        filas = [(v.huella, v.persona_id) for v in db.session.scalars(sa.select(Vinculo))]
        db.session.remove()
        return filas


def test_cincuenta_fallos_de_una_cuenta_se_frenan_como_uno(ciudad: Flask) -> None:
    (ficha,) = _fichas(ciudad, 1)
    estados = _a_la_vez(ciudad, [(ficha, f"10.0.{i}.1", i, "otra cosa") for i in range(A_LA_VEZ)])
    assert Counter(estados) == {422: 5, 429: 45}
    assert _a_la_vez(ciudad, [(ficha, "10.9.9.1", 1, fabrica.SEGUNDO)]) == [429], "ni acertando"
    assert _vinculos(ciudad) == []


def test_cincuenta_cuentas_de_una_red_y_cincuenta_tras_un_documento(ciudad: Flask) -> None:
    fichas = _fichas(ciudad, A_LA_VEZ * 2)
    de_una_red = [(f, "10.1.1.7", i, "otra cosa") for i, f in enumerate(fichas[:A_LA_VEZ])]
    assert Counter(_a_la_vez(ciudad, de_una_red)) == {422: 20, 429: 30}
    de_un_documento = [(f, f"10.2.{i}.1", 55, "otra cosa") for i, f in enumerate(fichas[A_LA_VEZ:])]
    assert Counter(_a_la_vez(ciudad, de_un_documento)) == {422: 10, 429: 40}


def test_una_persona_del_padron_acaba_en_una_sola_cuenta(ciudad: Flask) -> None:
    fichas = _fichas(ciudad, 9)
    estados = _a_la_vez(ciudad, [(f, f"10.3.{i}.1", 7, fabrica.SEGUNDO) for i, f in enumerate(fichas)])
    assert Counter(estados) == {303: 1, 422: 8}
    ((_huella, persona_id),) = _vinculos(ciudad)
    with ciudad.app_context():
        acreditadas = db.session.scalars(sa.select(Persona.id).where(Persona.acreditacion == 2)).all()
        assert list(acreditadas) == [persona_id]
        db.session.remove()


def test_una_cuenta_acaba_con_una_sola_persona_del_padron(ciudad: Flask) -> None:
    (ficha,) = _fichas(ciudad, 1)
    estados = _a_la_vez(ciudad, [(ficha, f"10.4.{i}.1", i, fabrica.SEGUNDO) for i in range(5)])
    assert 303 in estados and set(estados) <= {200, 303, 422}
    assert len(_vinculos(ciudad)) == 1


@pytest.mark.parametrize("repetida", ["huella", "persona"])
def test_la_base_misma_lo_impide(ciudad: Flask, repetida: str) -> None:
    with ciudad.app_context():
        with transaccion.escritura():
            una, otra = cuentas.persona().id, cuentas.persona().id
        (primera, segunda) = db.session.scalars(sa.select(Empadronada.huella).limit(2)).all()
        otros = {"huella": (primera, otra), "persona": (segunda, una)}[repetida]
        momento = db.session.scalar(sa.select(Persona.creada_en).limit(1))
        db.session.rollback()
        with pytest.raises(sa.exc.IntegrityError), transaccion.escritura():
            for huella, persona_id in ((primera, una), otros):
                db.session.add(
                    Vinculo(huella=huella, persona_id=persona_id, medio="linea", vinculado_en=momento)
                )
                db.session.flush()
        db.session.remove()


def test_quien_se_comprueba_mientras_la_dan_de_baja_no_queda_unida(ciudad: Flask) -> None:
    """Gane quien gane: o no llegó a unirse, o se unió y la baja la separó. Nadie se queda esperando."""
    (ficha,) = _fichas(ciudad, 1)
    intento = (ficha, "198.51.100.1", 1, fabrica.SEGUNDO)
    hechas: list[str] = []

    def dar_de_baja() -> None:
        with ciudad.test_request_context(), transaccion.escritura():
            servicios.dar_de_baja(OPERACION, "cedula", fabrica.documento(1), "Se mudó y lo dijo en el punto.")
        hechas.append("baja")

    hilo = threading.Thread(target=dar_de_baja)
    hilo.start()
    estados = _a_la_vez(ciudad, [intento] * 3)
    hilo.join(timeout=ESPERA)
    assert hechas == ["baja"]
    assert max(estados) < 500
    assert _vinculos(ciudad) == []
    with ciudad.app_context():
        de_baja = db.session.scalars(
            sa.select(Empadronada.huella).where(Empadronada.baja_en.is_not(None))
        ).all()
        assert len(de_baja) == 1
        assert {p.acreditacion for p in db.session.scalars(sa.select(Persona))} == {1}
        db.session.remove()
