"""Textos de la institución en el idioma de quien lee; si falta, en el de la ciudad, y se dice cuál es.

Las traducciones van en una columna: {idioma: {campo: texto}}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Protocol

from flask import Flask, current_app
from markupsafe import Markup, escape

from app.nucleo import idiomas

_HUECO = re.compile(r"%\((\w+)\)s")
Traducciones = Mapping[str, Mapping[str, str]]


class Texto(str):
    """Un texto que sabe en qué idioma está, si no es el que se pidió (`idioma` vacío: es el pedido)."""

    __slots__ = ("idioma",)
    idioma: str

    def __new__(cls, texto: str, idioma: str = "") -> Texto:
        nuevo = super().__new__(cls, texto)
        nuevo.idioma = idioma
        return nuevo


def unir(*partes: object) -> Texto:
    """Las partes que no están vacías, con un espacio; el conjunto está en el idioma de la que diga el suyo."""
    dichas = [p for p in partes if p not in (None, "")]
    return Texto(" ".join(map(str, dichas)), next((i for p in dichas if (i := idioma_de(p))), ""))


def idioma_de(texto: object) -> str:
    """El idioma de un texto si no es el que se pidió; si lo es, o no es un `Texto`, vacío."""
    return str(getattr(texto, "idioma", ""))


def citar(molde: str, **citas: object) -> tuple[object, ...]:
    """Una frase con huecos `%(así)s`, en trozos: lo citado sigue en su idioma y `marcado` lo dice."""
    trozos = _HUECO.split(molde)
    return tuple(citas[t] if n % 2 else t for n, t in enumerate(trozos))


def conservando(cambia: Callable[..., str]) -> Callable[..., Texto]:
    """Una función que cambia un texto, de modo que lo cambiado siga en el idioma del original."""

    @wraps(cambia)
    def conservada(texto: str, *resto: Any, **mas: Any) -> Texto:
        return Texto(cambia(texto, *resto, **mas), idioma_de(texto))

    return conservada


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


def en_todos(cosa: ConTraducciones, campo: str) -> list[str]:
    """Un campo de una fila en cada idioma en que está escrito."""
    return [getattr(cosa, campo) or "", *(t.get(campo, "") for t in (cosa.traducciones or {}).values())]


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
    idioma = idioma_de(texto)
    return Markup(' lang="{}"').format(idioma) if idioma else Markup("")


def _marcado(texto: object) -> Markup:
    """El texto, con su idioma alrededor si no es el de la página; de una frase en trozos, cada uno."""
    if isinstance(texto, tuple):
        return Markup("").join(map(_marcado, texto))
    atributo = _lang(texto)
    return Markup("<span{}>{}</span>").format(atributo, texto) if atributo else escape(texto)


def registrar(app: Flask) -> None:
    """Pone los filtros `en_idioma` (una fila y su campo), `lang` (el atributo), `marcado` (el texto con él) y
    `unido` (con otro detrás, sin perderlo).
    """
    app.jinja_env.filters.update(en_idioma=de, lang=_lang, marcado=_marcado, unido=unir)
