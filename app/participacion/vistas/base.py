"""El blueprint de la conversación y lo que comparten sus páginas."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from app.nucleo import paneles
from app.nucleo.accesos import identidad
from app.nucleo.errores import NoEncontrado
from app.participacion import comentables, consultas
from app.participacion.comentables import Comentable, Cosa
from app.participacion.participar import panel

bp = Blueprint("participacion", __name__)


@bp.record_once
def _prestar(estado: BlueprintSetupState) -> None:
    app = cast("Flask", estado.app)
    paneles.registrar(app, "conversacion", panel)
    paneles.prestar(app, "puede_ver_contenido:comentario", consultas.puede_ver)
    paneles.prestar(app, "puede_cambiar_adjuntos:comentario", consultas.puede_cambiar)


def abrir(codigo: str) -> tuple[Cosa, Comentable]:
    """La cosa de ese código, si se comenta y existe para quien pide. Lanza `NoEncontrado`."""
    cosa = consultas.cosa(codigo)
    if cosa is None:
        raise NoEncontrado()
    return cosa, comentables.de(cosa, identidad())
