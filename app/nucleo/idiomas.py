"""Idioma de la interfaz: va en una galleta, no en la dirección."""

from __future__ import annotations

from flask import Flask, current_app, has_request_context, request
from flask_babel import get_locale
from werkzeug.wrappers import Response

from app.extensiones import babel

NOMBRES = {"es": "Español", "pt": "Português", "en": "English"}
GALLETA = "idioma"
_FECHAS = {"en": "en_GB"}


def elegido() -> str:
    """El idioma de la petición: la galleta, lo que acepta el navegador o, sin nada de eso, el de la ciudad."""
    if not has_request_context():
        return str(current_app.config["IDIOMA"])
    posibles: tuple[str, ...] = current_app.config["IDIOMAS"]
    galleta = request.cookies.get(GALLETA, "")
    if galleta in posibles:
        return galleta
    return request.accept_languages.best_match(posibles) or str(current_app.config["IDIOMA"])


def actual() -> str:
    """Código del idioma en uso, también fuera de una petición."""
    locale = get_locale()
    return locale.language if locale else str(current_app.config["IDIOMA"])


def de_fechas(idioma: str) -> str:
    """Con qué costumbre se escriben las fechas: en inglés, el día antes del mes, como en los demás idiomas."""
    return _FECHAS.get(idioma, idioma)


def opciones() -> list[tuple[str, str]]:
    """Los idiomas que la ciudad usa: código y nombre, cada uno en el suyo."""
    return [(codigo, NOMBRES[codigo]) for codigo in current_app.config["IDIOMAS"]]


def de_la_ciudad(codigo: str) -> str:
    """Ese idioma, si la ciudad lo usa; si no, o si no se sabe, el suyo."""
    return codigo if codigo in current_app.config["IDIOMAS"] else str(current_app.config["IDIOMA"])


def recordar(respuesta: Response, codigo: str) -> Response:
    """Guarda en la galleta el idioma elegido, si es uno de los de la ciudad."""
    if codigo in current_app.config["IDIOMAS"]:
        seguro = bool(current_app.config["HTTPS"])
        respuesta.set_cookie(GALLETA, codigo, max_age=31536000, samesite="Lax", secure=seguro)
    return respuesta


def iniciar(app: Flask) -> None:
    """Conecta Babel con el idioma elegido y la zona de la ciudad."""
    app.config["BABEL_DEFAULT_TIMEZONE"] = app.config["ZONA"]
    babel.init_app(app, locale_selector=elegido)
