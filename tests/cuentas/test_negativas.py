"""A quien no le toca una página se le dice para quién es y qué puede hacer; a quien no entró, que entre."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.nucleo.permisos import NOMBRES_DE_ROL, TABLA, Permiso, Rol
from tests.cliente import Cliente
from tests.fabricas import cuentas

AREAS = ("mostrador", "padron", "cuentas", "privacidad", "auditoria")


def _paginas(app: Flask) -> Iterator[tuple[str, Permiso]]:
    """Las páginas de estas áreas que piden un acto, con un id cualquiera donde haga falta."""
    with app.test_request_context():
        for regla in app.url_map.iter_rules():
            permiso = getattr(app.view_functions[regla.endpoint], "acceso", None)
            if permiso and "GET" in (regla.methods or ()) and regla.endpoint.split(".")[0] in AREAS:
                partes = dict.fromkeys(regla.arguments, 1 if "int:" in regla.rule else "ABCDEFGH")
                yield str(app.url_map.bind("").build(regla.endpoint, partes)), permiso


@pytest.mark.parametrize("rol", list(Rol))
def test_cada_negativa_dice_para_quien_es_la_pagina(app: Flask, cliente: Cliente, rol: Rol) -> None:
    vecina = rol is Rol.VECINA
    cuentas.entrar(cliente, cuentas.persona() if vecina else cuentas.personal(rol))
    puede = TABLA[rol] | (frozenset() if rol is Rol.AUDITORA else TABLA[Rol.VECINA])
    negadas = [(r, p) for r, p in _paginas(app) if p not in puede and p is not Permiso.CUENTA_PROPIA]
    assert negadas
    for ruta, permiso in negadas:
        respuesta = cliente.get(ruta)
        assert respuesta.status_code == 403, ruta
        if permiso in TABLA[Rol.VECINA]:
            assert "Una cuenta de auditoría lee todo y no participa" in respuesta.text
            continue
        assert "Esta página es para quien tiene el rol de" in respuesta.text, ruta
        for otro, nombre in NOMBRES_DE_ROL.items():
            dicho = str(nombre).lower() in respuesta.text.partition("rol de")[2].partition(".")[0]
            assert dicho == (permiso in TABLA[otro]), (ruta, otro)
        assert "pide el permiso a la administradora" in respuesta.text


def test_quien_no_entro_va_a_entrar_y_vuelve(app: Flask, cliente: Cliente) -> None:
    for ruta, _permiso in _paginas(app):
        respuesta = cliente.get(ruta)
        assert respuesta.status_code == 303, ruta
        assert respuesta.location.startswith("/entrar?siguiente="), ruta


@pytest.mark.parametrize("rol", [r for r in Rol if r is not Rol.VECINA])
def test_sin_el_segundo_paso_lleva_a_darlo(app: Flask, cliente: Cliente, rol: Rol) -> None:
    cuentas.entrar(cliente, cuentas.personal(rol), segundo_factor=False)
    suyas = [r for r, p in _paginas(app) if p in TABLA[rol] and p not in TABLA[Rol.VECINA]]
    for ruta in suyas:
        respuesta = cliente.get(ruta)
        assert respuesta.status_code == 303, ruta
        assert respuesta.location.startswith("/cuenta/segundo-paso?siguiente="), ruta


@pytest.mark.parametrize(("idioma", "frase"), [("pt", "auditora"), ("en", "auditor")])
def test_la_negativa_habla_el_idioma_de_quien_pide(cliente: Cliente, idioma: str, frase: str) -> None:
    cuentas.entrar(cliente, cuentas.persona())
    cliente.set_cookie("idioma", idioma)
    pagina = cliente.get("/administrar/padron").text
    assert frase in pagina
