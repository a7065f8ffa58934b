"""Límites de los textos, estados y paso del umbral."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

TITULO_MINIMO = 4
TITULO_MAXIMO = 120
RESUMEN_MAXIMO = 200
CUERPO_MAXIMO = 6000
ETIQUETAS_MAXIMO = 5
ETIQUETA_MAXIMA = 40
ELEMENTOS_MAXIMO = 3
REFERENCIA_MAXIMA = 160
EN_NOMBRE_MAXIMO = 120
MOTIVO_MINIMO = 4
MOTIVO_MAXIMO = 300


class Estado(StrEnum):
    """Los estados de una propuesta."""

    BORRADOR = "borrador"
    PUBLICADA = "publicada"
    RETIRADA = "retirada"


TRANSICIONES: dict[Estado, frozenset[Estado]] = {
    Estado.BORRADOR: frozenset({Estado.PUBLICADA}),
    Estado.PUBLICADA: frozenset({Estado.RETIRADA}),
    Estado.RETIRADA: frozenset(),
}
"""De cada estado, a cuáles se puede pasar."""


def puede_pasar(de: Estado, a: Estado) -> bool:
    """Verdadero si una propuesta en `de` puede pasar a `a`."""
    return a in TRANSICIONES[de]


def puede_editar_texto(estado: Estado, cruzada: bool) -> bool:
    """El texto cambia mientras es borrador o junta apoyos; pasado el umbral es lo que la gente apoyó."""
    return estado is Estado.BORRADOR or (estado is Estado.PUBLICADA and not cruzada)


def cruza(contados: int, umbral: int) -> bool:
    """Verdadero si los apoyos que cuentan llegan al umbral."""
    return contados >= umbral > 0


class EtiquetasMal(ValueError):
    """Las etiquetas no sirven; `causa` es `muchas` o `larga`."""

    def __init__(self, causa: str) -> None:
        super().__init__(causa)
        self.causa = causa


def _clave(nombre: str) -> str:
    plano = unicodedata.normalize("NFKD", nombre.casefold().replace("ñ", "\0"))
    return "".join(c for c in plano if not unicodedata.combining(c))


def validar_etiquetas(nombres: Iterable[str]) -> list[str]:
    """Limpia las etiquetas (sin `#`, espacios de más, vacías ni repetidas) y conserva su orden.

    Lanza `EtiquetasMal` si quedan más de 5 o alguna pasa de 40 caracteres.
    """
    limpias: dict[str, str] = {}
    for nombre in nombres:
        texto = re.sub(r"\s+", " ", nombre.replace("#", " ").replace(",", " ")).strip()
        if not texto:
            continue
        if len(texto) > ETIQUETA_MAXIMA:
            raise EtiquetasMal("larga")
        limpias.setdefault(_clave(texto), texto)
    if len(limpias) > ETIQUETAS_MAXIMO:
        raise EtiquetasMal("muchas")
    return list(limpias.values())
