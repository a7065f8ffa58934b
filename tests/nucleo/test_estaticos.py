"""Archivos fijos: huella en la dirección, comprimidos, inmutables y solo los de la carpeta."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask

from app.nucleo.estaticos import apretar, estatico
from tests.cliente import Cliente


def test_hoja_inmutable_y_comprimida(app: Flask, cliente: Cliente) -> None:
    with app.test_request_context():
        direccion = estatico("rumbo.css")
    respuesta = cliente.get(direccion, headers={"Accept-Encoding": "gzip"})
    assert respuesta.status_code == 200
    assert respuesta.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert respuesta.headers["Content-Encoding"] == "gzip"
    assert b"@layer" in gzip.decompress(respuesta.data)
    assert cliente.get(direccion, headers={"Accept-Encoding": "br"}).headers["Content-Encoding"] == "br"


def test_otra_huella_no_se_guarda(cliente: Cliente) -> None:
    assert cliente.get("/estaticos/vieja/rumbo.css").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("ruta", ["../config.py", "..%2fconfig.py", "css/00-fichas.css", "no.css"])
def test_nada_de_fuera(cliente: Cliente, ruta: str) -> None:
    assert cliente.get(f"/estaticos/x/{ruta}").status_code == 404


def test_la_hoja_va_sin_lo_que_sobra() -> None:
    hoja = b"""/* it's */
    a , b > c {  content: " ; {  " ;  color : red;
    }
    @media (min-width: 1px) and (max-width: 2px) { .d:not(.e) .f { margin: 0 1px } }
    """
    assert apretar(hoja) == (
        b'a , b > c{content: " ; {  ";color : red;}'
        b"@media (min-width: 1px) and (max-width: 2px){.d:not(.e) .f{margin: 0 1px}}"
    )
