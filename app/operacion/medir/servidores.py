"""Compara servidores WSGI con la misma página: `python -m app.operacion.medir.servidores`.

Es la orden que dio las cifras de docs/decisiones/0001. gunicorn y granian no están
entre los requisitos: se miden solo si están instalados.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.operacion.medir import base, procesos
from app.operacion.medir.carga import Encargo, Medida, Peticion, cargar
from app.operacion.medir.lentos import Lentos, sondear

_APLICACION = "app.operacion.medir.base:crear()"


def _ordenes(puerto: int) -> dict[str, list[str]]:
    python, donde = sys.executable, f"127.0.0.1:{puerto}"
    gunicorn = [python, "-m", "gunicorn", "-b", donde, "-k", "gthread", "--log-level", "error"]
    granian = [python, "-m", "granian", "--interface", "wsgi", "--port", str(puerto), "--no-log"]
    nuestro = [python, "-m", "app.operacion.medir.servidores", "--servir", str(puerto)]
    ordenes = {
        f"waitress {n}×{hilos}": [*nuestro, "--procesos", str(n), "--hilos", str(hilos)]
        for n, hilos in ((1, 4), (2, 2), (2, 4), (2, 8))
    }
    for hilos in (8, 64):
        ordenes[f"gunicorn gthread 2×{hilos}"] = [*gunicorn, "-w", "2", "--threads", str(hilos), _APLICACION]
    for hilos in (1, 4):
        ordenes[f"granian 2×{hilos}"] = [
            *granian,
            "--workers",
            "2",
            "--blocking-threads",
            str(hilos),
            "--factory",
            _APLICACION[:-2],
        ]
    return ordenes


def _servir_waitress(puerto: int, cuantos: int, hilos: int) -> None:
    """Varios procesos de waitress que aceptan del mismo enchufe."""
    import waitress

    enchufe = socket.create_server(("127.0.0.1", puerto), backlog=1024)
    padre = all(os.fork() for _ in range(cuantos))
    if padre:
        signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))
        while True:
            signal.pause()
    waitress.serve(base.crear(), sockets=[enchufe], threads=hilos, connection_limit=1000, _quiet=True)


@contextlib.contextmanager
def _en_marcha(orden: list[str], puerto: int, base_url: str) -> Iterator[int]:
    entorno = {**os.environ, "RUMBO_MEDIR_BASE": base_url}
    proceso = subprocess.Popen(orden, env=entorno, stderr=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                sondear(puerto, veces=1, cada=0)
                break
            time.sleep(0.05)
        yield proceso.pid
    finally:
        os.killpg(proceso.pid, signal.SIGKILL)
        proceso.wait()


def _velocidad(pid: int, puerto: int, segundos: float) -> tuple[Medida, float, float]:
    encargo = Encargo(puerto=puerto, peticiones=[Peticion("/")], segundos=segundos)
    cargar(Encargo(puerto=puerto, peticiones=[Peticion("/")], segundos=1))
    pids = [pid, *procesos.descendientes(pid)]
    antes = procesos.segundos_de_procesador(pids)
    medida = cargar(encargo)
    gasto = 1000 * (procesos.segundos_de_procesador(pids) - antes) / max(1, medida.peticiones)
    return medida, gasto, procesos.memoria_mb(pids)


def _con_lentos(puerto: int) -> str:
    with Lentos(puerto, cabeceras=20, cuerpos=20, lectores=40, ruta="/grande"):
        time.sleep(2)
        try:
            tiempos = sorted(sondear(puerto))
        except OSError as falla:
            return f"no responde ({falla})"
    return f"p50 {statistics.median(tiempos):.0f} ms, peor {tiempos[-1]:.0f} ms"


def _decir(linea: str) -> None:
    sys.stdout.write(linea + "\n")
    sys.stdout.flush()


def _comparar(segundos: float, vueltas: int) -> None:
    _decir(procesos.maquina())
    _decir("| servidor | pet/s | p50 ms | p99 ms | CPU ms/pet | PSS MB | con 40+40 lentos |")
    _decir("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as carpeta:
        url = base.url_sqlite(Path(carpeta))
        base.sembrar(url, 10_000)
        for vuelta in range(vueltas):
            puerto = 8790 + 10 * vuelta
            for i, (nombre, orden) in enumerate(_ordenes(puerto).items()):
                programa = nombre.split()[0]
                if importlib.util.find_spec(programa) is None:
                    continue
                propia = [parte.replace(str(puerto), str(puerto + i)) for parte in orden]
                with _en_marcha(propia, puerto + i, url) as pid:
                    m, gasto, memoria = _velocidad(pid, puerto + i, segundos)
                    lentos = _con_lentos(puerto + i)
                _decir(
                    f"| {nombre} | {m.por_segundo} | {m.p50} | {m.p99} | {gasto:.2f} | {memoria} | {lentos} |"
                )


def principal() -> None:
    """Compara todos, o sirve con waitress cuando se llama a sí mismo."""
    argumentos = argparse.ArgumentParser(description=__doc__)
    argumentos.add_argument("--segundos", type=float, default=5)
    argumentos.add_argument("--vueltas", type=int, default=2)
    argumentos.add_argument("--servir", type=int, help=argparse.SUPPRESS)
    argumentos.add_argument("--procesos", type=int, default=2, help=argparse.SUPPRESS)
    argumentos.add_argument("--hilos", type=int, default=4, help=argparse.SUPPRESS)
    opciones = argumentos.parse_args()
    if opciones.servir:
        _servir_waitress(opciones.servir, opciones.procesos, opciones.hilos)
    _comparar(opciones.segundos, opciones.vueltas)


if __name__ == "__main__":
    principal()
