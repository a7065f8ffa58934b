"""Errores del padrón. Ninguno lleva nunca un número de documento."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.lectura import ErrorFila
from app.nucleo.errores import Conflicto, ErrorDominio


class NoCoincide(ErrorDominio):
    """La comprobación no salió. Dice siempre lo mismo: nadie averigua quién está en el padrón."""

    estado = 422
    omision = lazy_gettext(
        "No pudimos comprobarlo con esos datos. Revisa que estén como en tu documento o ve a un punto de "
        "atención: allí lo miramos contigo."
    )


class YaVinculada(Conflicto):
    """Esta cuenta ya está unida a una persona del padrón, o ese documento ya es de otra cuenta."""

    omision = lazy_gettext(
        "Esa persona del padrón o esta cuenta ya están unidas. Busca su cuenta por el documento."
    )


class EdicionCambiada(Conflicto):
    """La edición ya no está en el estado en que se miró, o cambió la que está en vigor."""

    omision = lazy_gettext(
        "El padrón en vigor cambió desde que se hizo este informe. Compáralo otra vez y aplícalo."
    )


class ImportacionRechazada(ErrorDominio):
    """El archivo no se puede leer, o ninguna fila sirve. `causa` dice qué, sin ningún dato de las filas."""

    def __init__(self, causa: ErrorFila) -> None:
        super().__init__()
        self.causa = causa
