"""Las órdenes de la aplicación para `./rumbo --help`: `python -m app.operacion.ayuda OBJETIVO`."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from pkgutil import resolve_name

import click

from app.operacion import castellano

AJENAS = frozenset({"db", "demo", "pruebas", "servir"})
"""Las que no se listan: la de Flask-Migrate (está `base migrar`) y las que el lanzador explica él mismo."""

CON_ACENTO = {"auditoria": "Auditoría", "padron": "Padrón"}

_ANCHO = 26


def lineas(raiz: click.Group) -> Iterator[str]:
    """Cada grupo con sus órdenes y una frase por orden; las órdenes sueltas van al final."""
    sueltas = {}
    for nombre, orden in sorted(raiz.commands.items()):
        if nombre in AJENAS or orden.hidden:
            continue
        if not isinstance(orden, click.Group):
            sueltas[nombre] = orden
            continue
        titulo = CON_ACENTO.get(nombre, nombre.capitalize())
        yield f"\n{titulo}: {orden.help or ''}".rstrip(": ")
        for hija, sub in sorted(orden.commands.items()):
            yield from _renglones(f"{nombre} {hija}", sub)
    if sueltas:
        yield "\nOtras"
        for nombre, orden in sueltas.items():
            yield from _renglones(nombre, orden)


def _renglones(nombre: str, orden: click.Command) -> list[str]:
    """El nombre y su frase entera, que sigue debajo si no cabe."""
    ancho = min(120, max(60, shutil.get_terminal_size().columns))
    sangria = " " * (_ANCHO + 2)
    return textwrap.wrap(
        f"  {nombre:<{_ANCHO}}{orden.get_short_help_str()}", ancho, subsequent_indent=sangria
    ) or [nombre]


if __name__ == "__main__":
    raiz = resolve_name(sys.argv[1])().cli
    castellano.poner(raiz)
    for linea in lineas(raiz):
        sys.stdout.write(linea + "\n")
