"""Por qué la persona que está delante no puede, dicho a quien la atiende."""

from __future__ import annotations

from flask_babel import gettext as _

from app.nucleo.errores import ErrorDominio
from app.procesos.errores import FaltaAcreditacion, FaltaEdad
from app.procesos.permisos import Falta


def edad_en_palabras(edad: int, proceso: str = "") -> str:
    """Desde qué edad se participa; si hay varios procesos, en cuál."""
    if not proceso:
        return _("Pueden participar quienes cumplen %(n)s años este año o ya los tienen.", n=edad)
    return _("«%(p)s» es para quienes cumplen %(n)s años este año o ya los tienen.", p=proceso, n=edad)


def falta_en_palabras(falta: Falta, edad: int, proceso: str = "") -> str:
    """Por qué la persona que está delante todavía no puede; si hay varios procesos, en cuál."""
    if falta is Falta.EDAD:
        return " ".join((edad_en_palabras(edad, proceso), _("Por su año de nacimiento, todavía no puede.")))
    if not proceso:
        return _("Antes hay que comprobar su derecho a participar con un documento.")
    return _("«%(p)s» pide comprobar antes su derecho a participar con un documento.", p=proceso)


def para_quien_atiende(error: ErrorDominio) -> tuple[str, str]:
    """El campo y la frase de un rechazo, dichos a la facilitadora y no a la dueña de una cuenta."""
    match error:
        case FaltaEdad(falta_dato=True):
            pide = _(
                "Pregúntale en qué año nació: hay que cumplir %(n)s años este año o ya tenerlos.",
                n=error.minima,
            )
            return "nacimiento", pide
        case FaltaEdad():
            return "", falta_en_palabras(Falta.EDAD, error.minima)
        case FaltaAcreditacion():
            return "", falta_en_palabras(Falta.ACREDITACION, 0)
        case _:
            return getattr(error, "campo", ""), str(error.mensaje)
