"""Lo que escribió quien responde, dentro de frases en el idioma de quien lee."""

from __future__ import annotations

from markupsafe import Markup

from app.nucleo import idiomas, traducido


def escrito(texto: str) -> traducido.Texto:
    """Un texto de la ciudad sin traducir: en una página en otro idioma se dice en cuál está."""
    return traducido.en(idiomas.actual(), None, "", texto)


def _marcado(texto: str) -> Markup:
    propio = escrito(texto)
    if not propio.idioma:
        return Markup("{}").format(texto)
    return Markup('<span lang="{}">{}</span>').format(propio.idioma, texto)


def frase(traducida: str, **textos: str) -> Markup:
    """Un mensaje ya traducido, con sus huecos sin llenar, y textos escritos dentro, cada uno con su idioma."""
    return Markup.escape(traducida) % {nombre: _marcado(texto) for nombre, texto in textos.items()}
