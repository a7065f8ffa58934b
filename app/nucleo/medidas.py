"""Salud y cuentas: cuántas consultas hizo una petición (solo al medir) y si el servicio está en pie."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, g, has_request_context, jsonify

from app.extensiones import db
from app.nucleo.accesos import publica
from app.nucleo.salud import mirar as estado_del_servicio


@publica
def salud() -> tuple[Response, int]:
    """`200` si se puede leer y guardar; `503` si no, con su causa. No revela versiones ni datos."""
    dicha = estado_del_servicio()
    return jsonify(dicha.como_datos()), 200 if dicha.atiende else 503


def _contar_consultas(app: Flask) -> None:
    def antes(_c: Any, _cursor: Any, _orden: Any, _p: Any, _ctx: Any, _varios: Any) -> None:
        if has_request_context():
            g.consultas = g.get("consultas", 0) + 1

    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", antes)

    @app.after_request
    def decir(respuesta: Response) -> Response:
        respuesta.headers["X-Consultas"] = str(g.get("consultas", 0))
        return respuesta


def iniciar(app: Flask) -> None:
    """Publica `/salud`; con `RUMBO_MEDIR=1` cada respuesta dice cuántas consultas costó."""
    app.add_url_rule("/salud", "salud", salud)
    if app.config["MEDIR"]:
        _contar_consultas(app)
