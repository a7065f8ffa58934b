"""Las imágenes de los manuales: cada una está en la tabla, la tabla no sobra, y los archivos pesan poco."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from app.operacion import capturas
from app.operacion.capturas import CARPETA, TOMAS, Toma, archivo

RAIZ = Path(__file__).resolve().parents[2]
PAGINAS = [RAIZ / "README.md", RAIZ / "README.en.md", *sorted((RAIZ / "docs").rglob("*.md"))]
IMAGEN = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
TOPE = 2 * 1024 * 1024


def _citadas() -> list[tuple[Path, str, Path]]:
    return [
        (pagina, dicho, (pagina.parent / donde).resolve())
        for pagina in PAGINAS
        for dicho, donde in IMAGEN.findall(pagina.read_text("utf-8"))
    ]


def test_cada_imagen_citada_esta_en_la_tabla_y_la_tabla_no_sobra() -> None:
    citadas = {donde for _pagina, _dicho, donde in _citadas()}
    tomadas = {CARPETA / archivo(toma) for toma in TOMAS}
    assert citadas == tomadas


def test_cada_imagen_dice_que_se_ve() -> None:
    """El texto de la imagen sirve a quien no la ve: una frase, no el nombre del archivo."""
    mudas = [f"{pagina.name}: {donde.name}" for pagina, dicho, donde in _citadas() if len(dicho.split()) < 4]
    assert not mudas


def test_los_archivos_estan_y_pesan_poco() -> None:
    hay = set(CARPETA.glob("*"))
    assert hay == {CARPETA / archivo(toma) for toma in TOMAS}
    assert sum(ruta.stat().st_size for ruta in hay) <= TOPE


def test_los_nombres_no_se_repiten_y_cambian_con_el_idioma() -> None:
    assert len({toma.nombre for toma in TOMAS}) == len(TOMAS)
    assert archivo(Toma("portada", "", "/")) == "portada.webp"
    assert archivo(Toma("portada", "", "/"), "pt") == "portada.pt.webp"


def test_achicar_conserva_lo_que_se_lee() -> None:
    """Menos bytes, el mismo tamaño y los colores donde estaban."""
    lamina = Image.effect_noise((320, 240), 20).convert("RGB")
    ImageDraw.Draw(lamina).rectangle((0, 0, 319, 99), fill=(10, 90, 80))
    crudo = io.BytesIO()
    lamina.save(crudo, "PNG")
    chica = capturas.achicar(crudo.getvalue())
    vista = Image.open(io.BytesIO(chica)).convert("RGB")
    assert (vista.size, vista.getpixel((5, 5))) == ((320, 240), (10, 90, 80))
    assert len(chica) < len(crudo.getvalue())


def test_una_toma_que_no_existe_dice_cuales_hay(tmp_path: Path) -> None:
    hecho = CliRunner().invoke(capturas.capturas, [str(tmp_path), "--solo", "nadie"])
    assert hecho.exit_code == 2
    assert "no hay «nadie»" in hecho.output and TOMAS[0].nombre in hecho.output


def test_sin_navegador_dice_como_instalarlo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUMBO_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    hecho = CliRunner().invoke(capturas.capturas, [str(tmp_path), "--solo", "portada"])
    assert hecho.exit_code == 1
    assert "apt-get install -y chromium" in hecho.output
