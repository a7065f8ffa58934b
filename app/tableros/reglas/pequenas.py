"""Las cuentas pequeñas de personas no se publican, ni lo que permitiría deducirlas."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

C = TypeVar("C", bound=Hashable)
MINIMO_PUBLICO = 10
"""Menos personas que estas no se cuentan en público: entre pocas se sabe quién es cada una."""


@dataclass(frozen=True)
class Tapado(Generic[C]):
    """Lo que se puede mostrar: cada parte y el total; None es «menos de 10, o se deduciría»."""

    partes: Mapping[C, int | None]
    total: int | None


def tapar(partes: Mapping[C, int], minimo: int = MINIMO_PUBLICO) -> Tapado[C]:
    """Tapa las partes de 1 a `minimo` - 1 y, con ellas, las que hagan falta para que no se puedan restar.

    El total se publica y las partes lo suman, así que quien reste las que se ven conoce la suma de las tapadas:
    esa suma debe llegar al mínimo y repartirse entre dos partes o más. Se tapa cada vez la más pequeña de las
    que se ven (a igualdad, la primera en el orden dado). Si ni todas bastan, se tapa también el total.
    """
    tapadas = {clave for clave, n in partes.items() if 0 < n < minimo}
    if not tapadas:
        return Tapado(dict(partes), sum(partes.values()))
    a_la_vista = sorted((c for c in partes if c not in tapadas), key=lambda c: (partes[c] == 0, partes[c]))
    while a_la_vista and not _basta(partes, tapadas, minimo):
        tapadas.add(a_la_vista.pop(0))
    total = sum(partes.values()) if _basta(partes, tapadas, minimo) else None
    return Tapado({c: None if c in tapadas else n for c, n in partes.items()}, total)


def _basta(partes: Mapping[C, int], tapadas: set[C], minimo: int) -> bool:
    con_gente = [partes[c] for c in tapadas if partes[c]]
    return len(con_gente) > 1 and sum(con_gente) >= minimo
