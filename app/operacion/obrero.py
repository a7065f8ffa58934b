"""El obrero: `python -m app.operacion.obrero OBJETIVO TAREAS VIDA LISTO`, hijo del supervisor.

Hace las tareas periódicas mientras tiene el arriendo; un hilo lo renueva para que una tarea larga
no lo pierda. Una tarea que falla se anota y se repite en su próximo turno: las demás siguen.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pkgutil import resolve_name

from flask import Flask

from app.extensiones import db
from app.nucleo.salud import OBRERO
from app.operacion import arriendos, fallas, vida

Tarea = tuple[str, int, Callable[[], object]]

DURACION = dt.timedelta(seconds=30)


class Obrero:
    """Corre las tareas a su hora, solo mientras el arriendo es suyo."""

    def __init__(self, app: Flask, tareas: Sequence[Tarea], duracion: dt.timedelta = DURACION) -> None:
        self.duenio = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.fin = threading.Event()
        self._app = app
        self._tareas = list(tareas)
        self._duracion = duracion
        self._mio_hasta = 0.0
        self._turnos = dict.fromkeys((nombre for nombre, _, _ in self._tareas), 0.0)

    def correr(self) -> None:
        """Trabaja hasta que `fin` se activa; al salir suelta el arriendo."""
        renovador = threading.Thread(target=self._renovar, name="arriendo", daemon=True)
        renovador.start()
        while not self.fin.wait(0.5):
            self.vuelta()
        renovador.join(5)
        self._con_cuidado("soltar el arriendo", lambda: arriendos.soltar(OBRERO, self.duenio))

    def vuelta(self) -> None:
        """Hace las tareas a las que ya les toca, comprobando el arriendo antes de cada una."""
        for nombre, cada, funcion in self._tareas:
            if self.fin.is_set() or not self.es_mio:
                return
            if time.monotonic() >= self._turnos[nombre]:
                self._con_cuidado(nombre, funcion)
                self._turnos[nombre] = time.monotonic() + cada

    @property
    def es_mio(self) -> bool:
        """Si el arriendo sigue vigente según el reloj que no retrocede."""
        return time.monotonic() < self._mio_hasta

    def renovar(self) -> None:
        """Toma o renueva el arriendo; el plazo se cuenta desde antes de pedirlo."""
        antes = time.monotonic()
        with self._app.app_context():
            tomado = arriendos.tomar(OBRERO, self.duenio, self._duracion)
            db.session.remove()
        # Se deja de actuar un poco antes de que otro pueda empezar.
        self._mio_hasta = antes + self._duracion.total_seconds() * 0.9 if tomado else 0.0

    def _renovar(self) -> None:
        while not self.fin.is_set():
            try:
                self.renovar()
            except Exception:
                self._app.logger.exception("no se pudo renovar el arriendo del obrero")
            self.fin.wait(self._duracion.total_seconds() / 3)

    def _con_cuidado(self, nombre: str, funcion: Callable[[], object]) -> None:
        with self._app.app_context():
            try:
                funcion()
            except Exception:
                self._app.logger.exception("falló la tarea «%s»", nombre)
            finally:
                db.session.remove()


def principal(objetivo: str, tareas: str, cordon: int, listo: int) -> None:
    """Carga la aplicación, avisa y trabaja."""
    fin = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: fin.set())
    vida.atar(cordon)
    try:
        obrero = Obrero(resolve_name(objetivo)(), resolve_name(tareas)())
    except Exception as falla:
        fallas.salir(falla)
    vida.avisar(listo)
    obrero.fin = fin
    obrero.correr()


if __name__ == "__main__":
    principal(sys.argv[1], sys.argv[2], *(int(numero) for numero in sys.argv[3:5]))
