"""Errores con nombre del plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext

from app.lectura import ErrorFila
from app.nucleo.errores import Conflicto, ErrorDominio


class ArchivoConErrores(ErrorDominio):
    """El archivo tiene errores y no se aplicó nada; `errores` dice cada uno con su fila y su columna."""

    estado = 422
    omision: Any = lazy_gettext("El archivo tiene errores. No se cambió nada.")

    def __init__(self, errores: Sequence[ErrorFila]) -> None:
        super().__init__()
        self.errores = tuple(errores)


class PlanCambiado(Conflicto):
    """El plan cambió después del ensayo: lo que se mostró ya no es lo que pasaría."""

    omision = lazy_gettext("El plan cambió después de tu ensayo. No se aplicó nada: míralo otra vez.")


class NoSeBorra(Conflicto):
    """El elemento no se puede borrar; el mensaje dice por qué y qué hacer."""

    omision = lazy_gettext("Este elemento no se puede borrar.")
