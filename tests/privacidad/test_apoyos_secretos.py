"""Nadie puede listar quién apoya: ninguna página muestra a quien apoyó, entre quien entre."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from app.extensiones import db
from app.nucleo.permisos import Rol
from tests.cliente import Cliente
from tests.fabricas import cuentas, propuestas

SEUDONIMO = "Guacamaya Secretísima"
CORREO = "guacamaya@correo.example"
PERMITIDAS = ("cuentas.roles_de", "cuentas.quitar_rol", "cuentas.anular_segundo_paso")
"""Páginas de una persona dada por su id: no dicen nada de sus apoyos, y se recorren con el de otra."""


def _valor(regla: Rule, argumento: str) -> object:
    return 1 if isinstance(regla._converters[argumento], IntegerConverter) else "x"


def _rutas(app: Flask, valores: dict[str, Any]) -> list[str]:
    """Cada ruta que se lee, con los datos de la propuesta apoyada donde la ruta los pide."""
    with app.test_request_context():
        adaptador = app.url_map.bind("localhost")
        return [
            adaptador.build(r.endpoint, {a: valores.get(a, _valor(r, a)) for a in r.arguments})
            for r in app.url_map.iter_rules()
            if "GET" in (r.methods or ()) and r.endpoint not in (*PERMITIDAS, "estatico")
        ]


EN_LOS_DOS = (Rol.ADMINISTRADORA, Rol.AUDITORA)
ROLES = [
    r if r in EN_LOS_DOS else pytest.param(r, marks=pytest.mark.un_motor) for r in Rol if r is not Rol.VECINA
]


@pytest.mark.parametrize("rol", [None, "vecina", *ROLES])
def test_ninguna_pagina_dice_quien_apoya(app: Flask, cliente: Cliente, rol: Rol | str | None) -> None:
    """Qué ve cada rol lo decide Python: en PostgreSQL van quien no entró, la vecina y los que más ven."""
    una = propuestas.propuesta()
    propuestas.apoyos(una, 1, seudonimo=SEUDONIMO, correo=CORREO)
    valores = {
        "codigo": propuestas.codigo_de(una), "persona_id": cuentas.persona().id, "rol_id": 1, "version": 1,
        "idioma": "es", "numero": 1, "marca": "x", "ficha": "x", "titulo": "una",
    }  # fmt: skip
    db.session.rollback()
    if rol is not None:
        cuentas.entrar(cliente, cuentas.persona() if rol == "vecina" else cuentas.personal(rol))
    vistas = 0
    for ruta in _rutas(app, valores):
        respuesta = app.test_client(use_cookies=True).get(ruta) if rol is None else cliente.get(ruta)
        db.session.rollback()
        if respuesta.status_code == 200:
            vistas += 1
            texto = respuesta.get_data(as_text=True)
            assert SEUDONIMO not in texto, ruta
            assert CORREO not in texto, ruta
    assert vistas > 10


@pytest.mark.parametrize("rol", [r for r in Rol if r is not Rol.VECINA])
def test_ni_buscandola_se_ve_lo_que_apoya(app: Flask, cliente: Cliente, rol: Rol) -> None:
    una = propuestas.propuesta(titulo="La sombra del mercado viejo")
    (quien,) = propuestas.apoyos(una, 1, seudonimo=SEUDONIMO, correo=CORREO)
    quien_id = quien.id
    cuentas.entrar(cliente, cuentas.personal(rol))
    for ruta in (
        f"/administrar/roles?q={CORREO}",
        f"/administrar/roles/{quien_id}",
        f"/mostrador/borrar/{quien_id}",
    ):
        respuesta = cliente.get(ruta)
        db.session.rollback()
        assert "sombra del mercado" not in respuesta.get_data(as_text=True), ruta
