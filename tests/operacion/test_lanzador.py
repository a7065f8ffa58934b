"""El lanzador: ayuda, errores con salida, y que no instale lo que ya está."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.operacion import arranque

RAIZ = Path(__file__).resolve().parents[2]


def _rumbo(*argumentos: str, **entorno: str) -> subprocess.CompletedProcess[str]:
    orden = [sys.executable, str(RAIZ / "rumbo"), *argumentos]
    return subprocess.run(
        orden, capture_output=True, text=True, env={**os.environ, **entorno}, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def lanzador() -> dict[str, Any]:
    return runpy.run_path(str(RAIZ / "rumbo"), run_name="lanzador")


@pytest.mark.parametrize(
    ("argumentos", "dice"),
    [
        (("demo", "--color"), "Sus opciones: --puerto"),
        (("demo", "--puerto", "abc"), "--puerto es un número"),
        (("demo", "--escala", "0"), "--escala es un número"),
    ],
)
def test_una_orden_mal_escrita_dice_que_se_puede(argumentos: tuple[str, ...], dice: str) -> None:
    hecho = _rumbo(*argumentos)
    assert hecho.returncode == 1
    assert dice in hecho.stderr
    assert "Traceback" not in hecho.stderr


def test_la_ayuda_no_crea_carpeta_de_datos(tmp_path: Path) -> None:
    hecho = _rumbo("--help", RUMBO_DATOS=str(tmp_path / "datos"))
    assert hecho.returncode == 0
    assert all(palabra in hecho.stdout for palabra in ("demo", "pruebas", "servir", "--escala"))
    assert not (tmp_path / "datos").exists()


def test_servir_con_una_opcion_desconocida_dice_cuales_hay(tmp_path: Path) -> None:
    orden = [sys.executable, "-m", "app.operacion.servidor", "--puert", "3"]
    hecho = subprocess.run(orden, capture_output=True, text=True, cwd=RAIZ, timeout=60, check=False)
    assert hecho.returncode == 1
    assert "--puerto N" in hecho.stderr


def test_cada_requisito_va_con_su_huella_y_sin_direcciones() -> None:
    for nombre in ("requisitos.txt", "requisitos-pruebas.txt"):
        texto = (RAIZ / nombre).read_text(encoding="utf-8")
        assert "://" not in texto
        fijados = [linea for linea in texto.splitlines() if linea[:1].isalnum()]
        assert all("==" in linea and linea.endswith("\\") for linea in fijados)


def test_las_pruebas_usan_las_mismas_versiones_que_el_servicio() -> None:
    def versiones(nombre: str) -> dict[str, str]:
        lineas = (RAIZ / nombre).read_text(encoding="utf-8").splitlines()
        pares = (linea.split(" ")[0].split("==") for linea in lineas if linea[:1].isalnum())
        return {paquete: numero for paquete, numero in pares if paquete != "soupsieve"}

    de_servicio, de_pruebas = versiones("requisitos.txt"), versiones("requisitos-pruebas.txt")
    assert {p: de_pruebas.get(p) for p in de_servicio} == de_servicio


def test_la_marca_evita_instalar_dos_veces(
    lanzador: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    globales = lanzador["preparar"].__globals__
    monkeypatch.setitem(globales, "ENTORNO", tmp_path)
    monkeypatch.setitem(globales, "PYTHON", Path(sys.executable))
    assert not lanzador["instalado"]("requisitos.txt")
    lanzador["marca"]("requisitos.txt").write_text(lanzador["huella"]("requisitos.txt"))
    assert not lanzador["instalado"]("requisitos.txt"), "lo instalado es de otro Python"
    (tmp_path / "lib" / Path(sys.executable).resolve().name).mkdir(parents=True)
    assert lanzador["instalado"]("requisitos.txt")
    lanzador["marca"]("requisitos.txt").write_text("otra")
    assert not lanzador["instalado"]("requisitos.txt")


def test_un_puerto_ocupado_sin_pedirlo_pasa_al_siguiente(monkeypatch: pytest.MonkeyPatch) -> None:
    ocupados = {arranque.PUERTO, arranque.PUERTO + 1}
    monkeypatch.setattr(arranque, "libre", lambda puerto: puerto not in ocupados)
    assert arranque.elegir_puerto(None) == arranque.PUERTO + 2
    with pytest.raises(arranque.Falla, match="--puerto"):
        arranque.elegir_puerto(str(arranque.PUERTO))


def test_la_demostracion_no_cae_en_la_ciudad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for clave in ("RUMBO_DATOS", "RUMBO_BASE", "RUMBO_SMTP"):
        monkeypatch.setenv(clave, str(tmp_path))
    assert arranque.carpeta_de_la_demo(None) == arranque.RAIZ / "datos-demo"
    assert "son de tu ciudad" in capsys.readouterr().err
    suyo = {c: v for c, v in arranque.entorno_demo(tmp_path / "otra").items() if c.startswith("RUMBO_")}
    assert suyo == {"RUMBO_DATOS": str(tmp_path / "otra"), "RUMBO_DEMOSTRACION": "1"}
    for clave in ("RUMBO_DATOS", "RUMBO_BASE"):
        monkeypatch.delenv(clave)
    assert arranque.carpeta_de_la_demo(str(tmp_path / "otra")) == tmp_path / "otra"
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("dicho", "frase"),
    [
        ("OSError: [Errno 28] No space left on device", "No queda espacio"),
        (
            "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
            "No hay conexión",
        ),
        ("error: [Errno 13] Permission denied: '/x/.venv/bin'", "mira de quién es"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "cambió su huella"),
        ("algo que nadie había visto", "Esto pasó."),
    ],
)
def test_una_instalacion_que_falla_dice_la_causa_en_una_frase(
    lanzador: dict[str, Any], capsys: pytest.CaptureFixture[str], dicho: str, frase: str
) -> None:
    with pytest.raises(arranque.Falla, match=frase) as caso:
        lanzador["fallar"](dicho, "Esto pasó.")
    assert "\n" not in str(caso.value)
    assert (dicho in capsys.readouterr().err) == (frase == "Esto pasó."), (
        "solo lo desconocido se muestra entero"
    )


@pytest.mark.parametrize(
    ("palabra", "dice"), [("demo", "--sin-servir"), ("pruebas", "./rumbo pruebas tests/plan")]
)
def test_la_ayuda_de_lo_suyo_no_instala_nada(palabra: str, dice: str) -> None:
    hecho = _rumbo(palabra, "--help", PATH="")
    assert (hecho.returncode, hecho.stderr) == (0, "")
    assert dice in hecho.stdout
