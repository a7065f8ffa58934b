"""Un supervisor de verdad en un puerto libre, para las pruebas de operación."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from app.operacion.medir import procesos

RAIZ = Path(__file__).resolve().parents[2]
VARA = "app.operacion.medir.base:crear"


def puerto_libre() -> int:
    """Un puerto que ahora nadie usa."""
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        return int(enchufe.getsockname()[1])


def hasta(condicion: Callable[[], bool], plazo: float = 20) -> None:
    """Espera a que se cumpla; falla si pasa el plazo."""
    limite = time.monotonic() + plazo
    while not condicion():
        assert time.monotonic() < limite, "no ocurrió a tiempo"
        time.sleep(0.05)


class Servicio:
    """Contexto: supervisor en marcha con la aplicación que se diga."""

    def __init__(self, entorno: dict[str, str], *argumentos: str, objetivo: str = VARA) -> None:
        self.puerto = puerto_libre()
        self.salida = Path(entorno["SALIDA"])
        orden = [sys.executable, "-m", "app.operacion.servidor", "--puerto", str(self.puerto)]
        orden += ["--objetivo", objetivo, *argumentos]
        with self.salida.open("wb") as registro:
            self.proceso = subprocess.Popen(
                orden, cwd=RAIZ, env={**os.environ, **entorno}, stdout=registro, stderr=registro
            )

    def __enter__(self) -> Servicio:
        hasta(lambda: "Responde en" in self.dicho() or self.proceso.poll() is not None)
        assert self.proceso.poll() is None, self.dicho()
        return self

    def __exit__(
        self, clase: type[BaseException] | None, falla: BaseException | None, traza: TracebackType | None
    ) -> None:
        if self.proceso.poll() is None:
            self.proceso.send_signal(signal.SIGTERM)
            self.proceso.wait(30)

    def dicho(self) -> str:
        """Lo que el supervisor y sus hijos han escrito."""
        return self.salida.read_text(encoding="utf-8")

    def hijos(self) -> list[int]:
        """Los procesos del supervisor."""
        return procesos.descendientes(self.proceso.pid)

    def estado(self, ruta: str = "/", plazo: float = 10) -> int:
        """El código con que responde."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.puerto}{ruta}", timeout=plazo) as respuesta:
            respuesta.read()
            return int(respuesta.status)
