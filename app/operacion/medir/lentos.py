"""Clientes lentos, como una red mala o un ataque: retienen conexiones sin hacer nada útil."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any


class Lentos:
    """Contexto que mantiene abiertas conexiones lentas de tres clases contra un servidor.

    `cabeceras` y `cuerpos` mandan un byte por segundo; `lectores` piden `ruta` y leen
    muy poco cada segundo. Al salir se cierran todas.
    """

    def __init__(
        self,
        puerto: int,
        *,
        cabeceras: int = 0,
        cuerpos: int = 0,
        lectores: int = 0,
        ruta: str = "/",
        direccion: str = "127.0.0.1",
    ) -> None:
        self._destino = (direccion, puerto)
        self._cuantos = {"cabeceras": cabeceras, "cuerpos": cuerpos, "lectores": lectores}
        self._ruta = ruta
        self._fin = threading.Event()
        self._hilo = threading.Thread(target=self._goteo, daemon=True)
        self._escriben: list[socket.socket] = []
        self._leen: list[socket.socket] = []

    def __enter__(self) -> Lentos:
        for _ in range(self._cuantos["cabeceras"]):
            self._escriben.append(self._abrir(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Lento: "))
        for _ in range(self._cuantos["cuerpos"]):
            inicio = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n"
            inicio += b"Content-Type: application/x-www-form-urlencoded\r\n\r\na="
            self._escriben.append(self._abrir(inicio))
        for _ in range(self._cuantos["lectores"]):
            pedido = f"GET {self._ruta} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            self._leen.append(self._abrir(pedido, ventana=2048))
        self._hilo.start()
        return self

    def __exit__(
        self, clase: type[BaseException] | None, falla: BaseException | None, traza: TracebackType | None
    ) -> None:
        self._fin.set()
        self._hilo.join(5)
        for enchufe in self._escriben + self._leen:
            enchufe.close()

    def _abrir(self, inicio: bytes, ventana: int = 0) -> socket.socket:
        enchufe = socket.socket()
        enchufe.settimeout(5)
        if ventana:
            enchufe.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ventana)
        enchufe.connect(self._destino)
        enchufe.sendall(inicio)
        return enchufe

    def _goteo(self) -> None:
        while not self._fin.wait(1):
            for enchufe in self._escriben:
                _sin_falla(enchufe.send, b"a")
            for enchufe in self._leen:
                enchufe.setblocking(False)
                _sin_falla(enchufe.recv, 256)


def _sin_falla(acto: Callable[[Any], object], valor: object) -> None:
    with contextlib.suppress(OSError):  # El servidor puede cerrar al lento: es su derecho.
        acto(valor)


def sondear(puerto: int, *, veces: int = 50, cada: float = 0.05, ruta: str = "/") -> list[float]:
    """Pide `ruta` con una conexión nueva cada vez; milisegundos de cada respuesta entera."""
    tiempos = []
    for _ in range(veces):
        inicio = time.perf_counter()
        with socket.create_connection(("127.0.0.1", puerto), timeout=15) as enchufe:
            enchufe.sendall(f"GET {ruta} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            if not enchufe.recv(15).startswith(b"HTTP/1.1 200"):
                raise OSError("el servidor no respondió 200")
            while enchufe.recv(65536):
                pass
        tiempos.append(1000 * (time.perf_counter() - inicio))
        time.sleep(cada)
    return tiempos
