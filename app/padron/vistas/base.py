"""Lo común de las páginas del padrón."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as Respuesta

from app.cuentas.errores import HaceFaltaClave
from app.nucleo import transaccion
from app.nucleo.errores import Invalido
from app.nucleo.formularios import Formulario
from app.padron import paneles

bp = Blueprint("padron", __name__)


@bp.record_once
def _prestar(estado: BlueprintSetupState) -> None:
    paneles.registrar(cast("Flask", estado.app))


@bp.errorhandler(HaceFaltaClave)
def _pedir_clave(_error: HaceFaltaClave) -> Respuesta:
    """Un acto delicado sin clave reciente: se pide, y se vuelve a la página de la que salió."""
    transaccion.deshacer()
    vuelta = request.path if request.method == "GET" else request.form.get("vuelta", "")
    return redirect(url_for("cuentas.comprobar", siguiente=vuelta or None), 303)


@contextmanager
def recogiendo(formulario: Formulario) -> Iterator[None]:
    """Lo que el servicio rechaza vuelve al formulario como una frase, con lo escrito intacto."""
    try:
        yield
    except Invalido as error:
        transaccion.deshacer()
        formulario.rechazar(error.campo, error.mensaje)


def pagina(plantilla: str, formulario: Formulario | None = None, **datos: Any) -> Response:
    """La página; con errores responde 422. Ninguna de las que llevan formulario se guarda en el camino."""
    respuesta = make_response(render_template(f"padron/{plantilla}.html", formulario=formulario, **datos))
    if formulario is not None:
        respuesta.headers["Cache-Control"] = "no-store"
        respuesta.status_code = 422 if formulario.errors else 200
    return respuesta


def instante(local: dt.datetime | None) -> dt.datetime:
    """La hora escrita en un formulario, que es la de la ciudad, como instante."""
    if local is None:
        raise Invalido("fecha", "")
    return local.replace(tzinfo=ZoneInfo(str(current_app.config["ZONA"])))
