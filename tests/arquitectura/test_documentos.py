"""Los documentos dicen la verdad: la orden, el archivo y la dirección que nombran existen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from config import RAIZ

PAGINAS = [RAIZ / n for n in ("README.md", "README.en.md", "CONTRIBUTING.md")] + sorted(
    RAIZ.glob("docs/**/*.md")
)
DEL_LANZADOR = {"demo", "servir", "pruebas"}
CARPETAS = ("app", "tests", "docs", "plantillas", "estaticos", "migraciones")
SON_EJEMPLOS = {"app/traducciones/qu/LC_MESSAGES/messages.po", "tests/<área>"}
NO_SON_PAGINAS = {"/Filter", "/Info", "/estilo"}


def _dichos(forma: str) -> Iterator[tuple[Path, str]]:
    for pagina in PAGINAS:
        for hallado in re.findall(forma, pagina.read_text(encoding="utf-8")):
            yield pagina, hallado


def _falta_en(raiz: click.Command, escrita: str) -> str:
    """La primera palabra u opción de una orden que no existe; vacío si todas."""
    palabras = escrita.partition("#")[0].replace("[", " ").replace("]", " ").split()
    orden = raiz
    while isinstance(orden, click.Group) and palabras and re.fullmatch(r"[a-z][a-z-]*", palabras[0]):
        if palabras[0] in DEL_LANZADOR and orden is raiz:
            return ""
        siguiente = orden.commands.get(palabras.pop(0))
        if siguiente is None:
            return escrita
        orden = siguiente
    if isinstance(orden, click.Group):
        return "" if palabras in ([], ["--help"]) or palabras[0] == "…" else escrita
    opciones = {o for p in orden.params for o in (*p.opts, *p.secondary_opts)} | {"--help"}
    return next((p for p in palabras if p.startswith("--") and p not in opciones), "")


def test_cada_orden_que_se_nombra_existe(app: Flask) -> None:
    escritas = list(_dichos(r"\./rumbo ([a-z][^`\n]*)"))
    assert len(escritas) > 60
    assert [(p.name, e) for p, e in escritas if _falta_en(app.cli, e)] == []
    assert _falta_en(app.cli, "importar nada x.csv") and _falta_en(app.cli, "recontar --nada")


def test_cada_archivo_que_se_nombra_existe() -> None:
    nombrados = set(_dichos(rf"`((?:{'|'.join(CARPETAS)})/[^` ]+)`"))
    enlazados = {(p, ruta) for p, ruta in _dichos(r"\]\(([^)#:]+)\)")}
    assert len(nombrados) > 60 and len(enlazados) > 20
    faltan = [(p.name, r) for p, r in nombrados if r not in SON_EJEMPLOS and not any(RAIZ.glob(r.rstrip("/")))]
    assert faltan + [(p.name, r) for p, r in enlazados if not (p.parent / r).exists()] == []


def test_cada_direccion_que_se_nombra_existe(app: Flask) -> None:
    mapa = app.url_map.bind("localhost")

    def existe(ruta: str) -> bool:
        try:
            mapa.match(re.sub(r"<[a-zó]+>", "x", ruta.replace("<id>", "1")).partition("?")[0])
        except RequestRedirect:
            return True
        except NotFound:
            return False
        return True

    nombradas = {(p, r) for p, r in _dichos(r"`(/[^` ]*)`") if r not in NO_SON_PAGINAS}
    assert len(nombradas) > 25
    assert [(p.name, r) for p, r in nombradas if not existe(re.sub(r"\{([a-z]+)[^}]*\}", r"\1", r))] == []
