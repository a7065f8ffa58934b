"""Lo común de las páginas del mostrador: nada se guarda en el aparato y nada pasa a la siguiente persona."""

from __future__ import annotations

from typing import Any, cast

from flask import (
    Blueprint,
    Flask,
    Response,
    make_response,
    redirect,
    render_template,
    session,
    url_for,
)
from flask import flash as avisar
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as Respuesta

from app.mostrador import consultas, servicios
from app.mostrador.errores import FueraDeTurno, OtraPersona
from app.mostrador.palabras import para_quien_atiende
from app.nucleo import paneles, transaccion
from app.nucleo.accesos import identidad
from app.nucleo.errores import ErrorDominio
from app.nucleo.formularios import Formulario
from app.padron import consultas as padron

bp = Blueprint("mostrador", __name__)


@bp.record_once
def _prestar(estado: BlueprintSetupState) -> None:
    app = cast("Flask", estado.app)
    paneles.prestar(app, "persona_atendida", consultas.persona_atendida)
    paneles.prestar(app, "al_cerrar_sesiones", servicios.al_cerrar_sesiones)


@bp.after_request
def _sin_guardar(respuesta: Response) -> Response:
    respuesta.headers["Cache-Control"] = "no-store"
    return respuesta


@bp.errorhandler(FueraDeTurno)
def _volver_a_empezar(error: FueraDeTurno) -> Respuesta:
    """Un formulario de otra persona, de nadie, ya usado o de otro lugar: se dice y se vuelve a seguir."""
    transaccion.deshacer()
    avisar(str(error.mensaje), "alerta")
    destino = "mostrador.persona" if isinstance(error, OtraPersona) else "mostrador.inicio"
    return redirect(url_for(destino), 303)


def punto_elegido() -> int | None:
    """El punto de atención de este aparato."""
    elegido = session.get("punto")
    return elegido if isinstance(elegido, int) and padron.punto(elegido) is not None else None


def pagina(plantilla: str, formulario: Formulario | None = None, **datos: Any) -> Response:
    """Una página del mostrador; con errores responde 422 y no pierde lo escrito."""
    respuesta = make_response(render_template(f"mostrador/{plantilla}.html", formulario=formulario, **datos))
    if formulario is not None and formulario.errors:
        respuesta.status_code = 422
    return respuesta


def con_turno(formulario: Any) -> consultas.Atendida:
    """La persona atendida, con su turno puesto en el formulario que se va a mostrar."""
    persona = consultas.atendida(identidad())
    if not formulario.is_submitted():
        formulario.turno.data = persona.turno
    return persona


def rechazar(formulario: Formulario, error: ErrorDominio) -> None:
    """Lo que el servicio no aceptó, junto a su campo; no queda nada a medias."""
    transaccion.deshacer()
    for falta in getattr(error, "faltas", (error,)):
        formulario.rechazar(*para_quien_atiende(falta))
