"""Dónde se preguntó: que nadie haya pedido nada no es lo mismo si nadie podía pedir."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Llamado:
    """Un proceso publicado y cuándo recibió propuestas. `lugares` son a los que llega; None, toda la ciudad."""

    proceso_id: int
    lugares: frozenset[int] | None
    ventanas: Sequence[tuple[dt.datetime, dt.datetime | None]]

    def llega(self, propios: Collection[int]) -> bool:
        """Verdadero si alcanza alguno de esos lugares."""
        return self.lugares is None or not self.lugares.isdisjoint(propios)

    def estuvo_abierto(self, desde: dt.datetime | None, hasta: dt.datetime) -> bool:
        """Verdadero si alguna etapa de proponer toca `[desde, hasta)`; sin `desde`, desde siempre."""
        return any(
            abre < hasta and (desde is None or cierra is None or cierra > desde)
            for abre, cierra in self.ventanas
        )


def preguntamos(
    llamados: Iterable[Llamado], propios: Collection[int], desde: dt.datetime | None, hasta: dt.datetime
) -> bool:
    """Verdadero si en el período algún proceso recibió propuestas de esos lugares o de parte de ellos."""
    return any(x.estuvo_abierto(desde, hasta) and x.llega(propios) for x in llamados)
