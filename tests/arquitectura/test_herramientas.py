"""Las herramientas de calidad pasan sin excepciones nuevas: contratos, estilo, tipos y plantillas."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RAIZ = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "orden",
    [
        ("lint-imports",),
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("djlint", "plantillas", "--lint", "--quiet"),
    ],
    ids=["contratos", "estilo", "formato", "tipos", "plantillas"],
)
def test_herramienta(orden: tuple[str, ...]) -> None:
    hecho = subprocess.run(
        [str(BIN / orden[0]), *orden[1:]], cwd=RAIZ, capture_output=True, text=True, check=False
    )
    assert hecho.returncode == 0, (hecho.stdout + hecho.stderr)[-6000:]


REGLAS = sorted(
    ".".join(p.relative_to(RAIZ).with_suffix("").parts).removesuffix(".__init__")
    for p in [*RAIZ.glob("app/*/reglas.py"), *RAIZ.glob("app/*/reglas/__init__.py")]
)


@pytest.mark.parametrize("modulo", REGLAS)
def test_las_reglas_no_cargan_la_casa(modulo: str) -> None:
    codigo = (
        f"import sys, {modulo}; "
        "malos = {'flask', 'sqlalchemy', 'wtforms', 'babel', 'config'} & set(sys.modules); "
        "sys.exit(', '.join(sorted(malos)) or 0)"
    )
    hecho = subprocess.run(
        [sys.executable, "-c", codigo], cwd=RAIZ, capture_output=True, text=True, check=False
    )
    assert hecho.returncode == 0, f"{modulo} carga {hecho.stderr.strip()}"


def test_hay_reglas_que_mirar() -> None:
    assert len(REGLAS) >= 5
