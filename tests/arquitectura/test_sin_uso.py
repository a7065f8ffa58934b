"""Nada queda escrito que nadie llame: lo que solo usan las pruebas no es del programa."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

RAIZ = Path(__file__).parents[2]
CODIGO = sorted((RAIZ / "app").rglob("*.py"))
PALABRA = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
SIN_QUIEN_LLAME = frozenset(
    {"property", "cached_property", "staticmethod", "classmethod", "dataclass", "total_ordering"}
)
"""Decoradores que no dan quien llame: los demás inscriben (vistas, órdenes, filtros)."""
DE_OTROS = re.compile(
    r"__\w+__|visit_\w+|handle_\w+|validate_\w+|process_\w+|pre_validate|post_validate|do_\w+"
    r"|is_authenticated|is_active|is_anonymous|get_id|bind_field|load_dialect_impl"
)
"""Nombres que pone otra biblioteca, que es quien los llama."""
SIN_LLENAR = frozenset({"SeccionElectoral"})
"""Tablas que esperan a quien las llene; las instrucciones dicen que faltan."""


def _nombre(decorador: ast.expr) -> str:
    if isinstance(decorador, ast.Call):
        decorador = decorador.func
    return decorador.attr if isinstance(decorador, ast.Attribute) else getattr(decorador, "id", "")


def _definidos(arbol: ast.AST) -> Iterator[str]:
    for nodo in ast.iter_child_nodes(arbol):
        if isinstance(nodo, ast.ClassDef):
            yield nodo.name
            yield from _definidos(nodo)
        elif isinstance(nodo, ast.FunctionDef) and {_nombre(d) for d in nodo.decorator_list} <= SIN_QUIEN_LLAME:
            yield nodo.name


def _menciones(ruta: Path) -> Counter[str]:
    """Las palabras de un archivo, sin contar dónde se define, se importa o se vuelve a ofrecer cada una."""
    texto = ruta.read_text(encoding="utf-8")
    cuenta = Counter(PALABRA.findall(texto))
    if ruta.suffix != ".py":
        return cuenta
    for nodo in ast.walk(ast.parse(texto)):
        if isinstance(nodo, ast.ImportFrom | ast.Import):
            cuenta -= Counter(p for a in nodo.names if not a.asname for p in PALABRA.findall(a.name))
        elif isinstance(nodo, ast.FunctionDef | ast.ClassDef):
            cuenta[nodo.name] -= 1
        elif isinstance(nodo, ast.Assign) and any(getattr(d, "id", "") == "__all__" for d in nodo.targets):
            cuenta -= Counter(PALABRA.findall(ast.unparse(nodo.value)))
    return cuenta


def test_todo_lo_escrito_lo_usa_alguien() -> None:
    lugares = [
        *CODIGO,
        *(RAIZ / "plantillas").rglob("*.*"),
        *(RAIZ / "migraciones").rglob("*.py"),
        RAIZ / "config.py",
    ]
    menciones: Counter[str] = Counter()
    for ruta in lugares:
        menciones += _menciones(ruta)
    sobran = [
        f"{ruta.relative_to(RAIZ)}: {nombre}"
        for ruta in CODIGO
        for nombre in _definidos(ast.parse(ruta.read_text(encoding="utf-8")))
        if menciones[nombre] <= 0 and not DE_OTROS.fullmatch(nombre) and nombre not in SIN_LLENAR
    ]
    assert not sobran
