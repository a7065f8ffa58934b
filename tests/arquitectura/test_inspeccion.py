"""El cliente de pruebas ve los fallos que dice ver."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cliente import Cliente, _nueva, inspeccionar

BUENA = """<!doctype html><html lang="es"><head><title>Hola</title></head><body><h1>Hola</h1>{}</body></html>"""


def test_una_pagina_correcta_pasa() -> None:
    cuerpo = (
        '<h2>Sub</h2><a href="/">Ir</a><img src="/a.png" alt=""><label for="a">A</label><input id="a" name="a">'
        '<form method="post" action="/x"><input type="hidden" name="csrf_token" value="1"></form>'
    )
    assert inspeccionar(BUENA.format(cuerpo), "prueba").get("lang") == "es"


@pytest.mark.parametrize(
    ("cuerpo", "dice"),
    [
        ("<h1>Otro</h1>", "hay 2 h1"),
        ("<h3>Salto</h3>", "h3 después de h1"),
        ('<p id="a"></p><p id="a"></p>', "ids repetidos"),
        ('<p style="color:red">x</p>', "estilo en línea"),
        ('<p onclick="x()">x</p>', "onclick"),
        ("<script>x()</script>", "script en línea"),
        ('<script src="https://cdn.example/x.js"></script>', "tercero"),
        ('<img src="//cdn.example/x.png" alt="">', "tercero"),
        ('<a href="javascript:x()">x</a>', "javascript"),
        ('<img src="/x.png">', "sin alt"),
        ('<a href="/x"></a>', "sin texto"),
        ("<button></button>", "sin texto"),
        ('<input name="a">', "sin etiqueta"),
        ('<label>A <input name="a" aria-describedby="nada"></label>', "que no existe"),
        ('<form method="post" action="/x"></form>', "sin ficha CSRF"),
        ("<p><div></p></div>", "HTML mal formado"),
        ("<ul><div>x</li></ul>", "HTML mal formado"),
    ],
)
def test_ve_cada_fallo(cuerpo: str, dice: str) -> None:
    with pytest.raises(AssertionError, match=dice):
        inspeccionar(BUENA.format(cuerpo), "prueba")


@pytest.mark.parametrize(
    ("pagina", "dice"),
    [
        (BUENA.replace(' lang="es"', ""), "falta lang"),
        (BUENA.replace("<title>Hola</title>", "<title> </title>"), "falta el título"),
        (BUENA.replace("<h1>Hola</h1>", ""), "hay 0 h1"),
    ],
)
def test_ve_lo_que_falta(pagina: str, dice: str) -> None:
    with pytest.raises(AssertionError, match=dice):
        inspeccionar(pagina.format(""), "prueba")


def test_solo_deja_de_mirar_la_misma_pagina() -> None:
    uno = '<p>No está /una/cosa</p><a href="/entrar?v=%2Funa%2Fcosa"></a><input name="csrf_token" value="abc">'
    assert _nueva(uno, "/una/cosa", "abc")
    assert _nueva(uno.replace("cosa", "<b>"), "/una/<b>", "abc"), "con algo más que letras, siempre se mira"
    igual = uno.replace("una", "otra").replace("abc", "xyz")
    assert not _nueva(igual, "/otra/cosa", "xyz")
    assert _nueva(igual.replace(' value="xyz"', ""), "/otra/cosa", "xyz"), "sin ficha es otra página"
    assert _nueva(igual.replace("<p>", "<p><b>"), "/otra/cosa", "xyz")


def test_el_cliente_inspecciona_lo_que_recibe() -> None:
    app = Flask("mala")
    app.test_client_class = Cliente
    app.add_url_rule("/", view_func=lambda: BUENA.format("<h1>Otro</h1>"))
    with pytest.raises(AssertionError, match="GET /: hay 2 h1"):
        app.test_client().get("/")
