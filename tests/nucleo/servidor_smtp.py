"""Un servidor de correo diminuto, en esta máquina, que guarda lo que recibe y falla como se le pida."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Recibido:
    """Un mensaje tal como llegó, con su sobre."""

    de: str
    para: str
    crudo: bytes


@dataclass
class Buzon:
    """Lo que el servidor recibió y cómo se porta."""

    recibidos: list[Recibido] = field(default_factory=list)
    rechaza: dict[str, str] = field(default_factory=dict)
    """Dirección → respuesta a su RCPT."""
    corta_en: str = ""
    """Dirección a la que, en vez de responder, cuelga."""
    credenciales: tuple[str, str] | None = None
    """Si pide usuario y clave, cuáles."""
    conexiones: int = 0
    direccion: str = ""


class _Manejador(socketserver.StreamRequestHandler):
    timeout = 10

    @property
    def _buzon(self) -> Buzon:
        return self.server.buzon  # type: ignore[attr-defined, no-any-return]

    def _di(self, *renglones: str) -> None:
        self.wfile.write("".join(f"{r}\r\n" for r in renglones).encode("ascii"))

    def handle(self) -> None:
        self._buzon.conexiones += 1
        self._dentro = self._buzon.credenciales is None
        self._di("220 prueba")
        while renglon := self.rfile.readline():
            orden = renglon.decode("ascii").strip()
            if not self._atender(orden[:4].upper(), orden):
                return

    def _atender(self, verbo: str, orden: str) -> bool:
        """Responde una orden; falso si se acabó la conversación."""
        if verbo == "EHLO":
            self._di(
                "250-prueba", *(["250-AUTH PLAIN"] if self._buzon.credenciales else []), "250 SIZE 1000000"
            )
        elif verbo == "AUTH":
            _vacio, usuario, clave = base64.b64decode(orden.split()[2]).decode().split("\0")
            self._dentro = (usuario, clave) == self._buzon.credenciales
            self._di("235 entra" if self._dentro else "535 5.7.8 clave equivocada")
        elif verbo == "MAIL":
            self._de = _direccion(orden)
            self._di("250 sigue" if self._dentro else "530 5.7.0 falta entrar")
        elif verbo == "RCPT":
            return self._destinataria(_direccion(orden))
        elif verbo == "DATA":
            self._recibir()
        elif verbo == "QUIT":
            self._di("221 adios")
            return False
        else:
            self._di("250 bien")
        return True

    def _destinataria(self, para: str) -> bool:
        self._para = para
        if para == self._buzon.corta_en:
            return False
        self._di(self._buzon.rechaza.get(para, "250 sigue"))
        return True

    def _recibir(self) -> None:
        self._di("354 escribe")
        renglones = []
        while (renglon := self.rfile.readline()) != b".\r\n":
            renglones.append(renglon.removeprefix(b".") if renglon.startswith(b"..") else renglon)
        self._buzon.recibidos.append(Recibido(self._de, self._para, b"".join(renglones)))
        self._di("250 guardado")


def _direccion(orden: str) -> str:
    return orden[orden.index("<") + 1 : orden.index(">")]


class _Servidor(socketserver.ThreadingTCPServer):
    daemon_threads = True
    buzon: Buzon


@contextmanager
def servidor(puerto: int = 0) -> Iterator[Buzon]:
    """El servidor en marcha; en `direccion`, lo que iría en RUMBO_SMTP."""
    _Servidor.allow_reuse_address = True
    with _Servidor(("127.0.0.1", puerto), _Manejador) as oyente:
        oyente.buzon = Buzon(direccion=f"127.0.0.1:{oyente.server_address[1]}")
        hilo = threading.Thread(target=oyente.serve_forever, kwargs={"poll_interval": 0.02})
        hilo.start()
        try:
            yield oyente.buzon
        finally:
            oyente.shutdown()
            hilo.join()
