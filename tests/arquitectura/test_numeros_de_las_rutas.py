"""Un número que no cabe en la base no es la dirección de nada: 404 en todas las rutas que llevan uno."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter, Rule

from app.nucleo.rutas import ENTERO_MAXIMO
from tests.cliente import Cliente


def _con_numero(app: Flask) -> list[tuple[Rule, list[str]]]:
    reglas = [
        (regla, [a for a, c in regla._converters.items() if isinstance(c, IntegerConverter)])
        for regla in app.url_map.iter_rules()
    ]
    return [(regla, numeros) for regla, numeros in reglas if numeros]


def test_los_numeros_de_las_rutas_llevan_tope(app: Flask) -> None:
    con_numero = _con_numero(app)
    assert len(con_numero) > 20
    adaptador = app.url_map.bind("localhost")
    for regla, numeros in con_numero:
        valores: dict[str, object] = dict.fromkeys(regla.arguments, "x") | dict.fromkeys(numeros, 7)
        metodo = "GET" if "GET" in (regla.methods or ()) else "POST"
        construida = adaptador.build(regla.endpoint, valores, method=metodo)
        assert adaptador.match(construida, method=metodo)[0] == regla.endpoint
        for pasado in (ENTERO_MAXIMO + 1, 10**25):
            with pytest.raises(NotFound):
                adaptador.match(construida.replace("/7", f"/{pasado}"), method=metodo)


@pytest.mark.parametrize("ruta", ["/elementos", "/padron/cortes", "/privacidad/versiones"])
def test_un_numero_enorme_no_rompe_nada(cliente: Cliente, ruta: str) -> None:
    for numero in (ENTERO_MAXIMO, ENTERO_MAXIMO + 1, 2**63, 10**25):
        assert cliente.get(f"{ruta}/{numero}").status_code == 404
