"""`./rumbo pruebas`: da a pytest los servidores que necesita y dice en voz alta lo que no se probó.

Solo usa la biblioteca estándar: lo corre el Python del lanzador.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.operacion import cluster

RAIZ = Path(__file__).resolve().parents[2]


SIN_VENTANAS = "chromium-headless-shell"
NAVEGADORES = (SIN_VENTANAS, "chromium", "chromium-browser", "google-chrome")
"""El primero no abre ventanas: los recorridos tardan con él la mitad."""


def buscar_chromium() -> str | None:
    """El navegador instalado, o nada."""
    return next((ruta for nombre in NAVEGADORES if (ruta := shutil.which(nombre))), None)


def faltan() -> list[str]:
    """Los paquetes de Debian sin los que algo no se prueba."""
    hay = {"postgresql": cluster.buscar(), SIN_VENTANAS: buscar_chromium()}
    return [paquete for paquete, donde in hay.items() if not donde]


def convienen() -> list[str]:
    """Los que faltan y, aunque haya otro navegador, el que ahorra minutos."""
    return faltan() + ([] if shutil.which(SIN_VENTANAS) or not buscar_chromium() else [SIN_VENTANAS])


_SIN = {
    "postgresql": "PostgreSQL no está: nada se probó en ese motor.",
    SIN_VENTANAS: "Chromium no está: no se probó ningún recorrido en el navegador.",
}


def correr(python: Path, argumentos: list[str], instalar: Callable[[list[str]], bool]) -> int:
    """Corre pytest con los dos motores y el navegador; devuelve su código, o 1 si en CI faltó un servidor."""
    inicio = time.monotonic()
    if convienen():
        instalar(convienen())
    ausentes = faltan()
    entorno = {clave: valor for clave, valor in os.environ.items() if clave != "RUMBO_PRUEBAS_PG_URL"}
    entorno["RUMBO_CHROMIUM"] = buscar_chromium() or ""
    programas = cluster.buscar()
    with contextlib.ExitStack() as pila:
        if programas:
            entorno["RUMBO_PRUEBAS_PG_URL"] = pila.enter_context(cluster.Cluster(programas))
        codigo = _esperar([str(python), "-m", "pytest", *(argumentos or _reparto())], entorno)
    sys.stdout.write(f"Las pruebas tardaron {duracion(time.monotonic() - inicio)}.\n")
    for paquete in ausentes:
        sys.stdout.write(f"¡ATENCIÓN! {_SIN[paquete]} Instálalo con «sudo apt-get install -y {paquete}».\n")
    sys.stdout.flush()
    return codigo or int(bool(ausentes) and bool(os.environ.get("CI")))


def _reparto() -> list[str]:
    """Un proceso de pruebas por núcleo."""
    return ["-n", str(max(1, min(8, os.cpu_count() or 1))), "--dist", "loadgroup"]


def _esperar(orden: list[str], entorno: dict[str, str]) -> int:
    """Corre una orden hasta el final; SIGTERM y Ctrl-C le llegan a ella y aquí se espera su cierre."""
    proceso = subprocess.Popen(orden, env=entorno, cwd=RAIZ)  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: proceso.terminate())
    signal.signal(signal.SIGINT, lambda *_: None)
    return proceso.wait()


def duracion(segundos: float) -> str:
    """«3 min 12 s»."""
    minutos, resto = divmod(round(segundos), 60)
    return f"{minutos} min {resto} s" if minutos else f"{resto} s"
