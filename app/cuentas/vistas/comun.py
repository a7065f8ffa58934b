"""Lo que comparten las páginas de cuentas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta
from wtforms import Field

from app.cuentas.errores import EnlaceInservible, HaceFaltaClave
from app.nucleo import transaccion
from app.nucleo.errores import DemasiadasVeces, Invalido
from app.nucleo.formularios import Formulario

bp = Blueprint("cuentas", __name__)


@contextmanager
def recogiendo(formulario: Formulario) -> Iterator[None]:
    """Lo que el servicio rechaza vuelve al formulario como una frase, con lo escrito intacto."""
    try:
        yield
    except Invalido as error:
        transaccion.deshacer()
        formulario.rechazar(error.campo, error.mensaje)
    except DemasiadasVeces as error:
        transaccion.deshacer()
        minutos = -(-error.espera // 60)
        formulario.rechazar("", _("Demasiados intentos seguidos. Prueba otra vez en %(n)s min.", n=minutos))
        formulario.espera = error.espera


def texto(campo: Field) -> str:
    """Lo escrito en un campo, o vacío."""
    return str(campo.data or "")


def pagina(plantilla: str, formulario: Formulario | None = None, **datos: Any) -> Response:
    """La página, que nunca se guarda en el camino; con errores responde 422, y 429 si hay que esperar."""
    respuesta = make_response(render_template(f"cuentas/{plantilla}.html", formulario=formulario, **datos))
    respuesta.headers["Cache-Control"] = "no-store"
    espera = getattr(formulario, "espera", 0)
    if espera:
        respuesta.status_code = 429
        respuesta.headers["Retry-After"] = str(espera)
    elif formulario is not None and formulario.errors:
        respuesta.status_code = 422
    return respuesta


def a_revisar(tipo: str, correo: str) -> Respuesta:
    """Lleva a «revisa tu correo», con la dirección guardada en la visita y no en la ruta."""
    session["revisa"] = {"tipo": tipo, "correo": correo}
    return redirect(url_for("cuentas.revisa"), 303)


@bp.errorhandler(HaceFaltaClave)
def pedir_clave(_error: HaceFaltaClave) -> Respuesta:
    """Un acto delicado sin clave reciente: se pide, y se vuelve a la página de la que salió."""
    vuelta = request.path if request.method == "GET" else request.form.get("vuelta", "")
    return redirect(url_for("cuentas.comprobar", siguiente=vuelta or None), 303)


@bp.errorhandler(EnlaceInservible)
def enlace_inservible(_error: EnlaceInservible) -> Response:
    """El enlace ya no vale: qué pudo pasar y cómo pedir otro."""
    respuesta = pagina("enlace")
    respuesta.status_code = EnlaceInservible.estado
    return respuesta
