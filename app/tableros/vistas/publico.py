"""El tablero público y sus descargas."""

from __future__ import annotations

from flask import Response, render_template
from werkzeug.wrappers import Response as Respuesta

from app.nucleo import guardadas
from app.nucleo.accesos import publica
from app.nucleo.tablas import respuesta
from app.tableros import descargas_publicas, presentacion_publica
from app.tableros.publico import tablero
from app.tableros.vistas.base import bp


@bp.get("/tablero")
@publica
def publico() -> str | Respuesta:
    """Qué pide la ciudad y cómo va lo que se prometió."""
    t = tablero()
    return guardadas.servir(
        ("tablero", t.calculado_en),
        lambda: render_template("tableros/publico.html", t=t, **presentacion_publica.datos(t)),
    )


@bp.get("/tablero/territorios.<formato>")
@publica
def descargar_territorios(formato: str) -> Response:
    """Los lugares de la ciudad y su población."""
    return respuesta(descargas_publicas.tabla_territorios(), formato)


@bp.get("/tablero/datos/<nombre>.<formato>")
@publica
def descargar(nombre: str, formato: str) -> Response:
    """Una tabla del tablero."""
    return respuesta(descargas_publicas.tabla(nombre, tablero()), formato)
