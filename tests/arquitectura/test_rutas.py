"""Acceso: toda ruta lo declara, y se rechaza a quien no lo tiene, ruta por ruta y rol por rol."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app import create_app
from app.nucleo.permisos import TABLA, Permiso, Rol
from tests.arquitectura.rutas import INVENTARIO, inventario
from tests.bases import configuracion
from tests.cliente import Cliente
from tests.fabricas import cuentas

ESCRIBEN = {"POST", "PUT", "PATCH", "DELETE"}


def _app_suelta(carpeta: Path) -> Flask:
    return create_app(configuracion(carpeta, f"sqlite:///{carpeta}/suelta.sqlite3"))


def _reglas(app: Flask) -> list[Rule]:
    return [r for r in app.url_map.iter_rules() if r.endpoint != "estatico"]


def _direccion(regla: Rule) -> str:
    """Una dirección que casa con la regla, con un objeto que no existe."""
    ruta = re.sub(r"<int:[^>]+>", "999999", regla.rule)
    return re.sub(r"<[^>]+>", "22222222", ruta)


def test_inventario_al_dia(tmp_path: Path) -> None:
    hoy = inventario(_app_suelta(tmp_path))
    assert "SIN DECLARAR" not in hoy
    assert INVENTARIO.read_text(encoding="utf-8") == hoy, (
        "cambiaron las rutas: si es lo que quieres, ejecuta «python -m tests.arquitectura.rutas»"
    )


def test_una_ruta_sin_marca_no_responde(tmp_path: Path) -> None:
    app = _app_suelta(tmp_path)
    app.add_url_rule("/olvidada", "olvidada", lambda: "secreto")
    assert app.test_client().get("/olvidada").status_code == 403


@contextmanager
def _cliente_de(app: Flask, rol: Rol | None) -> Iterator[Cliente]:
    navegador: Any = app.test_client()
    if rol is Rol.VECINA:
        cuentas.entrar(navegador, cuentas.persona())
    elif rol is not None:
        cuentas.entrar(navegador, cuentas.personal(rol))
    yield navegador


def _permiso(app: Flask, regla: Rule) -> Permiso | None:
    acceso: Permiso | None = app.view_functions[regla.endpoint].acceso  # type: ignore[attr-defined]
    return acceso


def _tiene(rol: Rol, permiso: Permiso) -> bool:
    if permiso in TABLA[Rol.VECINA]:
        return rol is not Rol.AUDITORA or permiso is Permiso.CUENTA_PROPIA
    return permiso in TABLA[rol]


@pytest.mark.un_motor
def test_anonima_ante_lo_reservado(app: Flask, cliente: Cliente) -> None:
    for regla in _reglas(app):
        if _permiso(app, regla) is None:
            continue
        for metodo in sorted((regla.methods or set()) & {"GET", "POST"}):
            if metodo == "POST":
                respuesta = cliente.enviar(_direccion(regla))
            else:
                respuesta = cliente.get(_direccion(regla))
            assert respuesta.status_code == 303, f"{metodo} {regla.rule}: {respuesta.status_code}"
            assert respuesta.location.startswith("/entrar"), f"{metodo} {regla.rule}"


@pytest.mark.un_motor
@pytest.mark.parametrize("rol", list(Rol))
def test_cada_rol_ante_lo_que_no_le_toca(app: Flask, rol: Rol) -> None:
    """El permiso se mira antes de preguntar nada a la base: basta un motor."""
    with _cliente_de(app, rol) as navegador:
        navegador.get("/entrar")
        for regla in _reglas(app):
            permiso = _permiso(app, regla)
            if permiso is None or _tiene(rol, permiso):
                continue
            for metodo in sorted((regla.methods or set()) & {"GET", "POST"}):
                pedir = navegador.enviar if metodo == "POST" else navegador.get
                estado = pedir(_direccion(regla)).status_code
                assert estado == 403, f"{rol} {metodo} {regla.rule}: {estado}"


@pytest.mark.parametrize("rol", list(Rol))
def test_lo_que_no_existe_no_rompe(app: Flask, rol: Rol) -> None:
    """Con permiso y un objeto inventado: nunca un fallo, nunca un 200 de algo ajeno."""
    with _cliente_de(app, rol) as navegador:
        for regla in _reglas(app):
            permiso = _permiso(app, regla)
            if "<" not in regla.rule or "GET" not in (regla.methods or set()):
                continue
            if permiso is not None and not _tiene(rol, permiso):
                continue
            estado = navegador.get(_direccion(regla)).status_code
            assert estado < 500, f"{rol} {regla.rule}: {estado}"


@pytest.mark.un_motor
def test_todo_lo_que_escribe_pide_la_ficha(app: Flask) -> None:
    with _cliente_de(app, Rol.ADMINISTRADORA) as navegador:
        for regla in _reglas(app):
            if (regla.methods or set()) & ESCRIBEN:
                estado = navegador.post(_direccion(regla)).status_code
                assert estado == 400, f"POST {regla.rule} sin ficha CSRF: {estado}"


@pytest.mark.un_motor
def test_cabeceras_en_toda_respuesta(app: Flask, cliente: Cliente) -> None:
    for regla in _reglas(app):
        if "GET" not in (regla.methods or set()):
            continue
        cabeceras = cliente.get(_direccion(regla)).headers
        assert cabeceras["Content-Security-Policy"].startswith("default-src 'none'"), regla.rule
        assert cabeceras["X-Content-Type-Options"] == "nosniff"
        assert cabeceras["Referrer-Policy"] == "same-origin"
        for galleta in cabeceras.getlist("Set-Cookie"):
            assert "SameSite=Lax" in galleta, galleta
            assert "HttpOnly" in galleta or galleta.startswith("idioma="), galleta


def test_un_dominio_ajeno_no_se_atiende(cliente: Cliente) -> None:
    assert cliente.get("/", headers={"Host": "malo.example"}).status_code == 400


def test_con_https_las_galletas_son_seguras(tmp_path: Path) -> None:
    conf = configuracion(tmp_path, f"sqlite:///{tmp_path}/h.sqlite3", RUMBO_URL="https://ciudad.example")
    assert conf.SESSION_COOKIE_NAME.startswith("__Host-") and conf.COOKIE_SESION.startswith("__Host-")
    assert conf.SESSION_COOKIE_SECURE
    respuesta = create_app(conf).test_client().get("/salud")
    assert "max-age=31536000" in respuesta.headers["Strict-Transport-Security"]
