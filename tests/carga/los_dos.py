"""Dos escrituras que se pisan: la segunda empieza cuando la primera ya escribió y todavía no confirma."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from flask import Flask

from app.nucleo import transaccion

ESPERA, RATO = 60, 0.4


def _nada() -> None:
    """Quien ya escribió todo antes de que empiece la otra no hace más."""


def los_dos(
    app: Flask,
    primero: Callable[[], object],
    segundo: Callable[[], object],
    despues: Callable[[], object] = _nada,
) -> list[BaseException]:
    """El segundo empieza cuando el primero ya escribió; el primero sigue con `despues` y confirma."""
    escrito = threading.Event()
    fallas: list[BaseException] = []

    def hilo(*pasos: Callable[[], object]) -> None:
        try:
            with app.test_request_context(), transaccion.escritura():
                for paso in pasos:
                    paso()
        except BaseException as error:
            fallas.append(error)
        finally:
            escrito.set()

    def esperar() -> None:
        escrito.set()
        time.sleep(RATO)

    hilos = [threading.Thread(target=hilo, args=(primero, esperar, despues))]
    hilos[0].start()
    assert escrito.wait(ESPERA)
    hilos.append(threading.Thread(target=hilo, args=(segundo,)))
    hilos[1].start()
    for uno in hilos:
        uno.join(ESPERA)
    return fallas
