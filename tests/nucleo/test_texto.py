"""Markdown de las personas: se lee bien y no ejecuta nada."""

from __future__ import annotations

import re
import unicodedata

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from app.nucleo.peticion import Peticion
from app.nucleo.rutas import ruta_propia
from app.nucleo.texto import a_texto, limpiar, markdown_seguro, raiz_url, recortar, sin_acentos, tiene_letras

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


INVISIBLES = (
    "\xad\u034f\u115f\u1160\u17b4\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\u2800\u3164"
    "\ufe0f\ufeff\uffa0\U000e0067\u2028\u3000\ue000\u0301 \t\n"
)
DEL_REVES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_mezclado = st.text(st.one_of(st.sampled_from(INVISIBLES), st.characters()), max_size=200)


@given(_mezclado)
def test_limpiar_no_deja_controles(texto: str) -> None:
    limpio = limpiar(texto)
    assert not set(limpio) & {"\0", "\r", "\u200b", "\u2060", "\ufeff", "\xad", *DEL_REVES}
    assert limpio == limpio.strip() == limpiar(limpio) and unicodedata.is_normalized("NFC", limpio)


@given(st.text(st.sampled_from(INVISIBLES), max_size=40))
def test_lo_que_no_se_ve_queda_vacio(texto: str) -> None:
    assert limpiar(texto) == "" and not tiene_letras(texto)
    assert limpiar(texto + "x") and tiene_letras(limpiar(texto + "x"))


@given(
    st.text(st.characters(exclude_characters="\r"), max_size=60),
    st.sampled_from("\xad\u200b\u2060\ufeff\u202e\u2066"),
)
def test_lo_escondido_entre_letras_se_quita_y_lo_demas_queda(texto: str, escondido: str) -> None:
    assert limpiar(escondido.join(texto)) == limpiar(texto)


@pytest.mark.parametrize(
    "texto",
    ["🚲", "❤️", "👩🏽\u200d🌾", "🏴\U000e0067\U000e0062\U000e007f", "می\u200cخواهم", "\U0001fae8", "—"],
)
def test_los_emoji_y_las_otras_escrituras_quedan_como_se_escribieron(texto: str) -> None:
    assert limpiar(f" {texto} ") == texto


@pytest.mark.parametrize(
    ("texto", "tiene"), [("Luz", True), ("2035", True), ("日本", True), ("🚲🚲", False), ("¿?", False)]
)
def test_un_titulo_se_lee_en_voz_alta(texto: str, tiene: bool) -> None:
    assert tiene_letras(texto) is tiene


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
