"""Lo común de los formularios de varios renglones: leer un campo y dejar en su renglón lo que le pasa."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Protocol

from flask_babel import gettext as _

from app.avance.formularios.indicadores import (
    cantidad,
)


class ConErrores(Protocol):
    """Un renglón que guarda sus errores por campo."""

    errores: dict[str, str]


def dia_de(fila: ConErrores, campo: str) -> dt.date | None:
    """La fecha de un campo; si no lo es, el error queda en el renglón."""
    try:
        return dt.date.fromisoformat(getattr(fila, campo))
    except ValueError:
        fila.errores[campo] = _("Falta la fecha, o no es una fecha.")
        return None


def cantidad_de(fila: ConErrores, campo: str, texto: str) -> Decimal | None:
    """El número escrito en un campo; si no lo es, el error queda en el renglón."""
    try:
        return cantidad(texto)
    except ValueError as error:
        fila.errores[campo] = str(error) if texto else _("Falta el valor.")
        return None
