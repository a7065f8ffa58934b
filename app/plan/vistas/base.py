"""El blueprint del plan."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from app.plan import clases, paneles, tablas

bp = Blueprint("plan", __name__)


@bp.record_once
def _ofrecer(estado: BlueprintSetupState) -> None:
    app = cast("Flask", estado.app)
    tablas.registrar(app, clases.ELEMENTOS)
    paneles.registrar(app)
