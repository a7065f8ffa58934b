"""El blueprint del plan."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from app.nucleo.rutas import mudada
from app.plan import clases, paneles, tablas

bp = Blueprint("plan", __name__)


@bp.record_once
def _ofrecer(estado: BlueprintSetupState) -> None:
    app = cast("Flask", estado.app)
    tablas.registrar(app, clases.ELEMENTOS)
    paneles.registrar(app)


@bp.before_app_request
def _clave_en_minusculas() -> Response | None:
    """La clave de un plan va siempre en minúsculas: quien la escribe de otra manera llega igual."""
    regla, datos = request.url_rule, request.view_args or {}
    clave = str(datos.get("clave", ""))
    de_un_plan = regla is not None and regla.rule.startswith("/plan/<clave>")
    if not de_un_plan or clave == clave.lower() or request.method not in ("GET", "HEAD"):
        return None
    return mudada(url_for(str(request.endpoint), **{**datos, "clave": clave.lower()}))
