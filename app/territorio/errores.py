"""Errores del territorio."""

from __future__ import annotations

from collections.abc import Sequence

from app.nucleo.errores import ErrorDominio
from app.territorio.reglas.importacion import Fallo


class ImportacionRechazada(ErrorDominio):
    """El archivo tiene errores y no se importó nada; `fallos` dice cada uno con su lugar."""

    estado = 422

    def __init__(self, fallos: Sequence[Fallo]) -> None:
        self.fallos = tuple(fallos)
        super().__init__("; ".join(str(f) for f in self.fallos[:5]))
