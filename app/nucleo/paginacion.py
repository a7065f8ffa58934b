"""Páginas por clave: el costo de la página mil es el de la primera."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
Valor = int | str | float


@dataclass(frozen=True)
class Pagina(Generic[T]):
    """Un trozo de una lista y las claves de los trozos vecinos (None: no hay)."""

    elementos: Sequence[T]
    siguiente: str | None = None
    anterior: str | None = None

    @property
    def unica(self) -> bool:
        """Verdadero si toda la lista cabe aquí."""
        return self.siguiente is None and self.anterior is None


def codificar(valores: Sequence[Valor]) -> str:
    """Convierte los valores de orden de una fila en un texto apto para una URL."""
    crudo = json.dumps(list(valores), separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(crudo).rstrip(b"=").decode()


def descifrar(texto: str | None, tipos: Sequence[type[Valor]]) -> tuple[Valor, ...] | None:
    """Devuelve los valores de una clave, o None si falta, está rota o no es de estos tipos."""
    if not texto or len(texto) > 200:
        return None
    try:
        valores = json.loads(base64.urlsafe_b64decode(texto + "=" * (-len(texto) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    if not isinstance(valores, list) or len(valores) != len(tipos):
        return None
    for valor, tipo in zip(valores, tipos, strict=True):
        if isinstance(valor, bool) or not isinstance(valor, tipo):
            return None
        if isinstance(valor, int) and abs(valor) >= 2**63:
            return None
    return tuple(valores)


def entero(texto: str | None, minimo: int = 1, maximo: int = 2**63 - 1) -> int | None:
    """Lee un entero de la consulta; None si no lo es o se sale de los límites."""
    if texto is None or not texto.isascii() or not texto.isdigit() or len(texto) > 19:
        return None
    valor = int(texto)
    return valor if minimo <= valor <= maximo else None
