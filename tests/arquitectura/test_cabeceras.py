"""Cabeceras y galletas, también en los errores y con cuenta."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response

from app import create_app
from app.nucleo import sesiones
from tests.bases import configuracion
from tests.cliente import Cliente
from tests.fabricas import cuentas

OBLIGATORIAS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Cache-Control",
)
HOSTILES = [
    "otro.example",
    "localhost.malo.example",
    "localhost@malo.example",
    "malo.example:80",
    "lo\tcalhost",
]


@pytest.mark.parametrize(
    ("metodo", "ruta", "estado"),
    [
        ("GET", "/no-existe", 404),
        ("POST", "/mi-barrio", 400),
        ("DELETE", "/territorios", 405),
        ("GET", "/territorios/punto", 400),
        ("GET", "/idioma/xx?volver=//malo.example", 303),
        ("HEAD", "/territorios", 200),
    ],
)
def test_los_errores_tambien_van_protegidos(cliente: Cliente, metodo: str, ruta: str, estado: int) -> None:
    respuesta = cliente.open(ruta, method=metodo)
    assert respuesta.status_code == estado
    faltan = [c for c in OBLIGATORIAS if c not in respuesta.headers]
    assert not faltan
    politica = respuesta.headers["Content-Security-Policy"]
    assert "unsafe" not in politica
    assert not any(t.startswith(("http", "*")) for t in politica.split())
    if respuesta.location:
        assert respuesta.location.startswith("/") and not respuesta.location.startswith("//")


def test_lo_que_dice_cada_cabecera(cliente: Cliente) -> None:
    """Estas cuatro de la política no heredan de `default-src`, o lo cierran: sin ellas queda abierto."""
    cabeceras = cliente.get("/territorios").headers
    politica = cabeceras["Content-Security-Policy"].split("; ")
    cerradas = {"default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"}
    assert cerradas <= set(politica)
    assert cabeceras["X-Content-Type-Options"] == "nosniff"
    for propia in ("Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"):
        assert cabeceras[propia] == "same-origin", propia


def test_con_https_las_galletas_y_el_sitio_solo_viajan_cifrados(app: Flask, tmp_path: Path) -> None:
    conf = configuracion(tmp_path, str(app.config["SQLALCHEMY_DATABASE_URI"]), RUMBO_URL="https://localhost")
    cifrada = create_app(conf)
    assert (cifrada.config["COOKIE_SESION"], cifrada.config["SESSION_COOKIE_NAME"]) == (
        "__Host-rumbo_sesion",
        "__Host-rumbo_visita",
    )
    with cifrada.test_request_context("/", base_url="https://localhost"):
        sesiones.poner_galleta("ficha", dt.timedelta(hours=1), 1)
        respuesta = cifrada.process_response(Response())
    puestas = respuesta.headers.getlist("Set-Cookie")
    assert any(p.startswith("__Host-rumbo_sesion=ficha") for p in puestas)
    assert all({"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(p.split("; ")) for p in puestas)
    assert respuesta.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_lo_que_ve_quien_entro_no_se_guarda(app: Flask) -> None:
    navegador: Any = app.test_client()
    cuentas.entrar(navegador, cuentas.persona())
    assert navegador.get("/territorios").headers["Cache-Control"] == "no-store"


def test_lo_publico_distingue_galleta_e_idioma(cliente: Cliente) -> None:
    respuesta = cliente.get("/territorios")
    assert "private" in respuesta.headers["Cache-Control"]
    assert {"Cookie", "Accept-Language"} <= {v.strip() for v in respuesta.headers["Vary"].split(",")}


def test_quien_no_entra_solo_lleva_su_visita(cliente: Cliente) -> None:
    """Ninguna fila en la base y ninguna galleta más que la firmada."""
    cliente.get("/territorios")
    nombres = {c.key for c in cliente._cookies.values()}
    assert nombres <= {"rumbo_visita"}


@pytest.mark.parametrize("dominio", HOSTILES)
def test_un_dominio_hostil_no_se_atiende(cliente: Cliente, dominio: str) -> None:
    respuesta = cliente.get("/", headers={"Host": dominio})
    assert respuesta.status_code == 400
    assert b"malo.example" not in respuesta.data
