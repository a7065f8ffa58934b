"""La matriz de quien planifica y sus descargas."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app.nucleo.accesos import requiere
from app.nucleo.permisos import Permiso
from app.nucleo.tablas import respuesta
from app.tableros import descargas, presentacion
from app.tableros.matriz import armar, mes_a_mes
from app.tableros.pedido import leer
from app.tableros.vistas.base import bp


@bp.get("/tablero/matriz")
@requiere(Permiso.TABLERO_VER)
def matriz() -> str:
    """Qué se pide, para qué objetivo y dónde."""
    m = armar(leer(request.args))
    return render_template(
        "tableros/matriz.html",
        m=m,
        pedido=m.pedido,
        tabla=presentacion.tabla(m),
        tendencia=presentacion.tendencia(mes_a_mes(m)),
        elegibles=presentacion.elecciones(m),
        **presentacion.caminos(m.pedido),
        descargas=presentacion.descargas_de("tableros.descargar_matriz", **_conocidos()),
        descargas_meses=presentacion.descargas_de("tableros.descargar_meses", **_conocidos()),
    )


def _conocidos() -> dict[str, Any]:
    return {k: v for k, v in request.args.items() if k not in ("formato", "punto")}


@bp.get("/tablero/matriz.<formato>")
@requiere(Permiso.TABLERO_VER)
def descargar_matriz(formato: str) -> Response:
    """La matriz pedida, con todas sus celdas, como tabla larga."""
    return respuesta(descargas.tabla_matriz(armar(leer(request.args), entera=True)), formato)


@bp.get("/tablero/matriz/meses.<formato>")
@requiere(Permiso.TABLERO_VER)
def descargar_meses(formato: str) -> Response:
    """Cuántas se publicaron cada mes, de la fila y la columna elegidas."""
    m = armar(leer(request.args), entera=True)
    return respuesta(descargas.tabla_meses(mes_a_mes(m), m), formato)
