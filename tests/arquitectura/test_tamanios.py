"""Presupuestos de tamaño: se miden aquí y solo bajan."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

RAIZ = Path(__file__).parents[2]
ARCHIVOS = sorted([*RAIZ.glob("app/**/*.py"), *RAIZ.glob("tests/**/*.py"), RAIZ / "config.py", RAIZ / "rumbo"])
PLANTILLAS = sorted(RAIZ.glob("plantillas/**/*.*"))
POR_ARCHIVO, POR_FUNCION, POR_VISTA, POR_PLANTILLA, POR_CONFTEST = 400, 40, 15, 200, 200


def _lineas(ruta: Path) -> int:
    return len(ruta.read_text(encoding="utf-8").splitlines())


def _es_vista(funcion: ast.FunctionDef) -> bool:
    return any(
        (isinstance(d, ast.Name) and d.id == "publica")
        or (isinstance(d, ast.Call) and isinstance(d.func, ast.Name) and d.func.id == "requiere")
        for d in funcion.decorator_list
    )


def _largo(funcion: ast.FunctionDef) -> int:
    """Líneas de una función sin contar decoradores ni docstring."""
    cuerpo = funcion.body
    if isinstance(cuerpo[0], ast.Expr) and isinstance(cuerpo[0].value, ast.Constant) and len(cuerpo) > 1:
        cuerpo = cuerpo[1:]
    return (cuerpo[-1].end_lineno or 0) - cuerpo[0].lineno + 1


@pytest.mark.parametrize("ruta", ARCHIVOS, ids=lambda r: str(r.relative_to(RAIZ)))
def test_archivo(ruta: Path) -> None:
    maximo = POR_CONFTEST if ruta.name == "conftest.py" else POR_ARCHIVO
    assert _lineas(ruta) <= maximo
    largas = []
    for nodo in ast.walk(ast.parse(ruta.read_text(encoding="utf-8"))):
        if isinstance(nodo, ast.FunctionDef):
            tope = POR_VISTA if _es_vista(nodo) else POR_FUNCION
            if _largo(nodo) > tope:
                largas.append(f"{nodo.name}: {_largo(nodo)} líneas (caben {tope})")
    assert not largas, largas


@pytest.mark.parametrize("ruta", PLANTILLAS, ids=lambda r: str(r.relative_to(RAIZ)))
def test_plantilla(ruta: Path) -> None:
    assert _lineas(ruta) <= POR_PLANTILLA


def test_la_mediana_de_los_archivos() -> None:
    largos = sorted(_lineas(r) for r in RAIZ.glob("app/**/*.py"))
    assert largos[len(largos) // 2] <= 90
