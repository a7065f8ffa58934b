"""El blueprint de las propuestas."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from app.participacion import comentables
from app.propuestas import paneles
from app.propuestas.comentable import comentable

bp = Blueprint("propuestas", __name__)


@bp.record_once
def _prestar(estado: BlueprintSetupState) -> None:
    app = cast("Flask", estado.app)
    paneles.registrar(app)
    comentables.registrar(app, "propuesta", comentable)
