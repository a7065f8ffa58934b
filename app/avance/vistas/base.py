"""El blueprint del avance."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from app.avance import paneles

bp = Blueprint("avance", __name__)


@bp.record_once
def _prestar(estado: BlueprintSetupState) -> None:
    paneles.registrar(cast("Flask", estado.app))
