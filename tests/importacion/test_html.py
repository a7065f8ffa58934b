"""De HTML y de texto a Markdown: se ve lo mismo, y nada se ejecuta."""

from __future__ import annotations

import html as entidades
import re
from pathlib import Path

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.importacion.html import a_markdown, de_texto
from app.importacion.reglas import leer
from app.nucleo.texto import a_texto, markdown_seguro


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>Uno</h2><p>dos <strong>tres</strong></p>", "## Uno\n\ndos **tres**"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('<p><a href="https://x.example/a_b">ver</a></p>', "[ver](https://x.example/a_b)"),
        ('<p><img src="x" onerror="alert(1)">texto</p>', "texto"),
        ("<script>alert(1)</script><p>queda</p>", "queda"),
        ('<p><a href="javascript:alert(1)">enlace</a></p>', "enlace"),
        ("<p>1. no es lista</p>", "1\\. no es lista"),
        ("<p># no es título</p>", "\\# no es título"),
        ("<p>una\nsola línea</p>", "una sola línea"),
        ("https://decide.example/a_b_c", "https://decide.example/a_b_c"),
        ("", ""),
        ("<p>&nbsp;</p>", ""),
    ],
)
def test_de_html_a_markdown(html: str, markdown: str) -> None:
    assert a_markdown(html) == markdown


@given(st.text(alphabet="ab1 .)-+*_#>`[]()<>|~&;\\=!:/\n", max_size=60))
def test_el_texto_sin_formato_se_ve_tal_cual(texto: str) -> None:
    esperado = re.sub(r"\s+", "", texto)
    assert re.sub(r"\s+", "", a_texto(de_texto(texto))) == esperado
    permitidas = {"p", "br", "a"}
    assert set(re.findall(r"<(\w+)", str(markdown_seguro(de_texto(texto))))) <= permitidas


def test_los_textos_reales_conservan_sus_palabras(datos_reales: Path) -> None:
    ruta = datos_reales / "decide-madrid" / "proposals_2024-2025.csv"
    distintas = []
    for ajena in leer(ruta.read_text(encoding="utf-8")).propuestas:
        # Las direcciones se muestran con sus %XX descifrados: aquí se comparan las palabras.
        cuerpo = re.sub(r"https?://[^\s<\"]+", "", ajena.cuerpo)
        original = entidades.unescape(nh3.clean(cuerpo, tags=set()))
        if re.findall(r"\w", original) != re.findall(r"\w", a_texto(a_markdown(cuerpo))):
            distintas.append(ajena.origen_id)
    assert distintas == []
