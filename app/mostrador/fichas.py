"""Una persona hallada, firmada para una sesión: la pantalla no lleva su número y nadie la abre probando."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer

from app.nucleo.accesos import identidad
from app.nucleo.errores import Conflicto

FICHA = 600
"""Segundos que vale el resultado de una búsqueda."""


def _fichas() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="mostrador.hallada")


def ficha_de(persona_id: int, *, con_documento: bool) -> str:
    """Una persona hallada, firmada para esta sesión: no se puede abrir a nadie probando números."""
    return str(_fichas().dumps([persona_id, con_documento, identidad().sesion]))


def leer_ficha(ficha: str) -> tuple[int, bool]:
    """La persona de una ficha y si se la halló por su documento. Lanza `Conflicto` si ya no vale."""
    try:
        persona_id, con_documento, sesion = _fichas().loads(ficha, max_age=FICHA)
    except (BadData, ValueError, TypeError):
        raise Conflicto(_("Esa búsqueda ya no vale. Busca otra vez.")) from None
    if sesion != identidad().sesion:
        raise Conflicto(_("Esa búsqueda ya no vale. Busca otra vez."))
    return int(persona_id), bool(con_documento)
