"""Cuánto puede publicar una persona al día."""

from __future__ import annotations

import datetime as dt

from app.nucleo.limites import Cuota
from app.nucleo.permisos import Identidad
from app.propuestas.reglas import PUBLICACIONES_AL_DIA

INVITACIONES_AL_DIA = 20
UN_DIA = dt.timedelta(days=1)


def de_publicar(quien: Identidad) -> tuple[Cuota, ...]:
    """Tres al día hasta la acreditación 2; quien comprobó su identidad en persona no tiene tope."""
    if quien.acreditacion > 2:
        return ()
    return (Cuota("publicar", str(quien.persona), PUBLICACIONES_AL_DIA, UN_DIA),)


def de_invitar(quien: Identidad) -> Cuota:
    """Invitaciones a firmar."""
    return Cuota("invitar", str(quien.persona), INVITACIONES_AL_DIA, UN_DIA)
