"""Medir cómo atiende el sitio mientras entra un padrón: lecturas y apoyos, en reposo y durante la importación.

Todo es de verdad y de usar y tirar: servidor, base, archivo con números inventados y la misma orden que usa el
técnico, en otro proceso. Al final se aplica la edición y se dice cuánto tarda.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from app.operacion.medir import banco, procesos, sembrado
from app.operacion.medir.carga import Encargo, Medida, Peticion, cargar
from app.operacion.servidor import RAIZ

PROPUESTAS = 1_000
VUELTA, REPOSO, CONEXIONES = 4.0, 12.0, 4
ESTORBO = 0.01
"""Parte de filas con algún defecto, como las que trae un archivo de verdad."""


@dataclass
class Rondas:
    """Lo medido en una etapa, vuelta a vuelta: lecturas y escrituras por separado."""

    leer: list[Medida] = field(default_factory=list)
    escribir: list[Medida] = field(default_factory=list)

    @staticmethod
    def _resumen(rondas: list[Medida]) -> dict[str, Any]:
        if not rondas:
            return {}
        return {
            "peticiones": sum(m.peticiones for m in rondas),
            "p50_ms": statistics.median(m.p50 for m in rondas),
            "p99_ms": statistics.median(m.p99 for m in rondas),
            "peor_p99_ms": max(m.p99 for m in rondas),
            "maximo_ms": max(m.maximo for m in rondas),
            "errores": sum(m.errores + sum(n for e, n in m.estados.items() if e >= "400") for m in rondas),
        }

    def resumen(self) -> dict[str, Any]:
        """De las vueltas, la mediana de p50 y p99, y lo peor visto."""
        return {"leer": self._resumen(self.leer), "escribir": self._resumen(self.escribir)}


def escribir_archivo(ruta: Path, filas: int) -> None:
    """Un padrón inventado: números al azar repetibles, una de cada cien filas con un defecto."""
    azar = random.Random(7)  # noqa: S311 — datos de medida, repetibles
    lugares = [f"D{d}-{b}" for d in range(sembrado.DISTRITOS) for b in range(sembrado.BARRIOS)]
    with ruta.open("w", encoding="utf-8") as archivo:
        archivo.write("tipo;numero;territorio;nacimiento;fecha_emision\n")
        for n in range(filas):
            numero = f"{10_000_000_000 + n * 7 + azar.randrange(7)}"
            lugar = "NO-HAY" if azar.random() < ESTORBO else lugares[n % len(lugares)]
            fecha = f"{1 + n % 28:02d}/{1 + n % 12:02d}/{2005 + n % 18}"
            archivo.write(f"cedula;{numero};{lugar};{1940 + n % 67};{fecha}\n")


def medir(filas: int, motor: str, decir: Callable[[str], None]) -> dict[str, Any]:
    """Hace la medida entera y devuelve sus cifras; `decir` recibe el avance."""
    with contextlib.ExitStack() as pila:
        carpeta = Path(pila.enter_context(tempfile.TemporaryDirectory(prefix="rumbo-medir-")))
        url, _vara = pila.enter_context(banco.bases(motor, carpeta))
        entorno = {"RUMBO_DATOS": str(carpeta), "RUMBO_BASE": url, "RUMBO_URL": "http://127.0.0.1"}
        app = banco.aplicacion(entorno)
        sembrado.sembrar(app, PROPUESTAS, 200)
        ruta = carpeta / "padron.csv"
        escribir_archivo(ruta, filas)
        decir(f"Archivo de {ruta.stat().st_size / 1e6:.0f} MB. Arranco el servidor y mido en reposo …")
        puerto, _pid = pila.enter_context(banco.en_marcha(entorno, "app:create_app", os.cpu_count() or 1))
        lotes = _lotes(app)
        reposo, durante = Rondas(), Rondas()
        cargar(Encargo(puerto, [Peticion("/propuestas", cabeceras=banco.COMPRESION)], 4, 2.0))
        hasta = time.monotonic() + REPOSO
        while time.monotonic() < hasta:
            _ronda(puerto, lotes, reposo)
        decir("Importo en otro proceso, con el sitio atendiendo …")
        importacion = _importar(entorno, ruta, lambda: _ronda(puerto, lotes, durante))
        return {
            "maquina": procesos.maquina(),
            "versiones": banco.version_del_motor(app),
            "filas": filas,
            "archivo_mb": round(ruta.stat().st_size / 1e6, 1),
            "reposo": reposo.resumen(),
            "durante": durante.resumen(),
            **importacion,
            "aplicar_s": _aplicar(entorno),
        }


def _lotes(app: Flask) -> list[list[Peticion]]:
    """Apoyos que todavía no se dieron, repartidos en vueltas."""
    return banco.lotes_de_apoyos(app, banco.codigos(app, PROPUESTAS), 50)


def _ronda(puerto: int, lotes: list[list[Peticion]], rondas: Rondas) -> None:
    """Media vuelta de lecturas y media de apoyos, cada uno una sola vez."""
    leer = [Peticion(r, cabeceras=banco.COMPRESION) for r in ("/propuestas", "/", "/propuestas?orden=apoyadas")]
    rondas.leer.append(cargar(Encargo(puerto, leer, CONEXIONES, VUELTA / 2)))
    if lotes:
        rondas.escribir.append(cargar(Encargo(puerto, lotes.pop(), CONEXIONES, VUELTA / 2, True)))


@dataclass
class _Proceso:
    """Un proceso que otro hilo espera, para saber el instante en que acaba y lo que gastó."""

    pid: int
    fin: float = 0.0
    estado: int = 0
    memoria_mb: float = 0.0
    procesador_s: float = 0.0

    def mirar_memoria(self) -> None:
        """Anota la memoria máxima que tuvo hasta ahora, según el núcleo."""
        with contextlib.suppress(OSError):
            hallada = re.search(r"^VmHWM:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text(), re.M)
            self.memoria_mb = round(int(hallada.group(1)) / 1024, 1) if hallada else self.memoria_mb

    def esperar(self) -> None:
        """Bloquea hasta que acaba."""
        _pid, estado, uso = os.wait4(self.pid, 0)
        self.estado = os.waitstatus_to_exitcode(estado)
        self.procesador_s = round(uso.ru_utime + uso.ru_stime, 1)
        self.fin = time.monotonic()


def _importar(entorno: dict[str, str], ruta: Path, ronda: Callable[[], None]) -> dict[str, Any]:
    """La orden de importar, en otro proceso, mientras se repite `ronda`; lo que tardó y gastó."""
    orden = [sys.executable, "-m", "flask", "--app", "app", "padron", "importar", str(ruta)]
    orden += ["--segundo", "fecha_emision"]
    with (ruta.parent / "salida.txt").open("w+", encoding="utf-8") as salida:
        inicio = time.monotonic()
        popen = subprocess.Popen(  # noqa: S603
            orden, cwd=RAIZ, env={**os.environ, **entorno}, stdout=salida, stderr=subprocess.STDOUT
        )
        hecho = _Proceso(popen.pid)
        hilo = threading.Thread(target=hecho.esperar, daemon=True)
        hilo.start()
        try:
            while hilo.is_alive():
                ronda()
                hecho.mirar_memoria()
        finally:
            if hilo.is_alive():
                os.kill(hecho.pid, signal.SIGTERM)
                hilo.join()
            popen.returncode = hecho.estado
        salida.seek(0)
        dicho = salida.read()
    if hecho.estado:
        raise banco.NoSePuedeMedir(f"La importación falló: {dicho[-400:]}")
    personas = re.search(r"([\d.]+) personas", dicho)
    return {
        "importar_s": round(hecho.fin - inicio, 1),
        "procesador_s": hecho.procesador_s,
        "personas": int(personas.group(1).replace(".", "")) if personas else 0,
        "memoria_mb": hecho.memoria_mb,
    }


def _aplicar(entorno: dict[str, str]) -> float:
    """Segundos de la orden que la pone en vigor, con lo que tarda en arrancar el programa."""
    inicio = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "padron", "aplicar", "1"],
        cwd=RAIZ, env={**os.environ, **entorno}, check=True, capture_output=True,
    )  # fmt: skip
    return round(time.monotonic() - inicio, 2)


def texto(cifras: dict[str, Any]) -> str:
    """Las cifras, para leer."""
    motor = ", ".join(f"{k} {v}" for k, v in cifras["versiones"].items())
    lineas = [
        cifras["maquina"],
        motor,
        f"{cifras['filas']} filas ({cifras['archivo_mb']} MB) en {cifras['importar_s']} s: "
        f"{cifras['filas'] / cifras['importar_s']:.0f} filas/s; {cifras['personas']} personas; procesador "
        f"{cifras['procesador_s']} s; memoria {cifras['memoria_mb']} MB; aplicar {cifras['aplicar_s']} s",
        "| | peticiones | p50 ms | p99 ms | peor p99 | máximo | errores |",
        "|---|---|---|---|---|---|---|",
    ]
    for etapa, nombre in (("reposo", "en reposo"), ("durante", "durante la importación")):
        for clase, que in (("leer", "leer"), ("escribir", "apoyar")):
            r = cifras[etapa][clase]
            if r:
                lineas.append(
                    f"| {que}, {nombre} | {r['peticiones']} | {r['p50_ms']} | {r['p99_ms']} "
                    f"| {r['peor_p99_ms']} | {r['maximo_ms']} | {r['errores']} |"
                )
    return "\n".join(lineas)
