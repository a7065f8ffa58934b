"""La casa habla español, no deja cosas a medias y no nombra la máquina en que se hizo."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

RAIZ = Path(__file__).parents[2]
CODIGO = sorted([*RAIZ.glob("app/**/*.py"), *RAIZ.glob("tests/**/*.py"), RAIZ / "config.py"])
DE_HERRAMIENTA = {
    "create_app", "get_id", "is_active", "is_anonymous", "is_authenticated", "process_bind_param",
    "process_result_value", "load_dialect_impl", "bind_field", "set_cookie", "test_client", "open", "format",
}  # fmt: skip
INGLES = re.compile(r"^(get|set|list|create|update|delete|is|has|can|make|build|load|save|fetch|add|remove)_")


def test_nombres_en_espanol() -> None:
    malos = []
    for ruta in CODIGO:
        for nodo in ast.walk(ast.parse(ruta.read_text(encoding="utf-8"))):
            if isinstance(nodo, ast.FunctionDef | ast.ClassDef):
                if nodo.name not in DE_HERRAMIENTA and INGLES.match(nodo.name):
                    malos.append(f"{ruta.relative_to(RAIZ)}: {nodo.name}")
                if not nodo.name.isascii():
                    malos.append(f"{ruta.relative_to(RAIZ)}: {nodo.name} no es ASCII")
    assert not malos, malos


def _seguidos() -> list[Path]:
    salida = subprocess.run(
        ["git", "ls-files"], cwd=RAIZ, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    return [RAIZ / n for n in salida if (RAIZ / n).is_file()]


def test_nada_a_medias_ni_de_esta_maquina() -> None:
    prohibido = re.compile(
        r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|Not" r"Implemented|index-" r"url|extra-" r"index"
        r"|(?<![\w.])/(ro" r"ot|wo" r"rk)/"
    )  # fmt: skip
    malos = []
    for ruta in _seguidos():
        de_raiz = ruta.parent == RAIZ and ruta.suffix in {".txt", ".in"}
        if de_raiz or ruta.suffix in {".mo", ".png"}:
            continue
        try:
            texto = ruta.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        malos += [f"{ruta.relative_to(RAIZ)}: {h.group()}" for h in prohibido.finditer(texto)]
    assert not malos, malos


def test_docstring_en_lo_publico() -> None:
    faltan = []
    for ruta in CODIGO:
        arbol = ast.parse(ruta.read_text(encoding="utf-8"))
        partes = ruta.relative_to(RAIZ).parts
        if partes[0] == "tests" and ruta.name == "__init__.py":
            continue
        if not ast.get_docstring(arbol) and ruta.name != "__init__.py":
            faltan.append(str(ruta.relative_to(RAIZ)))
        if partes[0] == "app" and any(p.startswith(("servicios", "consultas", "reglas")) for p in partes):
            faltan += [
                f"{ruta.relative_to(RAIZ)}: {n.name}"
                for n in arbol.body
                if isinstance(n, ast.FunctionDef | ast.ClassDef)
                and not n.name.startswith("_")
                and not ast.get_docstring(n)
            ]
    assert not faltan, faltan
