"""El nombre público: uno amable por omisión, y lo que un nombre elegido no puede ser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from app.cuentas.reglas.suplantacion import mezcla_alfabetos, suplanta_una_persona

MINIMO_SEUDONIMO, MAXIMO_SEUDONIMO = 3, 40

_ORIGENES = (
    "del Ceibo", "del Jacarandá", "del Guayacán", "del Sauce", "del Algarrobo", "del Molle", "del Aguacate",
    "del Tamarindo", "del Mango", "del Naranjo", "del Roble", "del Olivo", "de la Ceiba", "de la Palma",
    "de la Guayaba", "de la Higuera", "del Colibrí", "del Hornero", "del Tucán", "del Gorrión", "del Zorzal",
    "del Benteveo", "del Quetzal", "de la Garza", "de la Calandria", "de la Golondrina", "del Río",
    "del Puente",
    "del Mirador", "del Mercado", "de la Plaza", "de la Esquina", "de la Ladera", "de la Ribera", "del Molino",
    "del Faro", "del Farol", "de la Fuente", "de la Estación", "del Portal", "del Maizal", "del Cafetal",
)  # fmt: skip

_PERMITIDO = re.compile(r"[^\W_](?:[\w .'’\-]*[\w.])?", re.UNICODE)
_RELLENO = re.compile("[\u115f\u1160\u3164\uffa0]")
"""Letras que no se dibujan: las únicas que `\\w` admite."""


class FaltaDeSeudonimo(StrEnum):
    """Por qué un nombre público no sirve."""

    CORTO = "corto"
    LARGO = "largo"
    SIGNOS = "signos"
    SIN_LETRAS = "sin_letras"
    MEZCLA = "mezcla"
    SUPLANTA = "suplanta"


def clave_de_seudonimo(seudonimo: str) -> str:
    """La forma en que dos nombres son el mismo: sin acentos, mayúsculas, signos ni espacios."""
    plano = unicodedata.normalize("NFKD", seudonimo).casefold()
    return "".join(c for c in plano if c.isalnum())


def falta_de_seudonimo(
    seudonimo: str, ciudad: str = "", oficinas: Iterable[str] = ()
) -> FaltaDeSeudonimo | None:
    """La primera falta de un nombre público, o nada; `oficinas` son las unidades y los puntos de atención."""
    if len(seudonimo) < MINIMO_SEUDONIMO:
        return FaltaDeSeudonimo.CORTO
    if len(seudonimo) > MAXIMO_SEUDONIMO:
        return FaltaDeSeudonimo.LARGO
    if not _PERMITIDO.fullmatch(seudonimo) or "  " in seudonimo or _RELLENO.search(seudonimo):
        return FaltaDeSeudonimo.SIGNOS
    if sum(c.isalpha() for c in seudonimo) < 2:
        return FaltaDeSeudonimo.SIN_LETRAS
    if mezcla_alfabetos(seudonimo):
        return FaltaDeSeudonimo.MEZCLA
    return FaltaDeSeudonimo.SUPLANTA if suplanta_una_persona(seudonimo, ciudad, oficinas) else None


def seudonimo_nuevo(elegir: Callable[[Sequence[str]], str], numero: int) -> str:
    """`Vecina del Ceibo 27`: el lugar lo da `elegir` (un azar) y `numero` lo distingue."""
    return f"Vecina {elegir(_ORIGENES)} {numero}"
