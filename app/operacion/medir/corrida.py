"""Una medida entera: base de usar y tirar, dos servidores de verdad y carga alternada desde otro proceso.

Junto a la aplicación corre la vara de medir (`base.py`) con el mismo supervisor, motor y compresión. Las
vueltas se alternan y se toma la mediana, porque en una máquina compartida las cifras sueltas se mueven.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.extensiones import db
from app.operacion.medir import banco, base, escala, hilo, procesos, sembrado
from app.operacion.medir.carga import Encargo, Medida, Peticion, cargar

VARA_FILAS = 10_000
VARA = "vara: lista de 25 filas, Flask + ORM + Jinja"


@dataclass(frozen=True)
class Pedido:
    """Qué medir: `listas`, `ficha`, `apoyos` o `hilo`; con cuántas propuestas, en qué motor y cuánto tiempo."""

    que: str
    filas: int = 10_000
    motor: str = "sqlite"
    segundos: float = 4.0
    vueltas: int = 3
    conexiones: int = 16
    procesos: int = os.cpu_count() or 1


@dataclass
class Caso:
    """Una página medida en todas sus vueltas."""

    nombre: str
    puerto: int
    pid: int
    peticiones: list[list[Peticion]]
    una_vez: bool = False
    medidas: list[tuple[Medida, float]] = field(default_factory=list)

    def vuelta(self, pedido: Pedido, n: int) -> None:
        """Mide una vez; el gasto es tiempo de procesador de los procesos web, en ms por petición."""
        lote = self.peticiones[n % len(self.peticiones)]
        encargo = Encargo(self.puerto, lote, pedido.conexiones, pedido.segundos, self.una_vez)
        pids = procesos.descendientes(self.pid)
        antes = procesos.segundos_de_procesador(pids)
        medida = cargar(encargo)
        gasto = procesos.segundos_de_procesador(pids) - antes
        self.medidas.append((medida, 1000 * gasto / max(1, medida.peticiones)))

    def calentar(self) -> None:
        """Llena las memorias antes de medir; lo que se hace una sola vez se calienta leyendo la lista."""
        lote = [Peticion("/propuestas", cabeceras=banco.COMPRESION)] if self.una_vez else self.peticiones[0]
        cargar(Encargo(self.puerto, lote, 8, 1.0))

    def resumen(self) -> dict[str, Any]:
        """La mediana de las vueltas; de errores y estados, la suma."""

        def mediana(de: Callable[[Medida], float]) -> float:
            return round(statistics.median(de(m) for m, _ in self.medidas), 2)

        estados: dict[str, int] = {}
        for m, _ in self.medidas:
            for estado, veces in m.estados.items():
                estados[estado] = estados.get(estado, 0) + veces
        consultas = [m.consultas for m, _ in self.medidas if m.consultas is not None]
        return {
            "nombre": self.nombre,
            "por_segundo": mediana(lambda m: m.por_segundo),
            "p50_ms": mediana(lambda m: m.p50),
            "p99_ms": mediana(lambda m: m.p99),
            "cpu_ms": round(statistics.median(gasto for _, gasto in self.medidas), 2),
            "bytes": round(mediana(lambda m: m.cuerpo)),
            "consultas": max(consultas, default=None),
            "estados": estados,
            "errores": sum(m.errores for m, _ in self.medidas),
        }


def medir(pedido: Pedido, decir: Callable[[str], None]) -> dict[str, Any]:
    """Hace la medida y devuelve sus cifras; `decir` recibe el avance."""
    with contextlib.ExitStack() as pila:
        carpeta = Path(pila.enter_context(tempfile.TemporaryDirectory(prefix="rumbo-medir-")))
        url, url_vara = pila.enter_context(banco.bases(pedido.motor, carpeta))
        entorno = {
            "RUMBO_DATOS": str(carpeta),
            "RUMBO_BASE": url,
            "RUMBO_MEDIR": "1",
            "RUMBO_MEDIR_BASE": url_vara,
            "RUMBO_MEDIR_COMPRIMIR": "1",
            "RUMBO_CIUDAD": "Ciudad de medida",
            "RUMBO_URL": "http://127.0.0.1",
        }
        app = banco.aplicacion(entorno)
        decir(f"Siembro {pedido.filas:,} propuestas en {pedido.motor} …".replace(",", "."))
        inicio = time.monotonic()
        personas = 200 if pedido.que == "apoyos" else 1
        con_gente = pedido.que in ("listas", "hilo")
        hecho = sembrado.sembrar(app, pedido.filas, personas, con_gente=con_gente, decir=decir)
        base.sembrar(url_vara, VARA_FILAS)
        sembrar = time.monotonic() - inicio
        decir(f"Sembrado en {sembrar:.0f} s. Arranco los servidores y mido …")
        puerto, pid = pila.enter_context(banco.en_marcha(entorno, "app:create_app", pedido.procesos))
        otro, otro_pid = pila.enter_context(
            banco.en_marcha(entorno, "app.operacion.medir.base:crear", pedido.procesos)
        )
        vara = Caso(VARA, otro, otro_pid, [[Peticion("/", cabeceras=banco.COMPRESION)]])
        casos = [vara, *_casos(pedido, app, puerto, pid)]
        for caso in casos:
            caso.calentar()
        for n in range(pedido.vueltas):
            for caso in casos:
                caso.vuelta(pedido, n)
        cifras = _informe(pedido, casos, app, sembrar)
        if pedido.que == "listas":
            chico = _lado_chico(entorno, carpeta)
            cifras["escala"] = escala.comparar(chico, escala.Lado(app, hecho), decir)
            _cerrar(app, chico.app)
        return cifras


def _lado_chico(entorno: dict[str, str], carpeta: Path) -> escala.Lado:
    """Otra base igual, con mil propuestas, en el mismo motor."""
    url = sa.make_url(entorno["RUMBO_BASE"])
    if url.get_backend_name() == "sqlite":
        nueva = url.set(database=str(carpeta / "chica.sqlite3"))
    else:
        motor = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with motor.connect() as conexion:
            conexion.execute(sa.text("CREATE DATABASE chica"))
        motor.dispose()
        nueva = url.set(database="chica")
    app = banco.aplicacion({**entorno, "RUMBO_BASE": nueva.render_as_string(hide_password=False)})
    return escala.Lado(app, sembrado.sembrar(app, escala.CHICA, 1, con_gente=True))


def _cerrar(*aplicaciones: Flask) -> None:
    for app in aplicaciones:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _casos(pedido: Pedido, app: Flask, puerto: int, pid: int) -> list[Caso]:
    if pedido.que == "listas":
        rutas = {
            "lista, las más nuevas": "/propuestas",
            "lista, las más apoyadas": "/propuestas?orden=apoyadas",
        }
        return [Caso(n, puerto, pid, [[Peticion(r, cabeceras=banco.COMPRESION)]]) for n, r in rutas.items()]
    codigos = banco.codigos(app, min(pedido.filas, 60))
    if pedido.que == "hilo":
        con_cuenta = {**banco.COMPRESION, "Cookie": f"{app.config['COOKIE_SESION']}={sembrado.ficha(0)}"}
        return [
            Caso(nombre + final, puerto, pid, [[Peticion(ruta, cabeceras=cabeceras)]])
            for nombre, ruta in hilo.sembrar(app, codigos[0]).items()
            for final, cabeceras in (("", banco.COMPRESION), (", con cuenta", con_cuenta))
        ]
    if pedido.que == "ficha":
        finales = [banco.pedir(puerto, f"/propuestas/{c}")[1] or f"/propuestas/{c}" for c in codigos]
        return [
            Caso("una propuesta", puerto, pid, [[Peticion(r, cabeceras=banco.COMPRESION) for r in finales]])
        ]
    return [
        Caso("apoyar (POST)", puerto, pid, banco.lotes_de_apoyos(app, codigos, pedido.vueltas), una_vez=True)
    ]


def _informe(pedido: Pedido, casos: list[Caso], app: Flask, sembrar: float) -> dict[str, Any]:
    resumenes = [caso.resumen() for caso in casos]
    vara = resumenes[0]
    for r in resumenes:
        r["razon_por_segundo"] = round(r["por_segundo"] / max(0.01, vara["por_segundo"]), 2)
        r["razon_cpu"] = round(vara["cpu_ms"] / max(0.01, r["cpu_ms"]), 2)
    return {
        "maquina": procesos.maquina(),
        "versiones": {n: version(n) for n in ("flask", "sqlalchemy", "waitress", "jinja2")}
        | banco.version_del_motor(app),
        "que": pedido.que,
        "filas": pedido.filas,
        "procesos": pedido.procesos,
        "conexiones": pedido.conexiones,
        "vueltas": f"{pedido.vueltas} × {pedido.segundos:g} s",
        "sembrado_s": round(sembrar, 1),
        "casos": resumenes,
    }
