"""Números escritos por personas y por hojas de cálculo: cómo se leen sin adivinar y cómo se escriben sin dudas.

La regla, que se dice antes de subir nada: con los dos signos, el último es el decimal (`1.234,5` y `1,234.5`
son el mismo número); un signo repetido separa miles; uno solo con otra cosa que tres cifras detrás es el
decimal; y lo único dudoso, `1.234` o `1,234`, se lee como se escribe en la región de la ciudad.
"""

from __future__ import annotations

import re
from decimal import Decimal

CIFRAS_ENTERAS = 18
CIFRAS_DECIMALES = 6
_BLANCOS = re.compile(r"[\s\u00a0\u202f\u2009]+")
_GRUPOS_SUELTOS = re.compile(r"[+-]?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?")
_NUMERO = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)*|[.,]\d+)")


def leer_numero(texto: str, decimal: str = ",") -> Decimal | None:
    """El número que dice el texto, exacto; None si no es uno. `decimal` es el signo de la región."""
    limpio = _BLANCOS.sub(" ", texto.strip()).replace("−", "-")
    if _GRUPOS_SUELTOS.fullmatch(limpio):
        limpio = re.sub(r"[ '’]", "", limpio)
    if not _NUMERO.fullmatch(limpio) or not limpio.isascii():
        return None
    signo, cuerpo = (limpio[0], limpio[1:]) if limpio[0] in "+-" else ("", limpio)
    plano = _sin_miles(cuerpo, decimal)
    return None if plano is None else Decimal(signo + plano)


def _sin_miles(cuerpo: str, decimal: str) -> str | None:
    """Las cifras con punto decimal y sin separador de miles; None si los grupos no son de tres."""
    puntos, comas = cuerpo.count("."), cuerpo.count(",")
    if not puntos and not comas:
        return cuerpo
    if puntos and comas:
        marca = max(".,", key=cuerpo.rindex)
        if cuerpo.count(marca) > 1:
            return None
        entero, resto = cuerpo.rsplit(marca, 1)
        return _unir(entero, resto, miles="." if marca == "," else ",")
    marca = "." if puntos else ","
    if puntos + comas > 1:
        return _unir(cuerpo, "", miles=marca)
    entero, resto = cuerpo.split(marca)
    if _dudoso(entero, resto) and marca != decimal:
        return entero + resto
    return _unir(entero, resto, miles="")


def _dudoso(entero: str, resto: str) -> bool:
    return len(resto) == 3 and 1 <= len(entero) <= 3 and not entero.startswith("0")


def es_dudoso(texto: str) -> bool:
    """Verdadero si el número que dice depende de la región: `1.234` es mil doscientos o uno con decimales."""
    return leer_numero(texto, ",") != leer_numero(texto, ".")


def _unir(entero: str, resto: str, *, miles: str) -> str | None:
    if miles and miles in entero:
        grupos = entero.split(miles)
        if not 1 <= len(grupos[0]) <= 3 or any(len(g) != 3 for g in grupos[1:]):
            return None
        entero = "".join(grupos)
    return f"{entero or '0'}.{resto}" if resto else entero


def cabe(numero: Decimal) -> bool:
    """Verdadero si se guarda exacto: 18 cifras enteras y 6 decimales como mucho."""
    exponente = numero.normalize().as_tuple().exponent
    return isinstance(exponente, int) and -exponente <= CIFRAS_DECIMALES and abs(numero) < 10**CIFRAS_ENTERAS


def sin_duda(numero: Decimal) -> Decimal:
    """El mismo número, escrito de modo que en ninguna región se lea otro: `1.234` va como `1.2340`."""
    texto = format(numero, "f").lstrip("+-")
    entero, punto, resto = texto.partition(".")
    return numero.quantize(Decimal("0.0001")) if punto and _dudoso(entero, resto) else numero
