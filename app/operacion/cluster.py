"""Un PostgreSQL de usar y tirar para las pruebas y las medidas.

Solo usa la biblioteca estándar: el lanzador lo llama antes de que exista el entorno. Escucha en un
enchufe de archivo, no fuerza el disco y corre con un usuario que no es root, como PostgreSQL exige.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

BASE = "rumbo_pruebas"
_AJUSTES = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=200",
    "shared_buffers=256MB",
)


class NoHayPostgreSQL(Exception):
    """No se pudo arrancar; el mensaje dice por qué."""


def buscar() -> Path | None:
    """La carpeta de programas del PostgreSQL más nuevo instalado, o nada."""
    versiones = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if versiones:
        return max(versiones, key=lambda p: int("0" + "".join(filter(str.isdigit, p.parent.name))))
    otro = shutil.which("initdb")
    return Path(otro).resolve().parent if otro else None


def _usuario() -> dict[str, Any]:
    """Con qué usuario correr: el propio, salvo que sea root."""
    if os.geteuid() != 0:
        return {}
    personas = {u.pw_name: u for u in pwd.getpwall()}
    persona = personas.get("postgres") or personas["nobody"]
    return {"user": persona.pw_uid, "group": persona.pw_gid, "extra_groups": []}


def _morir_con_el_padre() -> None:
    """Pide al sistema (PR_SET_PDEATHSIG) que cierre PostgreSQL si quien lo abrió muere de golpe."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


class Cluster:
    """Contexto que da la dirección de una base vacía y lo borra todo al salir."""

    def __init__(self, programas: Path) -> None:
        self._programas = programas
        self._quien = _usuario()
        self._carpeta = Path(tempfile.mkdtemp(prefix="rumbo-pg-", dir="/tmp"))
        self._servidor: subprocess.Popen[bytes] | None = None
        if self._quien:
            os.chown(self._carpeta, self._quien["user"], self._quien["group"])

    def __enter__(self) -> str:
        try:
            self._crear()
            self._arrancar()
        except BaseException:
            self.__exit__()
            raise
        return f"postgresql+psycopg://rumbo@/{BASE}?host={self._carpeta}"

    def __exit__(self, *_: object) -> None:
        if self._servidor is not None:
            self._servidor.send_signal(signal.SIGQUIT)
            self._servidor.wait()
        shutil.rmtree(self._carpeta, ignore_errors=True)

    @property
    def _datos(self) -> str:
        return str(self._carpeta / "datos")

    def _crear(self) -> None:
        hecho = self._correr(
            "initdb",
            "-D",
            self._datos,
            "-U",
            "rumbo",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        if hecho.returncode:
            raise NoHayPostgreSQL(f"PostgreSQL no pudo crear su base: {hecho.stderr.strip()[-300:]}")

    def _arrancar(self) -> None:
        orden = [str(self._programas / "postgres"), "-D", self._datos]
        for ajuste in (*_AJUSTES, f"unix_socket_directories={self._carpeta}"):
            orden += ["-c", ajuste]
        with (self._carpeta / "registro").open("wb") as registro:
            # Sesión propia: Ctrl-C no le llega; quien lo abrió lo cierra.
            self._servidor = subprocess.Popen(  # noqa: S603
                orden,
                cwd=self._carpeta,
                stdout=registro,
                stderr=registro,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_morir_con_el_padre,  # noqa: PLW1509  sin hilos aquí
                **self._quien,
            )
        for _ in range(200):
            if self._correr("createdb", "-h", str(self._carpeta), "-U", "rumbo", BASE).returncode == 0:
                return
            time.sleep(0.1)
        raise NoHayPostgreSQL("PostgreSQL no arrancó en 20 segundos: repite la orden.")

    def _correr(self, programa: str, *resto: str) -> subprocess.CompletedProcess[str]:
        orden = [str(self._programas / programa), *resto]
        return subprocess.run(  # noqa: S603
            orden, capture_output=True, text=True, cwd=self._carpeta, check=False, **self._quien
        )
