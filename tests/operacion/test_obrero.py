"""El obrero: un solo dueño a la vez, tareas a su hora, una falla no detiene a las demás."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.extensiones import db
from app.nucleo import reloj
from app.operacion import arriendos
from app.operacion.obrero import Obrero
from tests.bases import base_nueva

MINUTO = dt.timedelta(minutes=1)


@pytest.fixture
def ciudad(motor: str, tmp_path: Path) -> Iterator[Flask]:
    """Una base propia, sin la transacción que envuelve a las demás pruebas: aquí hay varios hilos."""
    with base_nueva(motor, tmp_path) as configuracion:
        app = create_app(configuracion)
        yield app
        with app.app_context():
            db.engine.dispose()


def test_un_arriendo_tiene_un_dueno_hasta_que_vence(ciudad: Flask) -> None:
    inicio = dt.datetime(2026, 6, 5, 18, tzinfo=dt.UTC)
    with ciudad.app_context():
        with reloj.fijado(inicio):
            assert arriendos.tomar("x", "ana", MINUTO)
            assert arriendos.tomar("x", "ana", MINUTO)
            assert not arriendos.tomar("x", "luis", MINUTO)
            assert arriendos.tomar("y", "luis", MINUTO)
        with reloj.fijado(inicio + MINUTO + dt.timedelta(seconds=1)):
            assert arriendos.tomar("x", "luis", MINUTO)
            assert not arriendos.tomar("x", "ana", MINUTO)
            arriendos.soltar("x", "ana")
            assert not arriendos.tomar("x", "ana", MINUTO)
            arriendos.soltar("x", "luis")
            assert arriendos.tomar("x", "ana", MINUTO)


def test_de_ocho_que_lo_piden_a_la_vez_uno_lo_tiene(ciudad: Flask) -> None:
    barrera = threading.Barrier(8)
    tomados: list[bool] = []

    def pedir(quien: str) -> None:
        barrera.wait()
        with ciudad.app_context():
            tomados.append(arriendos.tomar("obrero", quien, MINUTO))
            db.session.remove()

    hilos = [threading.Thread(target=pedir, args=(f"q{n}",)) for n in range(8)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert sorted(tomados) == [False] * 7 + [True]


def test_con_dos_obreros_actua_uno_y_al_irse_sigue_el_otro(ciudad: Flask) -> None:
    hechas: list[str] = []
    plazo = dt.timedelta(seconds=1.5)
    obreros = [
        Obrero(ciudad, [("tic", 0, lambda nombre=nombre: hechas.append(nombre))], plazo) for nombre in "ab"
    ]
    hilos = [threading.Thread(target=obrero.correr) for obrero in obreros]
    for hilo in hilos:
        hilo.start()
    _hasta(lambda: len(hechas) >= 2)
    primero = hechas[0]
    assert set(hechas) == {primero}
    obreros["ab".index(primero)].fin.set()
    otro = "b" if primero == "a" else "a"
    _hasta(lambda: otro in hechas)
    assert primero not in hechas[hechas.index(otro) :]
    for obrero, hilo in zip(obreros, hilos, strict=True):
        obrero.fin.set()
        hilo.join(10)


def test_una_tarea_que_falla_se_anota_y_las_demas_siguen(
    ciudad: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    hechas: list[str] = []

    def falla() -> None:
        raise RuntimeError("correo sin red")

    obrero = Obrero(ciudad, [("mala", 0, falla), ("buena", 3600, lambda: hechas.append("buena"))])
    obrero.vuelta()
    assert hechas == []  # sin arriendo no actúa
    obrero.renovar()
    obrero.vuelta()
    obrero.vuelta()
    assert hechas == ["buena"]
    assert "mala" in caplog.text


def _hasta(condicion: object, plazo: float = 15) -> None:
    limite = time.monotonic() + plazo
    while not condicion():  # type: ignore[operator]
        assert time.monotonic() < limite
        time.sleep(0.05)
