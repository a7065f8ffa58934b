"""Cantidades de dinero escritas por una persona, en la moneda de la ciudad y con los signos de su región."""

from __future__ import annotations

import re
from decimal import Decimal

from babel.numbers import (
    NumberFormatError,
    format_decimal,
    get_currency_precision,
    get_decimal_symbol,
    parse_decimal,
)
from flask import current_app
from flask_babel import gettext as _

from app.nucleo.errores import Invalido
from app.propuestas.reglas import a_unidades_menores


def leer_dinero(texto: str) -> int | None:
    """La cantidad en unidades menores; None si no se escribió nada.

    Lanza `Invalido` si no es una cantidad positiva, o si sus puntos y comas no son los de la región: antes que
    adivinar si «1.500» son mil quinientos, se pregunta.
    """
    limpio = re.sub(r"[\s\u00a0\u202f$€]|[A-Za-z]{3}", "", texto)
    if not texto.strip():
        return None
    region, decimales = _region(), _decimales()
    coma = get_decimal_symbol(region)
    if coma in limpio:
        limpio = limpio.rstrip("0").removesuffix(coma)
    try:
        valor = parse_decimal(limpio, locale=region, strict=True)
    except NumberFormatError:
        valor = Decimal("NaN")
    unidades = a_unidades_menores(valor, decimales)
    if unidades is None:
        ejemplo = format_decimal(Decimal("1500"), locale=region)
        raise Invalido("costo", _("Escribe solo la cantidad, por ejemplo %(ejemplo)s.", ejemplo=ejemplo))
    return unidades


def escribir_dinero(unidades: int | None) -> str:
    """La cantidad como se escribiría en el formulario, sin moneda."""
    if unidades is None:
        return ""
    return str(format_decimal(Decimal(unidades).scaleb(-_decimales()), locale=_region()))


def _region() -> str:
    return str(current_app.config["REGION"])


def _decimales() -> int:
    return int(get_currency_precision(str(current_app.config["MONEDA"])))
