"""Lo que se ve y lo que no en un texto. Solo mira letras: lo usan el núcleo y las reglas, que no lo conocen.

De Unicode: las letras y signos que no se dibujan son `Default_Ignorable_Code_Point`; los que vuelven del revés
lo que les sigue, los controles de sentido (UAX 9, §2).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_FUERA = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"  # controles y mitades sueltas
    "\xad\u180e\u200b\u2060-\u2065\ufeff"  # no ocupan lugar: guion suave, espacios y uniones de ancho cero
    "\u202a-\u202e\u2066-\u206f\ufff9-\ufffb]"  # cambian el sentido de lo que sigue, o lo anotan
)
"""Lo que nadie escribe a propósito. Quedan las uniones U+200C y U+200D, y las marcas U+200E y U+200F: los emoji
compuestos y otras escrituras las necesitan.
"""
_SIN_TINTA = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U00016fe4\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Letras y signos que se dibujan vacíos, como el relleno coreano U+3164 o el braille en blanco U+2800."""


def se_ve(caracter: str) -> bool:
    """Verdadero si el carácter, solo, deja algo en la página: ni blanco, ni control, ni acento sin letra.

    Lo que este Python todavía no conoce (un emoji nuevo) cuenta como visto.
    """
    clase = unicodedata.category(caracter)
    return (clase == "Cn" or clase[0] not in "CZM") and not _SIN_TINTA.match(caracter)


def tiene_letras(texto: str) -> bool:
    """Verdadero si hay al menos una letra o una cifra que se ve: se lee en voz alta y se busca."""
    return any(c.isalnum() and se_ve(c) for c in texto)


def limpiar(valor: Any) -> Any:
    """Normaliza un texto recibido: NFC, saltos `\\n`, sin lo que no se ve ni bordes vacíos.

    Un texto en que no se ve nada queda vacío, y lo que no es un texto, como vino.
    """
    if not isinstance(valor, str):
        return valor
    visto = _FUERA.sub("", valor.replace("\r\n", "\n").replace("\r", "\n"))
    texto = unicodedata.normalize("NFC", visto).strip()
    return texto if any(map(se_ve, texto)) else ""
