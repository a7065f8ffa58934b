"""De las cabezas a las filas de su tabla. No consulta."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from app.auditoria.consultas import Cabeza
from app.nucleo.plantillas import fecha_hora, numero

TROZO = 8


def filas(cabezas: Sequence[Cabeza]) -> list[list[str]]:
    """Sello, cuándo, hechos y huella de cada cabeza."""
    return [
        [numero(c.numero), fecha_hora(c.sellado_en), numero(c.cuantos), _partida(c.huella)] for c in cabezas
    ]


def _partida(huella: str) -> Markup:
    """La huella con lugares donde partir el renglón: son 64 letras sin un espacio."""
    trozos = (huella[i : i + TROZO] for i in range(0, len(huella), TROZO))
    return Markup("<code>{}</code>").format(Markup("<wbr>").join(trozos))
