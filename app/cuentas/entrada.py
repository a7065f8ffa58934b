"""De la galleta de sesión a la identidad de la petición: lo que Flask-Login pregunta, respondido aquí."""

from __future__ import annotations

import datetime as dt

from flask import Flask, Request, current_app, request
from sqlalchemy.exc import OperationalError

from app.cuentas import consultas, servicios
from app.extensiones import db, login
from app.nucleo import sesiones
from app.nucleo.accesos import identidad
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora

CADA = dt.timedelta(minutes=15)
"""Cada cuánto, como mucho, se anota que una sesión sigue en uso."""


def _identidad_de(_peticion: Request) -> Identidad | None:
    ficha = sesiones.ficha_recibida()
    if not ficha or len(ficha) > sesiones.LARGO_MAXIMO:
        return None
    momento = ahora()
    entrada = consultas.entrada_vigente(sesiones.huella(ficha), momento)
    if entrada is None:
        return None
    if entrada.vista_en <= momento - CADA:
        _anotar_uso(entrada.identidad.sesion)
    return entrada.identidad


def _anotar_uso(huella: str) -> None:
    """Anota el uso en su propia transacción; que no se pueda escribir no impide leer la página."""
    db.session.rollback()
    try:
        servicios.anotar_uso(huella)
    except OperationalError:
        current_app.logger.warning("no se pudo anotar el uso de una sesión", exc_info=True)


def _cargar() -> None:
    """Averigua quién es antes de la vista: después ya podría haber cambios que una nota de uso perdería."""
    if request.endpoint not in (None, "estatico") and sesiones.ficha_recibida():
        identidad()


def iniciar(app: Flask) -> None:
    """Enseña a Flask-Login a reconocer la galleta de sesión."""
    login.request_loader(_identidad_de)
    app.before_request(_cargar)
