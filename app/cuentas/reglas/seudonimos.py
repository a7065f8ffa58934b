"""El nombre público: uno amable por omisión, y lo que un nombre elegido no puede ser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from enum import StrEnum

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

_RESERVADAS = (
    "municipal", "municipio", "alcald", "intendencia", "intendente", "ayuntamiento", "prefeit", "gobierno",
    "governo", "concejal", "concejo", "vereador", "regidor", "administrador", "moderador", "planificador",
    "facilitador", "evaluador", "auditor", "oficial", "soporte", "rumbocomun", "secretaria", "ministerio",
    "funcionari", "policia", "juzgado", "notaria", "electoral", "cityhall", "official",
)  # fmt: skip
_PERMITIDO = re.compile(r"[^\W_](?:[\w .'’\-]*[\w.])?", re.UNICODE)
_PARECIDAS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})


class FaltaDeSeudonimo(StrEnum):
    """Por qué un nombre público no sirve."""

    CORTO = "corto"
    LARGO = "largo"
    SIGNOS = "signos"
    SIN_LETRAS = "sin_letras"
    SUPLANTA = "suplanta"


def clave_de_seudonimo(seudonimo: str) -> str:
    """La forma en que dos nombres son el mismo: sin acentos, mayúsculas, signos ni espacios."""
    plano = unicodedata.normalize("NFKD", seudonimo).casefold()
    return "".join(c for c in plano if c.isalnum())


def falta_de_seudonimo(seudonimo: str, reservadas: Sequence[str] = ()) -> FaltaDeSeudonimo | None:
    """La primera falta de un nombre público, o nada.

    `reservadas` son nombres de la ciudad: nadie puede llamarse justo así, ni llevar un cargo en el nombre.
    """
    if len(seudonimo) < MINIMO_SEUDONIMO:
        return FaltaDeSeudonimo.CORTO
    if len(seudonimo) > MAXIMO_SEUDONIMO:
        return FaltaDeSeudonimo.LARGO
    if not _PERMITIDO.fullmatch(seudonimo) or "  " in seudonimo:
        return FaltaDeSeudonimo.SIGNOS
    if sum(c.isalpha() for c in seudonimo) < 2:
        return FaltaDeSeudonimo.SIN_LETRAS
    return FaltaDeSeudonimo.SUPLANTA if _suplanta(seudonimo, reservadas) else None


def _suplanta(seudonimo: str, reservadas: Sequence[str]) -> bool:
    clave = clave_de_seudonimo(seudonimo)
    formas = {clave, clave.translate(_PARECIDAS)}
    lleva_cargo = any(palabra in forma for palabra in _RESERVADAS for forma in formas)
    return lleva_cargo or bool(formas & {clave_de_seudonimo(r) for r in reservadas})


def seudonimo_nuevo(elegir: Callable[[Sequence[str]], str], numero: int) -> str:
    """`Vecina del Ceibo 27`: el lugar lo da `elegir` (un azar) y `numero` lo distingue."""
    return f"Vecina {elegir(_ORIGENES)} {numero}"
