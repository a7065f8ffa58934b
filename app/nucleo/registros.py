"""Registro en líneas JSON, sin datos personales: qué ruta, qué estado, cuánto tardó."""

from __future__ import annotations

import json
import logging
import sys
import time

from flask import Flask, Response, g, request
from flask.logging import default_handler


class FormatoJSON(logging.Formatter):
    """Una línea JSON por suceso; los saltos de línea de un mensaje no rompen el registro."""

    def format(self, record: logging.LogRecord) -> str:
        datos: dict[str, object] = {
            "hora": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "nivel": record.levelname,
            "origen": record.name,
            "mensaje": record.getMessage(),
        }
        datos.update(getattr(record, "datos", {}))
        if record.exc_info:
            datos["traza"] = self.formatException(record.exc_info)
        return json.dumps(datos, ensure_ascii=False)


def _empezar() -> None:
    g.empezo = time.perf_counter()


def iniciar(app: Flask) -> None:
    """Escribe en la salida de errores una línea por petición lenta o fallida, y los avisos del programa."""
    app.logger.removeHandler(default_handler)
    manejador = logging.StreamHandler(sys.stderr)
    manejador.setFormatter(FormatoJSON())
    app.logger.addHandler(manejador)
    app.logger.setLevel(logging.INFO)
    app.logger.propagate = bool(app.config["TESTING"])
    app.before_request(_empezar)

    @app.after_request
    def anotar(respuesta: Response) -> Response:
        milis = round((time.perf_counter() - g.get("empezo", time.perf_counter())) * 1000)
        if respuesta.status_code >= 500 or milis > 1000:
            datos = {"ruta": request.endpoint, "estado": respuesta.status_code, "ms": milis}
            app.logger.warning("petición", extra={"datos": datos})
        return respuesta
