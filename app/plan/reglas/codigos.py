"""Códigos de los elementos: cuáles valen y en qué orden van; y qué parte pesa cada hermano."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from app import lectura

RESERVADOS = frozenset(
    {
        "editar", "importar", "nuevo", "plan.csv", "avance", "indicadores", "indicador", "dinero", "versiones",
        "consulta",
    }
)  # fmt: skip
"""Palabras que ya son páginas del plan y no pueden ser un código."""

LARGO_CODIGO = 40
_DESCARGA = re.compile(r"(?i)(avance|indicadores|dinero|versiones)\.(csv|json|xlsx)")
"""Los archivos que se bajan de la dirección del plan tampoco."""
_TROZO = re.compile(r"(\d+)")


def codigo_valido(codigo: str) -> bool:
    """Verdadero si puede ser un código: letra o cifra, y luego letras, cifras, `.`, `-` o `_`."""
    return lectura.codigo_valido(codigo, LARGO_CODIGO, RESERVADOS) and not _DESCARGA.fullmatch(codigo)


def clave_natural(codigo: str) -> tuple[tuple[int, int, str], ...]:
    """Clave de orden en que `1.2` va antes que `1.10` y las cifras antes que las letras."""
    clave: list[tuple[int, int, str]] = []
    for trozo in _TROZO.split(unicodedata.normalize("NFKC", codigo).casefold()):
        if trozo.isdigit():
            clave.append((0, int(trozo), trozo))
        elif trozo:
            clave.append((1, 0, trozo))
    return tuple(clave)


def partes_de_peso(pesos: Sequence[int]) -> list[Fraction | None]:
    """Qué parte del padre lleva cada hijo: peso / Σ pesos, exacta; None si ninguno pesa."""
    total = sum(pesos)
    return [Fraction(p, total) if total else None for p in pesos]
