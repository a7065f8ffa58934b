"""El código de un lugar, de un elemento o de un indicador nunca es la dirección de otra página."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.avance.reglas.tablas import celdas
from app.avance.servicios import indicadores
from app.plan.reglas import codigo_valido
from app.territorio.reglas import importacion as lugares

FORMATOS = {"<formato>": ("csv", "json", "xlsx"), "<clase>": ("metas",)}
ELEGIDOS: dict[str, Callable[[str], bool]] = {
    "/territorios/<codigo>": lambda codigo: codigo not in lugares.RESERVADOS,
    "/plan/<clave>/<codigo>": codigo_valido,
    "/plan/<clave>/indicador/<codigo>": lambda codigo: (
        codigo not in celdas.RESERVADOS and codigo not in indicadores.RESERVADOS
    ),
}


def _vecinas(app: Flask, ruta: str) -> set[str]:
    """El último trozo de las demás direcciones que casan con la misma forma."""
    antes, _, _variable = ruta.rpartition("/")
    todas = {r.rule for r in app.url_map.iter_rules()} - {ruta}
    trozos = {r.removeprefix(f"{antes}/") for r in todas if r.startswith(f"{antes}/")}
    sueltos = {t for t in trozos if "/" not in t}
    return {
        t.replace(hueco, valor)
        for t in sueltos
        for hueco, valores in FORMATOS.items()
        for valor in valores
        if hueco in t or "<" not in t
    }


@pytest.mark.parametrize("ruta", ELEGIDOS)
def test_ningun_codigo_tapa_otra_pagina(app: Flask, ruta: str) -> None:
    assert ruta in {r.rule for r in app.url_map.iter_rules()}
    vecinas = _vecinas(app, ruta)
    assert not {v for v in vecinas if ELEGIDOS[ruta](v)}, "faltan en los códigos reservados"


def test_hay_vecinas_que_mirar(app: Flask) -> None:
    assert {"niveles", "punto"} <= _vecinas(app, "/territorios/<codigo>")
    assert {"importar", "avance.csv", "plan.csv"} <= _vecinas(app, "/plan/<clave>/<codigo>")
