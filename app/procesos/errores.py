"""Errores con nombre de los procesos."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext

from app.nucleo.errores import NoPermitido


class FaseCerrada(NoPermitido):
    """El acto no está abierto hoy; `abre` es cuándo vuelve a estarlo, si se sabe."""

    omision = lazy_gettext("Esta etapa está cerrada: hoy no se puede hacer esto.")

    def __init__(self, mensaje: object = None, abre: dt.datetime | None = None) -> None:
        super().__init__(mensaje)
        self.abre = abre


class FaltaAcreditacion(NoPermitido):
    """La cuenta aún no está confirmada como pide el proceso; `tiene` y `necesita` van de 0 a 3."""

    omision = lazy_gettext("Te falta confirmar tu cuenta antes de hacer esto.")

    def __init__(self, tiene: int, necesita: int) -> None:
        super().__init__()
        self.tiene = tiene
        self.necesita = necesita


class FaltaEdad(NoPermitido):
    """El proceso pide una edad: no se cumple, o la cuenta no dice el año de nacimiento (`falta_dato`)."""

    omision = lazy_gettext("Este proceso pide una edad mínima que tu cuenta no cumple.")

    def __init__(self, minima: int, falta_dato: bool) -> None:
        mensaje = None
        if falta_dato:
            mensaje = lazy_gettext("Para esto necesitamos tu año de nacimiento. Añádelo en tu cuenta.")
        super().__init__(mensaje)
        self.minima = minima
        self.falta_dato = falta_dato
