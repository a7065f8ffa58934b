"""Ningún número de documento queda en ninguna parte: se importa, se falla, se acierta, y se busca en todo."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.permisos import OPERACION, Identidad
from app.padron import servicios
from app.padron.claves import huella_de
from app.padron.modelos import Empadronada, Vinculo
from config import ConfiguracionPruebas
from tests.bases import base_nueva
from tests.cliente import Cliente
from tests.fabricas import cuentas, territorio
from tests.fabricas import padron as fabrica

pytestmark = pytest.mark.carga
RAIZ = Path(__file__).parents[2]
PERSONAS = 300
NUMEROS = [fabrica.documento(n) for n in range(PERSONAS + 10)]


def _importar(conf: ConfiguracionPruebas, ruta: Path, temporal: Path) -> str:
    """La orden de verdad, en otro proceso, con su propia carpeta de temporales; devuelve lo que dijo."""
    entorno = {
        **os.environ,
        "RUMBO_DATOS": str(conf.DATOS),
        "RUMBO_BASE": conf.SQLALCHEMY_DATABASE_URI,
        "TMPDIR": str(temporal),
    }
    orden = [sys.executable, "-m", "flask", "--app", "app", "padron", "importar", str(ruta), "--aplicar"]
    hecho = subprocess.run(
        orden, check=False, cwd=RAIZ, env=entorno, capture_output=True, text=True, timeout=300
    )
    assert hecho.returncode == 0, hecho.stderr[-500:]
    return hecho.stdout + hecho.stderr


def _tablas() -> str:
    """Todo lo que hay en todas las tablas, como texto."""
    lineas = []
    for tabla in db.metadata.sorted_tables:
        lineas += [repr(tuple(fila)) for fila in db.session.execute(sa.select(tabla))]
    return "\n".join(lineas)


def _archivos(*carpetas: Path) -> str:
    """Los bytes de todos los archivos de unas carpetas, menos el que se importó."""
    trozos = []
    for carpeta in carpetas:
        for ruta in carpeta.rglob("*"):
            if ruta.is_file() and ruta.suffix != ".csv":
                trozos.append(ruta.read_bytes().decode("latin-1"))
    return "\n".join(trozos)


def _sin_ningun_numero(donde: str, texto: str) -> None:
    juntos = re.sub(r"[.\- ]", "", texto)
    hallados = [n for n in NUMEROS if n in texto or n in juntos]
    assert not hallados, f"{donde}: {len(hallados)} números"
    assert fabrica.SEGUNDO not in texto, f"{donde}: el segundo dato"


def _en_linea(app: Flask, fichas: list[str]) -> None:
    """Dos fallos y un acierto de una cuenta; después otra escribe el mismo documento."""
    intentos = [(0, 1, "1/1/2001"), (0, PERSONAS + 5, "x"), (0, 1, fabrica.SEGUNDO), (1, 1, fabrica.SEGUNDO)]
    for de, n, segundo in intentos:
        cliente: Any = app.test_client()
        cliente.set_cookie(str(app.config["COOKIE_SESION"]), fichas[de])
        cliente.enviar("/cuenta/padron", {"tipo": "cedula", "numero": NUMEROS[n], "segundo": segundo})


def _en_el_mostrador(facilitadora: Identidad, persona_id: int, lugar_id: int) -> None:
    """Alguien que no está en el importado entra al abierto."""
    with transaccion.escritura():
        servicios.abrir_padron(OPERACION, "Abierto", ())
        servicios.acreditar_en_mostrador(
            facilitadora, persona_id, "cedula", NUMEROS[PERSONAS + 7],
            pruebas=["documento", "recibo"], territorio_id=lugar_id,
        )  # fmt: skip


def _comprobar_tablas() -> None:
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Vinculo)) == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Empadronada)) == PERSONAS + 1
    todo = _tablas()
    assert huella_de("cedula", NUMEROS[0]) in todo, "la búsqueda mira de verdad"
    _sin_ningun_numero("las tablas", todo)
    db.session.remove()
    db.engine.dispose()


def test_no_queda_ningun_numero(
    motor: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    temporal = tmp_path / "temporales"
    temporal.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporal))
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        app.test_client_class = Cliente
        with app.app_context(), transaccion.escritura():
            lugar = territorio.lugar()
            lugar_id, atendida = lugar.id, cuentas.persona().id
            fichas = [cuentas.sesion_de(cuentas.persona())[1] for _ in range(2)]
            facilitadora = cuentas.identidad_de(cuentas.personal("facilitadora"))
            corridas = [(NUMEROS[n], "cedula", lugar.codigo, "1980", fabrica.SEGUNDO) for n in range(5)]
            filas = [*(fabrica.fila(n, lugar) for n in range(PERSONAS)), *corridas, fabrica.fila(3, lugar)]
            ruta = fabrica.archivo(tmp_path, filas)
        dicho = _importar(conf, ruta, temporal)
        assert f"{PERSONAS} personas" in dicho
        _sin_ningun_numero("lo que dice la orden", dicho)
        _en_linea(app, fichas)
        with app.app_context():
            _en_el_mostrador(facilitadora, atendida, lugar_id)
            _comprobar_tablas()
        _sin_ningun_numero("los archivos de datos y los temporales", _archivos(tmp_path))
        _sin_ningun_numero("el registro", caplog.text + "".join(capfd.readouterr()))
