"""La barra de más al final y las mayúsculas de una clave llevan a la página, y nunca fuera del sitio."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.cliente import Cliente
from tests.fabricas import plan, propuestas
from tests.fabricas import territorio as lugares


@pytest.mark.parametrize(
    ("pedida", "buena"),
    [
        ("/c/KX7M2RVA/", "/c/KX7M2RVA"),
        ("/propuestas/", "/propuestas"),
        ("/propuestas/?q=luz&orden=nuevas", "/propuestas?q=luz&orden=nuevas"),
        ("/propuestas.csv/", "/propuestas.csv"),
        ("/propuestas/KX7M2RVA/?a=%0d%0aX:1", "/propuestas/KX7M2RVA?a=%0d%0aX:1"),
        ("/territorios/la ribera/", "/territorios/la%20ribera"),
        ("/plan/", "/plan"),
    ],
)
def test_la_barra_final_sobra(cliente: Cliente, pedida: str, buena: str) -> None:
    for metodo in ("GET", "HEAD"):
        respuesta = cliente.open(pedida, method=metodo)
        assert (respuesta.status_code, respuesta.location) == (301, buena)


@pytest.mark.parametrize(
    "pedida",
    [
        "//malo.example/", "//malo.example//", "/\\malo.example/", "///malo.example/", "//c/",
        "/nada/", "/propuestas//", "//propuestas/", "/c//", "/http://malo.example/", "//malo.example/c/",
    ],
)  # fmt: skip
def test_la_barra_final_no_saca_del_sitio(cliente: Cliente, pedida: str) -> None:
    respuesta = cliente.get("/", environ_overrides={"PATH_INFO": pedida})
    assert respuesta.status_code in (404, 301, 308)
    destino = urlsplit(respuesta.location or "/")
    assert destino.netloc in ("", "localhost") and "malo" not in destino.path


def test_solo_se_desvia_lo_que_se_lee(cliente: Cliente) -> None:
    assert cliente.get("/").status_code == 200
    for metodo in ("POST", "PUT", "DELETE"):
        assert cliente.open("/propuestas/", method=metodo).status_code in (400, 404)
    assert cliente.get("/entrar/").location == "/entrar"


def test_la_barra_final_lleva_a_la_pagina(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    for ruta in (f"/c/{codigo}/", f"/propuestas/{codigo}/"):
        assert cliente.get(ruta, follow_redirects=True).status_code == 200


def test_la_clave_de_un_plan_llega_con_cualquier_mayuscula(app: Flask, cliente: Cliente) -> None:
    hecho = plan.plan(clave="pa2035")
    elemento = plan.elemento(hecho, "1.1")
    assert cliente.get("/plan/PA2035?vista=todo").location == "/plan/pa2035?vista=todo"
    assert cliente.get(f"/plan/Pa2035/{elemento.codigo}").location == f"/plan/pa2035/{elemento.codigo}"
    assert cliente.get("/plan/PA2035/avance.csv").location == "/plan/pa2035/avance.csv"
    assert cliente.get("/plan/pa2035").status_code == 200
    assert cliente.get("/plan/OTRO", follow_redirects=True).status_code == 404


def test_el_codigo_de_un_lugar_llega_con_cualquier_mayuscula_si_es_uno(app: Flask, cliente: Cliente) -> None:
    for codigo in ("D1-02", "Zona", "zONA"):
        lugares.lugar(codigo=codigo)
    assert cliente.get("/territorios/d1-02").location == "/territorios/D1-02"
    assert cliente.get("/territorios/D1-02").status_code == 200
    assert cliente.get("/territorios/zona").status_code == 404
