"""Markdown de las personas: se lee bien y no ejecuta nada."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from app.nucleo.peticion import Peticion
from app.nucleo.rutas import ruta_propia
from app.nucleo.texto import a_texto, limpiar, markdown_seguro, raiz_url, recortar, sin_acentos

HOSTILES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg/onload=alert(1)>",
    "[x](vbscript:msgbox)",
    '<a href="javascript&#58;alert(1)">x</a>',
    "![x](https://espia.example/p.gif)",
    "<style>*{display:none}</style>",
    "<iframe src=//espia.example></iframe>",
    "javascript://%0aalert(1)",
    "[x](ftp://espia.example/x)",
    "[x](magnet:?xt=urn)",
]
PERMITIDAS = {"href", "title", "rel", "start"}


def comprobar_inofensivo(html: str) -> None:
    arbol = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for elemento in arbol.iter():
        if not isinstance(elemento.tag, str):
            continue
        assert elemento.tag not in {"script", "img", "svg", "iframe", "style", "h1", "h2", "form", "input"}
        if elemento.tag != "DOCUMENT_FRAGMENT":
            assert set(elemento.attrib) <= PERMITIDAS
        destino = elemento.get("href", "")
        assert destino.split(":")[0] in {"", "http", "https", "mailto", "tel"} or destino.startswith(("/", "#"))


@pytest.mark.parametrize("texto", HOSTILES)
def test_lo_hostil_no_ejecuta(texto: str) -> None:
    comprobar_inofensivo(str(markdown_seguro(texto)))


def test_lo_que_no_se_admite_se_lee_como_se_escribio() -> None:
    assert "&lt;em&gt;ojo&lt;/em&gt;" in markdown_seguro("<em>ojo</em>")
    assert '<a href="https://fotos.example/1.png"' in markdown_seguro("![foto](https://fotos.example/1.png)")


@given(st.text(max_size=300))
def test_ningun_texto_rompe_ni_ejecuta(texto: str) -> None:
    comprobar_inofensivo(str(markdown_seguro(texto)))


def test_los_titulos_bajan_dos_niveles() -> None:
    assert "<h3>" in markdown_seguro("# Uno")


def test_los_titulos_no_saltan_niveles() -> None:
    html = markdown_seguro("### Uno\n\n##### Dos\n\n#### Tres\n\n# Cuatro\n\n## Cinco")
    assert re.findall(r"<(h\d)>", html) == ["h3", "h4", "h4", "h3", "h4"]


def test_los_enlaces_no_avalan() -> None:
    assert 'rel="nofollow ugc noopener noreferrer"' in markdown_seguro("mira https://ejemplo.org")


def test_a_texto_quita_el_formato() -> None:
    assert a_texto("## Luz\n\n**Más** luz & [aquí](https://x.org) <3") == "Luz Más luz & aquí <3"


@given(st.text(max_size=200), st.integers(2, 80))
def test_recortar_nunca_se_pasa(texto: str, maximo: int) -> None:
    assert len(recortar(texto, maximo)) <= maximo


def test_la_enie_es_otra_letra() -> None:
    assert sin_acentos("Año de la CAÑA: camión") == "año de la caña: camion"
    assert raiz_url("¡Más árboles en la Ñuñoa!") == "mas-arboles-en-la-nunoa"


@given(st.text(max_size=200))
def test_la_raiz_siempre_cabe_en_una_direccion(texto: str) -> None:
    raiz = raiz_url(texto)
    assert raiz and len(raiz) <= 60 and raiz.strip("-") == raiz and raiz.isascii()


@given(st.text(max_size=200))
def test_limpiar_no_deja_controles(texto: str) -> None:
    limpio = limpiar(texto)
    assert "\0" not in limpio and "\r" not in limpio and limpio == limpio.strip()


@pytest.mark.parametrize(
    "mala",
    [
        "//malo.example",
        "/\\malo",
        "https://malo.example",
        "https:malo",
        "/a\r\nb",
        "",
        "a",
        "/\\/malo",
        "/a\\b",
        "/" + "a" * 2000,
    ],
)
def test_solo_se_vuelve_a_una_ruta_propia(mala: str) -> None:
    assert ruta_propia(mala, "/inicio") == "/inicio"


def test_lo_que_llega_viene_sin_codigos_de_control() -> None:
    pedida = EnvironBuilder(
        method="POST", query_string={"q": "luz\x0b\ufdd0"}, data={"nom\x00bre": "uno\x1b[31m\x7fdos\ny\ttres"}
    ).get_request(Peticion)
    assert pedida.args["q"] == "luz"
    assert pedida.form["nombre"] == "uno[31mdos\ny\ttres"


def test_una_ruta_propia_se_respeta() -> None:
    assert ruta_propia("/propuestas?orden=azar#x") == "/propuestas?orden=azar#x"
