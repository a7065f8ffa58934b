"""El cliente de pruebas ve los fallos que dice ver."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cliente import Cliente, inspeccionar, molde, primera_vez

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


def test_solo_deja_de_mirar_lo_que_cambia_de_palabras() -> None:
    uno = '<p id="c-1">No está: Ágora 3</p><a href="/una/cosa?v=%2Funa">Ir</a>'
    uno += '<input name="csrf_token" value="abc">'
    assert primera_vez(molde(uno))
    igual = (
        uno.replace("Ágora 3", "otro lugar, 12")
        .replace("una", "otra")
        .replace("abc", "xyz")
        .replace("c-1", "c-27")
    )
    assert not primera_vez(molde(igual)), "solo cambian palabras y números"
    distintas = [
        uno.replace("Ágora", "<b>"),
        uno.replace("Ágora", "A & B"),
        uno.replace("/una/cosa", "//una/cosa"),
        uno.replace("/una/cosa", "javascript:x()"),
        uno.replace(' value="abc"', ""),
        uno.replace("csrf_token", "otro"),
        uno.replace('value="abc"', 'value="a" onclick="x"'),
        uno.replace("<p ", "<p><b "),
        uno.replace("Ir", ""),
        uno.replace('id="c-1"', 'id="d-1"'),
    ]
    assert all(primera_vez(molde(otra)) for otra in distintas), "lo demás se mira"


def test_lo_que_toma_un_proceso_no_lo_mira_otro(monkeypatch: pytest.MonkeyPatch) -> None:
    huella = molde(BUENA.format("<p>De dos procesos</p><ol></ol>"))
    assert primera_vez(huella)
    monkeypatch.setattr("tests.cliente._vistas", set())
    assert not primera_vez(huella)
    assert primera_vez(molde(BUENA.format("<p>De dos procesos</p><ul></ul>")))


def test_los_ids_se_miran_en_todas() -> None:
    app = Flask("repetida")
    app.test_client_class = Cliente
    cuerpo = '<p id="a-1"></p><p id="a-{}"></p>'
    app.add_url_rule("/<int:n>", "ver", view_func=lambda n: BUENA.format(cuerpo.format(n)))
    app.test_client().get("/2")
    with pytest.raises(AssertionError, match="ids repetidos"):
        app.test_client().get("/1")


def test_el_cliente_inspecciona_lo_que_recibe() -> None:
    app = Flask("mala")
    app.test_client_class = Cliente
    app.add_url_rule("/", view_func=lambda: BUENA.format("<h1>Otro</h1>"))
    with pytest.raises(AssertionError, match="GET /: hay 2 h1"):
        app.test_client().get("/")
