"""Un proceso web: `python -m app.operacion.web OBJETIVO ENCHUFE VIDA LISTO`, siempre hijo del supervisor.

waitress recibe cada petición entera antes de ocupar un hilo y guarda la respuesta para quien lee
despacio: los clientes lentos solo cuestan memoria (docs/decisiones/0001).
"""

from __future__ import annotations

import logging
import signal
import socket
import sys
import time
from pkgutil import resolve_name
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from app.operacion import fallas, vida

HILOS = 4
CONEXIONES = 1000
GRACIA = 0.5
CUERPO_MAXIMO = 56 * 1024 * 1024
"""Tope del servidor, en bytes; el de la aplicación es menor y responde con una página."""


class ProcesoWeb:
    """waitress sobre un enchufe compartido, con cierre que termina lo que ya empezó."""

    def __init__(self, aplicacion: Any, enchufe: socket.socket) -> None:
        self._cerrar = False
        self._servidor: Any = create_server(
            aplicacion,
            sockets=[enchufe],
            threads=HILOS,
            connection_limit=CONEXIONES,
            asyncore_use_poll=True,
            channel_timeout=60,
            max_request_body_size=CUERPO_MAXIMO,
            ident=None,
            # Las cabeceras del proxy las interpreta la aplicación, según RUMBO_SALTOS_PROXY.
            clear_untrusted_proxy_headers=False,
        )

    def pedir_cierre(self, *_: object) -> None:
        """Manejador de señal: despierta el ciclo para que deje de aceptar."""
        self._cerrar = True
        self._servidor.pull_trigger()

    def correr(self) -> None:
        """Atiende hasta que se pide el cierre; después termina lo empezado, con plazo."""
        while not self._cerrar:
            self._ciclo(1.0)
        wasyncore.dispatcher.del_channel(self._servidor)
        self._servidor.socket.close()
        inicio = time.monotonic()
        # Quien acaba de conectarse aún no ha mandado su petición: se le espera un momento.
        while time.monotonic() < inicio + GRACIA or (
            self._queda_algo() and time.monotonic() < inicio + vida.PLAZO_DE_CIERRE
        ):
            self._ciclo(0.05)
        self._servidor.task_dispatcher.shutdown(timeout=1)

    def _ciclo(self, espera: float) -> None:
        wasyncore.loop(timeout=espera, use_poll=True, map=self._servidor._map, count=1)

    def _queda_algo(self) -> bool:
        canales = list(self._servidor.active_channels.values())
        return any(canal.requests or canal.total_outbufs_len for canal in canales)


def principal(objetivo: str, enchufe: int, cordon: int, listo: int) -> None:
    """Carga la aplicación, avisa y atiende."""
    proceso: list[ProcesoWeb] = []
    signal.signal(signal.SIGTERM, lambda *_: proceso[0].pedir_cierre() if proceso else sys.exit(0))
    vida.atar(cordon)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # una cola breve es lo normal
    try:
        aplicacion = resolve_name(objetivo)()
    except Exception as falla:
        fallas.salir(falla)
    vida.asentar()
    proceso.append(ProcesoWeb(aplicacion, socket.socket(fileno=enchufe)))
    vida.avisar(listo)
    proceso[0].correr()


if __name__ == "__main__":
    principal(sys.argv[1], *(int(numero) for numero in sys.argv[2:5]))
