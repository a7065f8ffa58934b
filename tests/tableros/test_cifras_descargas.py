"""Quien no confía descarga y recalcula: un programa aparte llega a las mismas cifras."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import cast

from flask import Flask

from app.nucleo.permisos import Rol
from app.nucleo.reloj import ahora
from tests.cliente import Cliente
from tests.fabricas import cuentas, tableros

GUION = Path(__file__).parent / "recalcular.py"
MATRICES: tuple[dict[str, str], ...] = (
    {},
    {"ver": "parte", "nivel": "1"},
    {"nivel": "2", "lugares": "barrio"},
    {"estado": "espera", "nivel": "1"},
    {"estado": "archivada"},
    {"desde": "2026-06", "hasta": "2026-09"},
)


def _guardar(cliente: Cliente, ruta: str, archivo: Path) -> None:
    respuesta = cliente.get(ruta)
    assert respuesta.status_code == 200, ruta
    archivo.write_bytes(respuesta.get_data())


def _bajar_todo(cliente: Cliente, carpeta: Path, plan: str, mas: tuple[dict[str, str], ...]) -> None:
    pedidos = []
    for n, pedido in enumerate((*MATRICES, *mas)):
        consulta = "&".join(f"{k}={v}" for k, v in pedido.items())
        _guardar(cliente, f"/tablero/matriz.csv?{consulta}", carpeta / f"matriz-{n}.csv")
        pedidos.append({"archivo": f"matriz-{n}.csv", **pedido})
    (carpeta / "pedidos.json").write_text(json.dumps({"plan": plan, "matrices": pedidos}), encoding="utf-8")
    rutas = {
        "propuestas": "/propuestas.csv",
        "archivadas": "/propuestas.csv?estado=archivada",
        "territorios": "/tablero/territorios.csv",
        "plan": f"/plan/{plan}/plan.csv",
    } | {t: f"/tablero/datos/{t}.csv" for t in ("resumen", "ejes", "lugares", "meses")}
    for nombre, ruta in rutas.items():
        _guardar(cliente, ruta, carpeta / f"{nombre}.csv")
    _guardar(cliente, "/", carpeta / "portada.html")


def _recalcular(carpeta: Path, zona: str, instante: dt.datetime) -> subprocess.CompletedProcess[str]:
    """En otro proceso, sin nuestro entorno: solo la biblioteca estándar."""
    orden = [sys.executable, "-I", str(GUION), str(carpeta), zona, instante.isoformat()]
    return subprocess.run(orden, capture_output=True, text=True, check=False)


def test_en_la_ciudad_de_demostracion_sale_igual(demo_propia: Flask, tmp_path: Path) -> None:
    app, carmen = demo_propia, cast("Cliente", demo_propia.test_client())
    cuentas.entrar(carmen, cuentas.personal(Rol.PLANIFICADORA))
    _bajar_todo(carmen, tmp_path, "pa2035", ({"territorio": "D1", "lugares": "barrio"},))
    hecho = _recalcular(tmp_path, str(app.config["ZONA"]), ahora())
    assert hecho.stdout == "Cada cifra sale igual.\n", hecho.stdout + hecho.stderr
    assert (tmp_path / "propuestas.csv").read_text(encoding="utf-8").count("\n") > 30


def test_si_una_cifra_no_es_cierta_se_nota(app: Flask, cliente: Cliente, tmp_path: Path) -> None:
    ciudad = tableros.ciudad()
    clave = ciudad.plan.clave
    cuentas.entrar(cliente, cuentas.personal(Rol.PLANIFICADORA))
    _bajar_todo(cliente, tmp_path, clave, ())
    zona, momento = str(app.config["ZONA"]), ahora()
    assert _recalcular(tmp_path, zona, momento).stdout == "Cada cifra sale igual.\n"
    for archivo, de, a in (("matriz-2.csv", ",3.0,", ",3.1,"), ("resumen.csv", "abiertas,", "abiertas,1")):
        texto = (tmp_path / archivo).read_text(encoding="utf-8")
        assert de in texto
        (tmp_path / archivo).write_text(texto.replace(de, a, 1), encoding="utf-8")
        hecho = _recalcular(tmp_path, zona, momento)
        assert hecho.returncode == 1 and len(hecho.stdout.splitlines()) == 1
        (tmp_path / archivo).write_text(texto, encoding="utf-8")
