"""Un código que sale de la hoja y de lo escrito: repetible para quien la envía, imposible de adivinar."""

from __future__ import annotations

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.contenido.reglas import ALFABETO
from app.nucleo import hojas


def test_la_misma_hoja_con_lo_mismo_da_el_mismo_codigo(app: Flask) -> None:
    hoja = hojas.nueva()
    primero = hojas.codigo(hoja, ("falto", "Vivo aquí."), ALFABETO, 8)
    assert len(primero) == 8
    assert set(primero) <= set(ALFABETO)
    assert hojas.codigo(hoja, ("falto", "Vivo aquí."), ALFABETO, 8) == primero
    otros = {
        hojas.codigo(hoja, ("sobra", "Vivo aquí."), ALFABETO, 8),
        hojas.codigo(hoja, ("falto", "Vivo allá."), ALFABETO, 8),
        hojas.codigo(hoja, ("falt", "oVivo aquí."), ALFABETO, 8),
        hojas.codigo(hojas.nueva(), ("falto", "Vivo aquí."), ALFABETO, 8),
    }
    assert len(otros | {primero}) == 5


def test_depende_de_la_clave_del_sitio(app: Flask) -> None:
    hoja, llave = hojas.nueva(), app.config["SECRET_KEY"]
    antes = hojas.codigo(hoja, ("x",), ALFABETO, 12)
    app.config["SECRET_KEY"] = "otra clave muy larga para esta prueba"
    try:
        assert hojas.codigo(hoja, ("x",), ALFABETO, 12) != antes
    finally:
        app.config["SECRET_KEY"] = llave


def test_sin_hoja_es_al_azar(app: Flask) -> None:
    @given(st.text(max_size=40))
    def sirve(hoja: str) -> None:
        dos = {hojas.codigo(hoja, ("x",), ALFABETO, 12) for _vez in range(2)}
        assert len(dos) == (1 if len(hoja) == 32 and set(hoja) <= set("0123456789abcdef") else 2)

    sirve()
