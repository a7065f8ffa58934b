"""Las plantillas compilan, se bastan con lo que piden y no llevan nada en línea."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

from app import create_app
from tests.bases import configuracion

RAIZ = Path(__file__).parents[2]
CARPETA = RAIZ / "plantillas"
NOMBRES = sorted(p.relative_to(CARPETA).as_posix() for p in CARPETA.rglob("*") if p.suffix in (".html", ".txt"))
CODIGO = sorted(p for p in RAIZ.glob("app/**/*.py") if "medir" not in p.parts)

CON_SAFE = {"componentes/icono.html"}
"""Trazos SVG escritos en la misma plantilla."""

CON_MARKUP = {
    "app/avance/panel_dinero.py",
    "app/avance/panel_indicadores.py",
    "app/avance/paneles.py",
    "app/consulta_plan/paneles.py",
    "app/nucleo/qr.py",
    "app/nucleo/texto.py",
    "app/padron/paneles.py",
    "app/participacion/participar.py",
    "app/plan/paneles.py",
    "app/privacidad/paneles.py",
    "app/propuestas/opciones.py",
    "app/propuestas/paneles.py",
    "app/propuestas/presentacion_cambios.py",
}
"""Lo saneado por nh3, lo que sale de una plantilla y lo ya escapado; cada uso dice por qué en su línea."""

EN_LINEA = re.compile(
    r"""\sstyle\s*=\s*["']|<style\b|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*["']|javascript:""", re.I
)


@pytest.fixture(scope="module")
def casa(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    carpeta = tmp_path_factory.mktemp("casa")
    return create_app(configuracion(carpeta, f"sqlite:///{carpeta}/b.sqlite3", RUMBO_DEMOSTRACION="1"))


def _arbol(casa: Flask, nombre: str) -> nodes.Template:
    return casa.jinja_env.parse((CARPETA / nombre).read_text(encoding="utf-8"))


def _constantes(arbol: nodes.Template, funcion: str) -> Iterator[str]:
    """El primer argumento de cada llamada a `funcion`, si es un texto fijo."""
    for llamada in arbol.find_all(nodes.Call):
        if isinstance(llamada.node, nodes.Name) and llamada.node.name == funcion and llamada.args:
            primero = llamada.args[0]
            if isinstance(primero, nodes.Const) and isinstance(primero.value, str):
                yield primero.value


@pytest.mark.parametrize("nombre", NOMBRES)
def test_compila_y_pide_lo_que_existe(casa: Flask, nombre: str) -> None:
    casa.jinja_env.get_template(nombre)
    arbol = _arbol(casa, nombre)
    pedidas = {p for p in meta.find_referenced_templates(arbol) if p is not None}
    assert pedidas <= set(NOMBRES), f"no existen: {pedidas - set(NOMBRES)}"
    rutas = set(_constantes(arbol, "url_for"))
    assert rutas <= casa.view_functions.keys(), f"no hay ruta para: {rutas - casa.view_functions.keys()}"
    fijos = set(_constantes(arbol, "estatico"))
    assert fijos <= casa.extensions["rumbo_estaticos"].keys(), f"faltan archivos fijos: {fijos}"


@pytest.mark.parametrize("nombre", NOMBRES)
def test_sin_macros_de_mas(casa: Flask, nombre: str) -> None:
    arbol = _arbol(casa, nombre)
    traidas = {
        n[1] if isinstance(n, tuple) else n for hoja in arbol.find_all(nodes.FromImport) for n in hoja.names
    }
    usadas = {n.name for n in arbol.find_all(nodes.Name)}
    assert traidas <= usadas, f"importa y no usa: {sorted(traidas - usadas)}"


def _cadena(casa: Flask, nombre: str) -> list[str]:
    """La plantilla y las que extiende, hasta la última."""
    cadena = [nombre]
    while True:
        madres = [m.template.value for m in _arbol(casa, cadena[-1]).find_all(nodes.Extends) if _fija(m)]
        if not madres:
            return cadena
        cadena.append(madres[0])


def _fija(extiende: nodes.Extends) -> bool:
    return isinstance(extiende.template, nodes.Const)


def test_toda_pagina_tiene_titulo(casa: Flask) -> None:
    """Quien extiende `base.html`, por sí o por un armazón (`_algo.html`), dice su título."""
    sin_titulo = []
    for nombre in NOMBRES:
        cadena = _cadena(casa, nombre)
        if cadena[-1] != "base.html" or Path(nombre).name.startswith("_") or nombre == "base.html":
            continue
        bloques = {b.name for n in cadena[:-1] for b in _arbol(casa, n).find_all(nodes.Block)}
        if "titulo" not in bloques:
            sin_titulo.append(nombre)
    assert not sin_titulo


@pytest.mark.parametrize("nombre", NOMBRES)
def test_nada_en_linea_ni_sin_escapar(nombre: str) -> None:
    texto = re.sub(r"\{#.*?#\}", "", (CARPETA / nombre).read_text(encoding="utf-8"), flags=re.S)
    assert not EN_LINEA.search(texto), EN_LINEA.search(texto)
    if nombre not in CON_SAFE:
        propio = re.sub(r"""("[^"]*"|'[^']*')\s*\|\s*safe\b""", "", texto)
        assert not re.search(r"\|\s*safe\b|autoescape", propio), (
            "marca como seguro algo que no está escrito aquí"
        )


def test_el_codigo_pide_plantillas_y_rutas_que_existen(casa: Flask) -> None:
    faltan = []
    for ruta in CODIGO:
        for nodo in ast.walk(ast.parse(ruta.read_text(encoding="utf-8"))):
            if not isinstance(nodo, ast.Call) or not nodo.args or not isinstance(nodo.func, ast.Name):
                continue
            primero = nodo.args[0]
            if not (isinstance(primero, ast.Constant) and isinstance(primero.value, str)):
                continue
            valor = primero.value
            if nodo.func.id == "render_template" and valor not in NOMBRES:
                faltan.append(f"{ruta.relative_to(RAIZ)}: {valor}")
            if nodo.func.id == "url_for" and not valor.startswith(".") and valor not in casa.view_functions:
                faltan.append(f"{ruta.relative_to(RAIZ)}: ruta {valor}")
    assert not faltan


def test_solo_sanea_quien_debe() -> None:
    """`Markup(variable)` se salta el escapado; `Markup("fijo").format(…)` no."""
    malos = []
    for ruta in CODIGO:
        nombre = ruta.relative_to(RAIZ).as_posix()
        lineas = ruta.read_text(encoding="utf-8").splitlines()
        for nodo in ast.walk(ast.parse("\n".join(lineas))):
            es_markup = (
                isinstance(nodo, ast.Call) and isinstance(nodo.func, ast.Name) and nodo.func.id == "Markup"
            )
            if not es_markup or (nodo.args and isinstance(nodo.args[0], ast.Constant)):
                continue
            explicado = "noqa: S704" in lineas[nodo.lineno - 1]
            desescapa = "unescape" in lineas[nodo.lineno - 1]
            if not desescapa and not (nombre in CON_MARKUP and explicado):
                malos.append(f"{nombre}:{nodo.lineno}")
    assert not malos


def test_los_asuntos_caben_en_una_linea() -> None:
    for ruta in CARPETA.glob("correos/**/asunto.txt"):
        assert len(ruta.read_text(encoding="utf-8").strip().splitlines()) == 1, ruta
        for otra in ("cuerpo.txt",):
            assert (ruta.parent / otra).exists(), f"{ruta.parent}: falta {otra}"
