"""Errores con nombre de la importación."""

from __future__ import annotations

from collections.abc import Sequence

from app.importacion.reglas import ErrorDeFila
from app.nucleo.errores import ErrorDominio


class ArchivoConErrores(ErrorDominio):
    """El archivo tiene errores: no se importa nada. `errores` los trae todos, con su fila y su columna."""

    def __init__(self, errores: Sequence[ErrorDeFila]) -> None:
        super().__init__()
        self.errores = tuple(errores)


class CarpetaAjena(ErrorDominio):
    """Los archivos de la carpeta no son los del sistema que se esperaba."""


class NoExisteElProceso(ErrorDominio):
    """Se pidió importar a un proceso que no está; `hay` son las claves de los que sí."""

    def __init__(self, clave: str, hay: Sequence[str]) -> None:
        lista = ", ".join(hay) or "ninguno"
        super().__init__(f"No hay un proceso con la clave «{clave}». Los que hay: {lista}.")
        self.hay = tuple(hay)
