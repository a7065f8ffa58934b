"""La ayuda y los errores de las órdenes se dicen en español, también los que pone la biblioteca."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from app.operacion import castellano

RAIZ = Path(__file__).resolve().parents[2]
DE_QUIEN_PROGRAMA = {
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Value must be an iterable.",
    "Could not determine name for option with declarations {decls!r}",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
    "Did you mean to pass '--{name}'?",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "(dynamic)",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "%(prog)s, version %(version)s",
    "Invalid start character for option ({option})",
    "Press any key to continue...",
    "Unknown color {colour!r}",
    "Choice({choices})",
    "{len_type} values are required, but {len_value} was given.",
    "{len_type} values are required, but {len_value} were given.",
    "{value!r} is not a valid UUID.",
}
"""Avisos a quien escribe las órdenes, y de partes de click que aquí no se usan."""


def _frases_de_click() -> set[str]:
    frases: set[str] = set()
    for nombre in ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types"):
        arbol = ast.parse((Path(click.__file__).parent / f"{nombre}.py").read_text(encoding="utf-8"))
        for nodo in ast.walk(arbol):
            if (
                isinstance(nodo, ast.Call)
                and isinstance(nodo.func, ast.Name)
                and nodo.func.id in ("_", "ngettext")
            ):
                frases |= {
                    a.value for a in nodo.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                }
    return frases


def test_toda_frase_de_la_biblioteca_tiene_la_suya() -> None:
    assert _frases_de_click() - set(castellano.FRASES) - DE_QUIEN_PROGRAMA == set()


@pytest.mark.parametrize(
    ("palabras", "dice"),
    [
        (
            ("auditoria", "verificar", "--help"),
            ["Uso: ./rumbo auditoria verificar [OPCIONES]", "Opciones:", "NÚMERO"],
        ),
        (("auditoria", "verifica"), ["No hay ninguna orden 'verifica'", "¿Querías decir 'verificar'?"]),
        (("auditoria", "verificar", "--desde", "x"), ["No vale para '--desde': 'x' no es un número."]),
        (("auditoria", "--help"), ["ORDEN [ARGUMENTOS]…", "Órdenes:", "Muestra esta ayuda."]),
    ],
)
def test_ayuda_y_errores_en_espanol(palabras: tuple[str, ...], dice: list[str], tmp_path: Path) -> None:
    hecho = subprocess.run(
        [sys.executable, "-m", "app", *palabras],
        capture_output=True,
        text=True,
        cwd=RAIZ,
        env={**os.environ, "RUMBO_DATOS": str(tmp_path), "RUMBO_BASE": ""},
        timeout=60,
        check=False,
    )
    texto = hecho.stdout + hecho.stderr
    for frase in dice:
        assert frase in texto, texto
    assert "Usage" not in texto
    assert "Options" not in texto
