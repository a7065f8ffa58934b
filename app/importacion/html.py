"""De lo que guardan otras plataformas (HTML, o texto sin formato) al Markdown que se publica aquí."""

from __future__ import annotations

import re
import warnings
from typing import Any

import nh3
from bs4 import MarkupResemblesLocatorWarning
from markdownify import ATX, MarkdownConverter

_ETIQUETAS = {
    "a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "li", "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_LIMPIADOR = nh3.Cleaner(
    tags=_ETIQUETAS,
    clean_content_tags={"script", "style", "iframe", "object", "template", "noscript", "svg", "math"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
_SIEMPRE = re.compile(r"([\\`*\[\]<|]|(?<!\w)_|_(?!\w)|~(?=~)|&(?=#?\w+;))")
_SIGNO_AL_EMPEZAR = re.compile(r"(?m)^([ \t]*)([#>+=-])")
_NUMERO_AL_EMPEZAR = re.compile(r"(?m)^([ \t]*\d{1,9})([.)])(?=\s|$)")


def escapar(texto: str) -> str:
    """Marca lo que Markdown leería como formato, para que el texto se vea tal cual."""
    marcado = _SIEMPRE.sub(r"\\\1", texto)
    return _NUMERO_AL_EMPEZAR.sub(r"\1\\\2", _SIGNO_AL_EMPEZAR.sub(r"\1\\\2", marcado))


class _Conversor(MarkdownConverter):
    """markdownify con nuestro escape: el suyo parte las direcciones que llevan guion bajo."""

    def escape(self, text: str, parent_tags: Any) -> str:
        return escapar(text)


def a_markdown(html: str) -> str:
    """Convierte HTML ajeno en Markdown: títulos con #, sin imágenes ni nada que se ejecute."""
    limpio = _LIMPIADOR.clean(html)
    if "<pre" not in limpio:
        limpio = re.sub(r"\s+", " ", limpio)
    with warnings.catch_warnings():
        # bs4 avisa cuando un texto corto parece una dirección o un archivo: aquí siempre es el texto.
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        markdown: str = _Conversor(heading_style=ATX, bullets="-", table_infer_header=True).convert(limpio)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"(?m)[ \t]+$", "", markdown)).strip()


def de_texto(texto: str) -> str:
    """Deja un texto sin formato como Markdown que se ve igual: ni listas, ni títulos, ni negritas por azar."""
    lineas = [linea.strip() for linea in texto.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", escapar("\n".join(lineas))).strip()
