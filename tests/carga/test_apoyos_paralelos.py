"""Apoyos a la vez, con conexiones de verdad y desde varios procesos: nadie suma dos veces y nadie se pierde.

Cada prueba arranca dos procesos con la aplicación entera y treinta y dos hilos cada uno, que esperan a que
todos estén listos y mandan su formulario en el mismo instante.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import transaccion
from app.propuestas.modelos import Apoyo, Faceta, Propuesta
from config import ConfiguracionPruebas
from tests.bases import base_nueva
from tests.carga.a_la_vez import CONTEXTO
from tests.cliente import ClienteDeCarga
from tests.fabricas import cuentas, procesos
from tests.fabricas import propuestas as fabrica

pytestmark = pytest.mark.carga
PROCESOS, HILOS = 2, 32
A_LA_VEZ = PROCESOS * HILOS
ESPERA = 60


@dataclass(frozen=True)
class Escena:
    """Una base propia con una propuesta publicada, y la galleta de quien va a apoyar en cada hilo."""

    app: Flask
    conf: ConfiguracionPruebas
    propuesta_id: int
    codigo: str
    fichas: list[str]

    @contextmanager
    def servidores(self, *acciones: str) -> Iterator[Callable[[], list[tuple[int, bool]]]]:
        """Arranca los procesos; cada llamada suelta la acción que sigue, 64 a la vez, y trae las respuestas.

        De cada una, su estado y si dice que la propuesta está apoyada.
        """
        salida: Any = CONTEXTO.Queue()
        barrera = CONTEXTO.Barrier(A_LA_VEZ + 1)
        partes = [self.fichas[i::PROCESOS] for i in range(PROCESOS)]
        obreros = [
            CONTEXTO.Process(target=_obrero, args=(self.conf, self.codigo, acciones, parte, barrera, salida))
            for parte in partes
        ]
        for obrero in obreros:
            obrero.start()

        def soltar() -> list[tuple[int, bool]]:
            barrera.wait(timeout=ESPERA)
            return [salida.get(timeout=ESPERA) for _ in range(A_LA_VEZ)]

        try:
            yield soltar
            for obrero in obreros:
                obrero.join(timeout=ESPERA)
                assert obrero.exitcode == 0
        finally:
            for obrero in obreros:
                obrero.kill()

    def estado(self) -> dict[str, Any]:
        """Lo que quedó en la base."""
        with self.app.app_context():
            p = db.session.get_one(Propuesta, self.propuesta_id)
            apoyos = sa.select(sa.func.count()).select_from(Apoyo).where(Apoyo.propuesta_id == p.id)
            hechos = sa.select(sa.func.count()).select_from(Hecho).where(Hecho.clase == "propuestas.umbral")
            facetas = sa.select(Faceta.apoyos).where(Faceta.propuesta_id == p.id).distinct()
            hallado = {
                "filas": db.session.scalar(apoyos),
                "apoyos": p.apoyos,
                "contados": p.apoyos_contados,
                "cruces": db.session.scalar(hechos),
                "cruzada": p.umbral_cruzado_en is not None,
                "en_listas": list(db.session.scalars(facetas)),
            }
            db.session.remove()
            db.engine.dispose()
            return hallado


def _obrero(
    conf: ConfiguracionPruebas,
    codigo: str,
    acciones: tuple[str, ...],
    fichas: list[str],
    barrera: Any,
    salida: Any,
) -> None:
    """Un proceso servidor con sus hilos: cada uno abre la página, espera a los demás y manda el formulario."""
    app = create_app(conf)
    app.test_client_class = ClienteDeCarga

    def uno(ficha: str) -> None:
        cliente: Any = app.test_client()
        cliente.set_cookie(str(app.config["COOKIE_SESION"]), ficha)
        cliente.get(f"/propuestas/{codigo}", follow_redirects=True)
        for accion in acciones:
            barrera.wait(timeout=ESPERA)
            respuesta = cliente.enviar(f"/propuestas/{codigo}/{accion}", headers={"X-Parcial": "1"})
            salida.put((respuesta.status_code, "/retirar-apoyo" in respuesta.get_data(as_text=True)))

    hilos = [threading.Thread(target=uno, args=(ficha,)) for ficha in fichas]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def base(motor: str, tmp_path: Path) -> Iterator[ConfiguracionPruebas]:
    with base_nueva(motor, tmp_path) as conf:
        yield conf


def _escena(conf: ConfiguracionPruebas, personas: int, umbral: int) -> Escena:
    app = create_app(conf)
    with app.app_context(), transaccion.escritura():
        p = fabrica.propuesta(proceso=procesos.proceso(umbral_ciudad=umbral))
        quienes = [cuentas.persona() for _ in range(personas)]
        fichas = [cuentas.sesion_de(quienes[i % personas])[1] for i in range(A_LA_VEZ)]
        escena = Escena(app, conf, p.id, fabrica.codigo_de(p), fichas)
    with app.app_context():
        db.engine.dispose()
    return escena


def test_sesenta_y_cuatro_veces_la_misma_persona(base: ConfiguracionPruebas) -> None:
    escena = _escena(base, personas=1, umbral=2)
    nada = {"cruces": 0, "cruzada": False}
    with escena.servidores("apoyar", "retirar-apoyo") as soltar:
        assert soltar() == [(200, True)] * A_LA_VEZ
        assert escena.estado() == {"filas": 1, "apoyos": 1, "contados": 1, "en_listas": [1], **nada}
        assert soltar() == [(200, False)] * A_LA_VEZ
        assert escena.estado() == {"filas": 0, "apoyos": 0, "contados": 0, "en_listas": [0], **nada}


def test_sesenta_y_cuatro_personas_a_la_vez_cruzan_una_sola_vez(base: ConfiguracionPruebas) -> None:
    escena = _escena(base, personas=A_LA_VEZ, umbral=40)
    cruce = {"cruces": 1, "cruzada": True}
    with escena.servidores("apoyar", "retirar-apoyo") as soltar:
        assert soltar() == [(200, True)] * A_LA_VEZ
        assert escena.estado() == {"filas": 64, "apoyos": 64, "contados": 64, "en_listas": [64], **cruce}
        assert soltar() == [(200, False)] * A_LA_VEZ
        assert escena.estado() == {"filas": 0, "apoyos": 0, "contados": 0, "en_listas": [0], **cruce}
