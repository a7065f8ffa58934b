"""Las órdenes sin base o con la carpeta de datos mal puesta: una frase con la salida, nunca una traza."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import RAIZ

SIN_BASE = ("recontar", "procesos listar", "auditoria verificar", "exportar plan nada", "adjuntos comprobar")


def _correr(orden: str, datos: Path) -> subprocess.CompletedProcess[str]:
    entorno = {**os.environ, "RUMBO_DATOS": str(datos), "RUMBO_BASE": ""}
    return subprocess.run(
        [sys.executable, "-m", "app", *orden.split()],
        cwd=RAIZ, env=entorno, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("orden", SIN_BASE)
def test_sin_base(tmp_path: Path, orden: str) -> None:
    hecho = _correr(orden, tmp_path / "datos")
    assert hecho.returncode == 1
    assert "Traceback" not in hecho.stderr
    assert "Ejecuta «./rumbo base migrar»" in hecho.stderr


def test_la_carpeta_de_datos_es_un_archivo(tmp_path: Path) -> None:
    malo = tmp_path / "datos"
    malo.write_text("no soy una carpeta", encoding="utf-8")
    hecho = _correr("base migrar", malo)
    assert hecho.returncode != 0
    assert "Traceback" not in hecho.stderr
    assert str(malo) in hecho.stderr


def test_un_ajuste_mal_escrito(tmp_path: Path) -> None:
    (tmp_path / "rumbo.env").write_text("RUMBO_ZONA=Bogota\n", encoding="utf-8")
    hecho = _correr("base migrar", tmp_path)
    assert hecho.returncode == 1
    assert hecho.stderr.startswith("Error: RUMBO_ZONA no vale («Bogota»)")
