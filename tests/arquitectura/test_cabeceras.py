"""Cabeceras y galletas, también en los errores y con cuenta."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

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
