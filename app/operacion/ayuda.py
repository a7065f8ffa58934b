"""Las órdenes de la aplicación para `./rumbo --help`: `python -m app.operacion.ayuda OBJETIVO`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pkgutil import resolve_name

import click

AJENAS = frozenset({"db", "demo", "pruebas", "servir"})
"""Las que no se listan: la de Flask-Migrate (está `base migrar`) y las que el lanzador explica él mismo."""

_ANCHO = 30


def lineas(raiz: click.Group) -> Iterator[str]:
    """Cada grupo con sus órdenes y una frase por orden; las órdenes sueltas van al final."""
    sueltas = {}
    for nombre, orden in sorted(raiz.commands.items()):
        if nombre in AJENAS or orden.hidden:
            continue
        if not isinstance(orden, click.Group):
            sueltas[nombre] = orden
            continue
        yield f"\n{nombre.capitalize()}: {orden.help or ''}".rstrip(": ")
        for hija, sub in sorted(orden.commands.items()):
            yield _linea(f"{nombre} {hija}", sub)
    if sueltas:
        yield "\nOtras"
        yield from (_linea(nombre, orden) for nombre, orden in sueltas.items())


def _linea(nombre: str, orden: click.Command) -> str:
    return f"  {nombre:<{_ANCHO}}{orden.get_short_help_str(100)}"


if __name__ == "__main__":
    for linea in lineas(resolve_name(sys.argv[1])().cli):
        sys.stdout.write(linea + "\n")
