"""Lo que llegó en los últimos días y en otros tantos de antes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from app.extensiones import db
from app.propuestas.modelos import Faceta
from app.propuestas.reglas import Clase


@dataclass(frozen=True)
class Llegadas:
    """Cuántas de las abiertas se publicaron en los últimos días, y cuántas en los de antes."""

    ultimas: int
    anteriores: int


def llegadas(momento: dt.datetime, plazo: dt.timedelta) -> Llegadas:
    """Las abiertas publicadas en el plazo que acaba ahora y en el anterior. Una consulta, sobre el índice."""
    corte = momento - plazo
    ultimas, todas = db.session.execute(
        select(func.count().filter(Faceta.publicada_en >= corte), func.count()).where(
            Faceta.clase == int(Clase.TODAS), Faceta.valor == 0, Faceta.publicada_en >= corte - plazo
        )
    ).one()
    return Llegadas(int(ultimas), int(todas) - int(ultimas))
