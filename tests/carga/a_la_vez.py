"""El mismo formulario sesenta y cuatro veces a la vez, con conexiones de verdad y desde dos procesos."""

from __future__ import annotations

import multiprocessing as mp
import threading
from collections import Counter
from typing import Any

from app import create_app
from app.extensiones import db
from config import ConfiguracionPruebas
from tests.cliente import ClienteDeCarga

PROCESOS, HILOS = 2, 32
A_LA_VEZ = PROCESOS * HILOS
ESPERA = 60
CONTEXTO = mp.get_context("forkserver")
"""Cada proceso nace de uno limpio, sin hilos ni conexiones, que ya tiene leído el programa: leerlo costaba más
que la prueba."""
CONTEXTO.set_forkserver_preload(["tests.carga.programa", "tests.carga.a_la_vez"])
Envios = list[tuple[str, dict[str, str]]]
"""La galleta de quien manda y lo que manda."""


def _obrero(
    conf: ConfiguracionPruebas, ruta: str, envios: Envios, mira: str, barrera: Any, salida: Any
) -> None:
    """Un proceso servidor con sus hilos: cada uno espera a los demás y manda su formulario.

    La ficha contra envíos ajenos es la de una página que uno abre por todos.
    """
    app = create_app(conf)
    app.test_client_class = ClienteDeCarga
    sesion, visita = str(app.config["COOKIE_SESION"]), str(app.config["SESSION_COOKIE_NAME"])
    abierta: Any = app.test_client()
    abierta.set_cookie(sesion, envios[0][0])
    abierta.get("/cuenta")

    def uno(ficha: str, datos: dict[str, str]) -> None:
        cliente: Any = app.test_client()
        cliente.set_cookie(sesion, ficha)
        cliente.set_cookie(visita, abierta.get_cookie(visita).value)
        cliente.ficha_csrf = abierta.ficha_csrf
        barrera.wait(timeout=ESPERA)
        salida.put(getattr(cliente.enviar(ruta, datos), mira))

    hilos = [threading.Thread(target=uno, args=envio) for envio in envios]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    with app.app_context():
        db.engine.dispose()


def a_la_vez(conf: ConfiguracionPruebas, ruta: str, envios: Envios, mira: str = "status_code") -> Counter[Any]:
    """Manda `A_LA_VEZ` formularios en el mismo instante y cuenta qué estado, o `mira`, dio cada uno."""
    salida: Any = CONTEXTO.Queue()
    barrera = CONTEXTO.Barrier(A_LA_VEZ)
    obreros = [
        CONTEXTO.Process(target=_obrero, args=(conf, ruta, envios[i::PROCESOS], mira, barrera, salida))
        for i in range(PROCESOS)
    ]
    for obrero in obreros:
        obrero.start()
    try:
        return Counter(salida.get(timeout=ESPERA) for _ in range(A_LA_VEZ))
    finally:
        for obrero in obreros:
            obrero.join(timeout=ESPERA)
            obrero.kill()
