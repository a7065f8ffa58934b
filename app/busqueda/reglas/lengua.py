"""En qué lengua está escrito un texto, por sus palabras vacías: «de las» es español y «of the», inglés."""

from __future__ import annotations

import unicodedata

from app.busqueda.reglas.raices import IDIOMAS, palabras, sin_acentos
from app.busqueda.reglas.vacias import VACIAS

LETRAS = 6_000
"""Letras de un texto que se miran."""


def lengua_de(texto: str, si_no: str) -> str:
    """La lengua con más palabras vacías en el texto; `si_no` si ninguna gana a las demás."""
    escritas = [sin_acentos(p) for p, _, _ in palabras(unicodedata.normalize("NFKC", texto[:LETRAS]))]
    veces = {idioma: sum(p in VACIAS[idioma] for p in escritas) for idioma in IDIOMAS}
    mejores = [idioma for idioma in IDIOMAS if veces[idioma] == max(veces.values())]
    return mejores[0] if len(mejores) == 1 else si_no
