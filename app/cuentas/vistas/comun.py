"""Lo que comparten las páginas de cuentas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta
from wtforms import Field

from app.cuentas import consultas
from app.cuentas.errores import EnlaceInservible, HaceFaltaClave, HaceFaltaSegundoPaso
from app.nucleo import paneles, transaccion
from app.nucleo.errores import DemasiadasVeces, Invalido
from app.nucleo.formularios import Formulario
from app.nucleo.rutas import ruta_propia
from app.nucleo.salidas import hay_correo

bp = Blueprint("cuentas", __name__)


@contextmanager
def recogiendo(formulario: Formulario) -> Iterator[None]:
    """Lo que el servicio rechaza vuelve al formulario como una frase, con lo escrito intacto."""
    try:
        yield
    except Invalido as error:
        transaccion.deshacer()
        for falta in getattr(error, "faltas", (error,)):
            formulario.rechazar(falta.campo, falta.mensaje)
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


def avisar_al_entrar(persona_id: int) -> None:
    """Lo que hay que decir a quien acaba de entrar: un aviso de privacidad nuevo; si administra, el correo."""
    for frase in paneles.pedir("al_entrar", persona_id, omision=()):
        flash(frase, "info")
    if consultas.administra(persona_id) and not hay_correo():
        flash(_("El correo no está saliendo. Avisa a quien mantiene el sitio."), "alerta")


def _vuelta() -> str | None:
    """La página a la que volver: la que se pedía, o la que tenía el formulario que se envió."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    previa = urlsplit(request.referrer or "")
    omision = previa.path if previa.netloc == request.host else ""
    return ruta_propia(request.form.get("vuelta"), omision) or None


@bp.app_errorhandler(HaceFaltaClave)
def pedir_clave(_error: HaceFaltaClave) -> Respuesta:
    """Un acto delicado sin clave reciente: se pide, y se vuelve a la página de la que salió."""
    return redirect(url_for("cuentas.comprobar", siguiente=_vuelta()), 303)


@bp.app_errorhandler(HaceFaltaSegundoPaso)
def pedir_segundo_paso(_error: HaceFaltaSegundoPaso) -> Respuesta:
    """Un acto de quien trabaja en la municipalidad, sin el segundo paso: se pide y se vuelve."""
    return redirect(url_for("cuentas.segundo_paso", siguiente=_vuelta()), 303)


@bp.errorhandler(EnlaceInservible)
def enlace_inservible(_error: EnlaceInservible) -> Response:
    """El enlace ya no vale: qué pudo pasar y cómo pedir otro."""
    respuesta = pagina("enlace")
    respuesta.status_code = EnlaceInservible.estado
    return respuesta
