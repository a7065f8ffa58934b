"""Textos de la institución en el idioma de quien lee; si falta, en el de la ciudad, y se dice cuál es.

Las traducciones van en una columna: {idioma: {campo: texto}}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from flask import Flask, current_app
from markupsafe import Markup, escape

from app.nucleo import idiomas

Traducciones = Mapping[str, Mapping[str, str]]


class Texto(str):
    """Un texto que sabe en qué idioma está, si no es el que se pidió (`idioma` vacío: es el pedido)."""

    __slots__ = ("idioma",)
    idioma: str

    def __new__(cls, texto: str, idioma: str = "") -> Texto:
        nuevo = super().__new__(cls, texto)
        nuevo.idioma = idioma
        return nuevo


class ConTraducciones(Protocol):
    """Cualquier fila con textos traducidos."""

    @property
    def traducciones(self) -> Any: ...


def propio() -> str:
    """El idioma en que se escriben los textos de la ciudad."""
    return str(current_app.config["IDIOMA"])


def otros() -> tuple[str, ...]:
    """Los idiomas a los que se traducen los textos de la ciudad."""
    return tuple(i for i in current_app.config["IDIOMAS"] if i != propio())


def en(idioma: str, traducciones: Traducciones | None, campo: str, base: str) -> Texto:
    """El texto de un campo en un idioma; si no está traducido, el de la ciudad, con su idioma dicho."""
    if idioma == propio():
        return Texto(base)
    traducido = ((traducciones or {}).get(idioma) or {}).get(campo) or ""
    return Texto(traducido) if traducido else Texto(base, propio() if base else "")


def de(cosa: ConTraducciones, campo: str) -> Texto:
    """Un campo de una fila, en el idioma de la petición."""
    return en(idiomas.actual(), cosa.traducciones, campo, getattr(cosa, campo) or "")


def ordenadas(traducciones: Traducciones | None) -> tuple[tuple[str, str, str], ...]:
    """(idioma, campo, texto) sin vacíos y en orden: la forma única en que se comparan."""
    return tuple(
        sorted(
            (i, c, texto) for i, campos in (traducciones or {}).items() for c, texto in campos.items() if texto
        )
    )


def agrupadas(ternas: tuple[tuple[str, str, str], ...]) -> dict[str, dict[str, str]]:
    """Lo contrario de `ordenadas`."""
    salida: dict[str, dict[str, str]] = {}
    for idioma, campo, texto in ternas:
        salida.setdefault(idioma, {})[campo] = texto
    return salida


def _lang(texto: object) -> Markup:
    """` lang="es"` si el texto está en otro idioma que el de la página; si no, nada."""
    idioma = getattr(texto, "idioma", "")
    return Markup(' lang="{}"').format(idioma) if idioma else Markup("")


def _marcado(texto: object) -> Markup:
    """El texto, con su idioma alrededor si no es el de la página."""
    atributo = _lang(texto)
    return Markup("<span{}>{}</span>").format(atributo, texto) if atributo else escape(texto)


def registrar(app: Flask) -> None:
    """Pone los filtros `en_idioma` (una fila y su campo), `lang` (el atributo) y `marcado` (texto con él)."""
    app.jinja_env.filters.update(en_idioma=de, lang=_lang, marcado=_marcado)
