"""La lista de propuestas, para descargar."""

from __future__ import annotations

from flask import Response, request

from app.nucleo.accesos import publica
from app.propuestas import descarga, listado, opciones
from app.propuestas.vistas.base import bp


@bp.get("/propuestas.<formato>")
@publica
def descargar(formato: str) -> Response:
    """Todo lo de la lista con esos filtros, en CSV, JSON o GeoJSON; unas pocas seguidas desde una red."""
    pedido = listado.leer(request.args, opciones.actuales())
    return descarga.responder(pedido.filtros, formato)
