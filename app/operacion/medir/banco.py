"""Lo que toda medida necesita: base de usar y tirar, aplicación, servidor de verdad y peticiones que darle."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask
from flask_wtf.csrf import generate_csrf

from app.extensiones import db
from app.operacion import cluster
from app.operacion.medir import base, sembrado
from app.operacion.medir.carga import Peticion
from app.operacion.servidor import RAIZ
from config import Configuracion

COMPRESION = {"Accept-Encoding": "gzip, deflate, br, zstd"}


class NoSePuedeMedir(Exception):
    """Falta algo para medir; el mensaje dice qué y la salida."""


@contextlib.contextmanager
def bases(motor: str, carpeta: Path) -> Iterator[tuple[str, str]]:
    """La dirección de una base vacía de ese motor y la de la vara, mientras dure el contexto."""
    if motor == "sqlite":
        yield f"sqlite:///{carpeta / 'rumbo.sqlite3'}", base.url_sqlite(carpeta)
        return
    programas = cluster.buscar()
    if programas is None:
        raise NoSePuedeMedir("PostgreSQL no está: instálalo con «sudo apt-get install -y postgresql».")
    with cluster.Cluster(programas) as url:
        yield url, url


def aplicacion(entorno: dict[str, str]) -> Flask:
    """La aplicación con esa configuración y la base migrada."""
    # Por nombre: esta área está por debajo de la fábrica y no la conoce.
    from pkgutil import resolve_name

    app: Flask = resolve_name("app:create_app")(Configuracion(entorno))
    with app.app_context():
        flask_migrate.upgrade()
    return app


@contextlib.contextmanager
def en_marcha(entorno: dict[str, str], objetivo: str, cuantos: int) -> Iterator[tuple[int, int]]:
    """Un servidor de esa aplicación con tantos procesos: su puerto y su pid."""
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        puerto = enchufe.getsockname()[1]
    orden = [sys.executable, "-m", "app.operacion.servidor", "--puerto", str(puerto), "--objetivo", objetivo]
    proceso = subprocess.Popen(  # noqa: S603
        [*orden, "--procesos", str(cuantos), "--sin-obrero"],
        cwd=RAIZ,
        env={**os.environ, **entorno},
        stderr=subprocess.DEVNULL,
    )
    try:
        _esperar(puerto, proceso)
        yield puerto, proceso.pid
    finally:
        proceso.send_signal(signal.SIGTERM)
        proceso.wait()


def _esperar(puerto: int, proceso: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError, http.client.HTTPException):
            if pedir(puerto, "/")[0] < 500:
                return
        if proceso.poll() is not None:
            break
        time.sleep(0.1)
    raise NoSePuedeMedir("El servidor de la medida no arrancó: prueba «./rumbo servir» para ver por qué.")


def pedir(puerto: int, ruta: str) -> tuple[int, str]:
    """Una petición suelta: estado y, si redirige, adónde."""
    conexion = http.client.HTTPConnection("127.0.0.1", puerto, timeout=60)
    try:
        conexion.request("GET", ruta)
        respuesta = conexion.getresponse()
        return respuesta.status, respuesta.headers.get("Location", "")
    finally:
        conexion.close()


def codigos(app: Flask, cuantos: int) -> list[str]:
    """Los códigos de las últimas propuestas."""
    from app.contenido.modelos import Contenido

    with app.app_context():
        consulta = sa.select(Contenido.codigo).where(Contenido.clase == "propuesta")
        return list(db.session.scalars(consulta.order_by(Contenido.id.desc()).limit(cuantos)))


def lotes_de_apoyos(app: Flask, codigos: list[str], vueltas: int) -> list[list[Peticion]]:
    """Cada persona apoya cada propuesta una sola vez; cada vuelta, propuestas distintas."""
    from flask import session

    with app.test_request_context():
        csrf = generate_csrf()
        serializador = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        visita = f"{app.config['SESSION_COOKIE_NAME']}={serializador.dumps(dict(session))}"
    lotes = []
    for n in range(vueltas):
        propias = codigos[n::vueltas]
        lotes.append(
            [
                Peticion(
                    f"/propuestas/{c}/apoyar",
                    "POST",
                    {
                        "Cookie": f"{visita}; {app.config['COOKIE_SESION']}={sembrado.ficha(p)}",
                        "X-Parcial": "1",
                    },
                    f"csrf_token={csrf}",
                )
                for c in propias
                for p in range(200)
            ]
        )
    return lotes


def version_del_motor(app: Flask) -> dict[str, str]:
    """El motor de la base: su nombre, y su versión con lo que ocupa."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            numero = db.session.scalar(sa.text("SELECT sqlite_version()"))
            ruta = Path(str(db.engine.url.database))
            tamano = ruta.stat().st_size
        else:
            numero = db.session.scalar(sa.text("SHOW server_version"))
            tamano = db.session.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0
        nombre = db.engine.dialect.name
        db.session.remove()
        db.engine.dispose()
    return {nombre: f"{numero} ({tamano / 1e6:.0f} MB)"}
