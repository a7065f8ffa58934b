"""El blueprint de la privacidad, y lo que presta a las áreas de abajo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import Blueprint, Flask, Response, make_response, render_template
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from app.nucleo import transaccion
from app.nucleo.errores import DemasiadasVeces, Invalido
from app.nucleo.formularios import Formulario
from app.privacidad import paneles

bp = Blueprint("privacidad", __name__)


@bp.record_once
def _prestar(estado: BlueprintSetupState) -> None:
    paneles.registrar_todo(cast("Flask", estado.app))


@contextmanager
def recogiendo(formulario: Formulario) -> Iterator[None]:
    """Lo que el servicio rechaza vuelve al formulario como una frase, con lo escrito intacto."""
    try:
        yield
    except Invalido as error:
        transaccion.deshacer()
        formulario.rechazar(error.campo, error.mensaje)
    except DemasiadasVeces:
        transaccion.deshacer()
        formulario.rechazar("", _("Demasiadas solicitudes seguidas desde esta red. Prueba dentro de una hora."))


def pagina(plantilla: str, formulario: Formulario | None = None, **datos: Any) -> Response:
    """La página, que nunca se guarda en el camino; con errores responde 422."""
    respuesta = make_response(render_template(f"privacidad/{plantilla}.html", formulario=formulario, **datos))
    respuesta.headers["Cache-Control"] = "no-store"
    if formulario is not None and formulario.errors:
        respuesta.status_code = 422
    return respuesta
