"""El blueprint de las propuestas."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from app.propuestas import paneles

bp = Blueprint("propuestas", __name__)


@bp.record_once
def _prestar(estado: BlueprintSetupState) -> None:
    paneles.registrar(estado.app)
