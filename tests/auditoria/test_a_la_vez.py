"""Sellar con varios a la vez, con escrituras a medias y muriendo: ni huecos ni falsas alarmas."""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.auditoria import comprobacion, consultas, reglas, servicios
from app.extensiones import db
from config import ConfiguracionPruebas
from tests.bases import base_nueva
from tests.fabricas import auditoria as fabrica

pytestmark = pytest.mark.carga


@pytest.fixture
def conf(motor: str, tmp_path: Path) -> Iterator[ConfiguracionPruebas]:
    with base_nueva(motor, tmp_path) as configuracion:
        yield configuracion


@pytest.fixture
def ciudad(conf: ConfiguracionPruebas) -> Iterator[Flask]:
    app = create_app(conf)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _en_hilo(app: Flask, funcion: Any) -> threading.Thread:
    def correr() -> None:
        with app.app_context():
            funcion()
            db.session.remove()

    hilo = threading.Thread(target=correr)
    hilo.start()
    return hilo


def test_varios_obreros_sellan_una_sola_vez(ciudad: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servicios, "LOTE", 20)
    fabrica.hechos(200)
    barrera = threading.Barrier(4)
    hechos: list[int] = []

    def sellar() -> None:
        barrera.wait(30)
        hechos.append(servicios.sellar() or 0)

    for hilo in [_en_hilo(ciudad, sellar) for _ in range(4)]:
        hilo.join(60)
    servicios.sellar()
    informe = comprobacion.verificar()
    assert (informe.cuantas, informe.hechos, informe.sellos, informe.sin_sellar) == (0, 200, 10, 0)
    assert len(hechos) == 4


def test_un_id_menor_que_aparece_despues_no_queda_fuera(ciudad: Flask, motor: str) -> None:
    """En PostgreSQL: alguien toma un id y no confirma; otro toma el siguiente y confirma; se quiere sellar."""
    if motor != "postgresql":
        pytest.skip("SQLite tiene un solo escritor: no puede pasar")
    fabrica.hechos(3)
    insertar = sa.text(
        "INSERT INTO hechos (clase, ocurrio_en, motivo, datos, publico) VALUES ('lenta', now(), '', '{}', true)"
    )
    with db.engine.connect() as lenta:
        lenta.execute(insertar)
        fabrica.hechos(2)
        assert servicios.sellar() is None, "no se sella mientras un id menor esté por confirmar"
        lenta.commit()
    assert servicios.sellar() == 6
    assert comprobacion.verificar().cuantas == 0


def test_sellar_mientras_se_escribe(ciudad: Flask) -> None:
    """Seis que escriben y uno que sella sin parar: al final todo está sellado una vez y coincide."""
    escritores = [_en_hilo(ciudad, lambda: [fabrica.hechos(2) for _ in range(15)] and None) for _ in range(6)]
    while any(hilo.is_alive() for hilo in escritores):
        servicios.sellar()
        assert comprobacion.verificar().cuantas == 0
    for hilo in escritores:
        hilo.join()
    servicios.sellar()
    informe = comprobacion.verificar()
    assert (informe.cuantas, informe.hechos, informe.sin_sellar) == (0, 180, 0)


def _morir_sellando(conf: ConfiguracionPruebas) -> None:
    """Selló el segundo tramo en memoria y muere antes de escribirlo."""
    verdadera = reglas.sellar

    def sellar(numero: int, *resto: Any) -> reglas.Tramo:
        tramo = verdadera(numero, *resto)
        if numero == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return tramo

    reglas.sellar = sellar
    servicios.LOTE = 10
    with create_app(conf).app_context():
        servicios.sellar()


def test_la_muerte_a_medias_no_deja_nada_a_medias(ciudad: Flask, conf: ConfiguracionPruebas) -> None:
    fabrica.hechos(30)
    proceso = mp.get_context("spawn").Process(target=_morir_sellando, args=(conf,))
    proceso.start()
    proceso.join(60)
    assert proceso.exitcode == -signal.SIGKILL
    assert [c.numero for c in consultas.cabezas()] == [1]
    assert comprobacion.verificar().sin_sellar == 20
    assert servicios.sellar() == 20
    assert comprobacion.verificar().cuantas == 0


def test_la_misma_historia_da_la_misma_huella_en_los_dos_motores(
    ciudad: Flask, tmp_path: Path, motor: str
) -> None:
    """Lo sellado aquí, copiado fila a fila a un SQLite nuevo, sigue coincidiendo allá."""
    fabrica.hechos(12, decimales=[0.1, 1e-7, 1e21, -0.0, 5e-324], texto="\u2028 ' \\ \" ñ 😀", nada=None)
    servicios.sellar()
    tablas = ("hechos", "sellos")
    copia = {
        t: [dict(f) for f in db.session.execute(sa.select(db.metadata.tables[t])).mappings()] for t in tablas
    }
    db.session.remove()
    carpeta = tmp_path / "otra"
    carpeta.mkdir()
    with base_nueva("sqlite", carpeta) as otra:
        app = create_app(otra)
        with app.app_context():
            for tabla in tablas:
                db.session.execute(sa.insert(db.metadata.tables[tabla]), copia[tabla])
            db.session.commit()
            informe = comprobacion.verificar()
            db.session.remove()
            db.engine.dispose()
    assert (informe.cuantas, informe.hechos, informe.sellos) == (0, 12, 1)
