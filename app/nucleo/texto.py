"""Textos de las personas: Markdown seguro, recortes y formas de URL."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from app.letras import limpiar, tiene_letras

__all__ = [
    "a_texto",
    "limpiar",
    "markdown_seguro",
    "raiz_url",
    "recortar",
    "sin_acentos",
    "tiene_letras",
]

_ETIQUETAS = {
    "p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "a", "code", "pre", "hr",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_LIMPIADOR = nh3.Cleaner(
    tags=_ETIQUETAS,
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="nofollow ugc noopener noreferrer",
)


def _crear() -> MarkdownIt:
    lector = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    lector.enable(["table", "strikethrough", "linkify"])
    lector.disable("image")

    def bajar_titulos(estado: object) -> None:
        tokens: list[Token] = estado.tokens  # type: ignore[attr-defined]
        abiertos: list[int] = []
        for ficha in tokens:
            if ficha.type == "heading_open":
                nivel = int(ficha.tag[1])
                abiertos = [n for n in abiertos if n < nivel] + [nivel]
            if ficha.type in ("heading_open", "heading_close"):
                ficha.tag = f"h{min(len(abiertos) + 2, 6)}"

    lector.core.ruler.push("bajar_titulos", bajar_titulos)
    return lector


_LECTOR = _crear()


@lru_cache(maxsize=2048)
def markdown_seguro(texto: str) -> Markup:
    """Convierte Markdown de una persona en HTML saneado: sin imágenes ni HTML propio.

    Los títulos van desde h3 y no saltan niveles, los escriba como los escriba.
    """
    return Markup(_LIMPIADOR.clean(_LECTOR.render(texto)))  # noqa: S704 (lo acaba de sanear nh3)


@lru_cache(maxsize=1024)
def a_texto(texto: str) -> str:
    """Quita el formato Markdown y deja el texto corrido, para resúmenes y descripciones."""
    plano: str = nh3.clean(_LECTOR.render(texto), tags=set())
    sin_entidades = html.unescape(plano)
    return re.sub(r"\s+", " ", sin_entidades).strip()


def recortar(texto: str, maximo: int) -> str:
    """Corta por palabra a `maximo` caracteres como mucho, con puntos suspensivos."""
    if len(texto) <= maximo:
        return texto
    corte = texto[: maximo - 1].rsplit(" ", 1)[0] or texto[: maximo - 1]
    return corte.rstrip(" ,;:.") + "…"


def sin_acentos(texto: str) -> str:
    """Minúsculas sin tildes; conserva la ñ, que es otra letra."""
    guardado = texto.casefold().replace("ñ", "\0")
    plano = "".join(c for c in unicodedata.normalize("NFKD", guardado) if not unicodedata.combining(c))
    return plano.replace("\0", "ñ")


def raiz_url(texto: str, maximo: int = 60) -> str:
    """Forma legible para una dirección: `Un paso seguro` → `un-paso-seguro`; nunca vacía."""
    plano = sin_acentos(texto).replace("ñ", "n")
    partes = re.findall(r"[a-z0-9]+", plano)
    salida = ""
    for parte in partes:
        if len(salida) + len(parte) + 1 > maximo:
            break
        salida = f"{salida}-{parte}" if salida else parte
    return salida or "x"
