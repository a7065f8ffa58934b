"""Votos de muchas personas a muchos comentarios de una vez, con las mismas cuentas que de uno en uno."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, insert

from app.extensiones import db
from app.participacion.modelos import Voto
from app.participacion.servicios.recuento import recontar

TANDA = 1000


def sembrar_votos(votos: Iterable[tuple[int, int, int]], conversaciones: Iterable[int]) -> int:
    """Guarda votos (comentario, persona, 1 o -1) que aún no existen y recuenta esas conversaciones.

    Devuelve cuántos fueron. Quien llama ya miró que nadie vote lo suyo ni dos veces.
    """
    filas = [{"comentario_id": c, "persona_id": p, "valor": v} for c, p, v in votos]
    for desde in range(0, len(filas), TANDA):
        db.session.execute(insert(cast("Table", Voto.__table__)), filas[desde : desde + TANDA])
    recontar(conversaciones)
    return len(filas)
