"""Los catálogos: mismos huecos, todos los plurales, lo compilado al día, y nada traducido antes de tiempo."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo

from app.operacion import traducciones

RAIZ = Path(__file__).parents[2]
HUECO = re.compile(r"%\((\w+)\)[sd]")
TEMPRANAS = frozenset({"_", "gettext", "ngettext"})


def _ternas(mensaje: Message) -> list[tuple[str, str, str]]:
    """(original, lo que al menos lleva, traducido): un singular puede callar lo que calla su original."""
    if isinstance(mensaje.id, str):
        return [(mensaje.id, mensaje.id, str(mensaje.string))]
    uno, varios = mensaje.id
    return [(varios, uno if orden == 0 else varios, texto) for orden, texto in enumerate(mensaje.string)]


@pytest.mark.parametrize("idioma", traducciones.IDIOMAS)
def test_los_huecos_son_los_mismos(idioma: str) -> None:
    """Ni sobran ni faltan; el singular puede además callar su número."""
    malos = []
    for mensaje in traducciones.leer(idioma):
        for original, minimo, dicho in _ternas(mensaje) if mensaje.id else []:
            quiere, tiene = set(HUECO.findall(original)), set(HUECO.findall(dicho))
            faltan = set(HUECO.findall(minimo)) - tiene
            es_singular = not isinstance(mensaje.id, str) and dicho == mensaje.string[0]
            if dicho and (tiene - quiere or len(faltan) > es_singular):
                malos.append(f"{original!r} → {dicho!r}")
    assert not malos, "\n".join(malos[:20])


@pytest.mark.parametrize("idioma", traducciones.IDIOMAS)
def test_los_plurales_tienen_todas_sus_formas(idioma: str) -> None:
    catalogo = traducciones.leer(idioma)
    malos = [
        m.id[0]
        for m in catalogo
        if isinstance(m.id, tuple | list) and len([s for s in m.string if s]) not in (0, catalogo.num_plurals)
    ]
    assert not malos


@pytest.mark.parametrize("idioma", traducciones.IDIOMAS)
def test_ninguna_forma_del_plural_es_una_letra(idioma: str) -> None:
    """Guardar un texto donde van varias formas lo parte en letras, y nadie lo ve hasta leer la página."""
    malos = [
        m.id[0]
        for m in traducciones.leer(idioma)
        if isinstance(m.id, tuple | list) and any(len(s) < min(3, len(m.id[0])) for s in m.string)
    ]
    assert not malos


@pytest.mark.parametrize("idioma", traducciones.IDIOMAS)
def test_lo_que_se_usa_es_lo_que_se_lee(idioma: str) -> None:
    """El `.mo` se compila del `.po` que hay: quien corrige el texto y no compila, lo nota."""
    with traducciones.ruta(idioma, "mo").open("rb") as archivo:
        compilado = {_clave(m): _dicho(m) for m in read_mo(archivo) if m.id}
    leido = {_clave(m): _dicho(m) for m in traducciones.leer(idioma) if m.id and not m.fuzzy}
    assert compilado == {clave: dicho for clave, dicho in leido.items() if all(dicho)}


def _clave(mensaje: Message) -> str:
    return mensaje.id if isinstance(mensaje.id, str) else mensaje.id[0]


def _dicho(mensaje: Message) -> tuple[str, ...]:
    return (mensaje.string,) if isinstance(mensaje.string, str) else tuple(mensaje.string)


def _al_importar(arbol: ast.Module) -> Iterator[ast.Call]:
    """Las llamadas que corren al importar el módulo: fuera de toda función."""
    pendientes: list[ast.AST] = list(arbol.body)
    while pendientes:
        nodo = pendientes.pop()
        if isinstance(nodo, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            pendientes += [*getattr(nodo, "decorator_list", []), *nodo.args.defaults]
            continue
        if isinstance(nodo, ast.Call):
            yield nodo
        pendientes += ast.iter_child_nodes(nodo)


def _nombres_tempranos(arbol: ast.Module) -> set[str]:
    """Cómo llama el módulo a las que traducen en el acto; `lazy_gettext as _` no es de esas."""
    return {
        alias.asname or alias.name
        for nodo in ast.walk(arbol)
        if isinstance(nodo, ast.ImportFrom) and nodo.module == "flask_babel"
        for alias in nodo.names
        if alias.name in TEMPRANAS
    }


def test_nada_se_traduce_al_importar() -> None:
    """Lo traducido al cargar el módulo queda en el idioma de la ciudad para siempre: ahí va la perezosa."""
    malos = []
    for ruta in sorted(RAIZ.glob("app/**/*.py")):
        arbol = ast.parse(ruta.read_text("utf-8"))
        tempranas = _nombres_tempranos(arbol)
        malos += [
            f"{ruta.relative_to(RAIZ)}:{llamada.lineno}"
            for llamada in _al_importar(arbol)
            if isinstance(llamada.func, ast.Name) and llamada.func.id in tempranas
        ]
    assert not malos
