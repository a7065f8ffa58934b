"""Números exactos y fechas cortas para los gráficos y las tablas: por la región y el idioma de la petición."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, parse_pattern
from flask import current_app

from app.nucleo import idiomas
from app.nucleo.graficos import Formato
from app.nucleo.plantillas import fecha


@lru_cache(maxsize=8192)
def _exacto(valor: Decimal, region: str, decimales: int | None) -> str:
    if decimales is None:
        return format_decimal(valor, locale=region, decimal_quantization=False)
    forma = parse_pattern(Locale.parse(region).decimal_formats[None].pattern)
    forma.frac_prec = (decimales, decimales)
    return str(forma.apply(valor, region))


def exacto(valor: Decimal | None, decimales: int | None = None) -> str:
    """El número con los separadores de la ciudad y tantos decimales; sin decirlo, con los que trae."""
    return "—" if valor is None else _exacto(valor, str(current_app.config["REGION"]), decimales)


@lru_cache(maxsize=2048)
def _mes(dia: dt.date, idioma: str) -> str:
    return format_skeleton("yMMM", dia, locale=idioma)


def mes(dia: dt.date) -> str:
    """`mar 2026`, en el idioma de la persona."""
    return _mes(dia, idiomas.actual())


@lru_cache(maxsize=4096)
def _corto(dia: dt.date, idioma: str) -> str:
    return format_date(dia, format="medium", locale=idiomas.de_fechas(idioma))


def dia_corto(dia: dt.date) -> str:
    """`31 mar 2026`, en el idioma de la persona."""
    return _corto(dia, idiomas.actual())


def formato(decimales: int | None = None, dia: Callable[[dt.date], str] = fecha) -> Formato:
    """Cómo escribir un gráfico en esta petición; `decimales`, los de los valores; `dia`, sus fechas."""
    return Formato(lambda valor: exacto(valor, decimales), exacto, mes, dia)
