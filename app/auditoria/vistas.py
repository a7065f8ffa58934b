"""La página pública de la auditoría y la descarga de las cabezas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, render_template

from app.auditoria import consultas, presentacion
from app.auditoria.consultas import Cabeza
from app.auditoria.reglas import GENESIS
from app.nucleo.accesos import publica

bp = Blueprint("auditoria", __name__)
CAMPOS = ("sello", "fecha", "hechos", "desde_id", "hasta_id", "anterior", "huella")


@bp.get("/auditoria")
@publica
def inicio() -> str:
    """Qué es la cadena de huellas, las últimas cabezas y cómo se comprueba."""
    ultimas = consultas.ultimas_cabezas(5)
    pendientes = consultas.sin_sellar(ultimas[0].hasta_id if ultimas else 0)
    return render_template("auditoria/inicio.html", filas=presentacion.filas(ultimas), pendientes=pendientes)


@bp.get("/auditoria/huellas.csv")
@publica
def csv() -> Response:
    """Todas las cabezas, una por línea."""
    return _descarga(_lineas_csv(consultas.cabezas()), "text/csv", "huellas.csv")


@bp.get("/auditoria/huellas.json")
@publica
def en_json() -> Response:
    """Todas las cabezas, con el valor del que parte la cadena."""
    return _descarga(_trozos_json(consultas.cabezas()), "application/json", "huellas.json")


def _valores(c: Cabeza) -> tuple[Any, ...]:
    fecha = c.sellado_en.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return c.numero, fecha, c.cuantos, c.desde_id, c.hasta_id, c.anterior, c.huella


def _lineas_csv(cabezas: Iterator[Cabeza]) -> Iterator[str]:
    yield ",".join(CAMPOS) + "\r\n"
    for cabeza in cabezas:
        yield ",".join(map(str, _valores(cabeza))) + "\r\n"


def _trozos_json(cabezas: Iterator[Cabeza]) -> Iterator[str]:
    yield f'{{"genesis": "{GENESIS}", "sellos": ['
    for n, cabeza in enumerate(cabezas):
        yield (",\n" if n else "\n") + json.dumps(dict(zip(CAMPOS, _valores(cabeza), strict=True)))
    yield "\n]}\n"


def _descarga(trozos: Iterator[str], tipo: str, nombre: str) -> Response:
    respuesta = Response(trozos, mimetype=tipo)
    respuesta.headers["Content-Disposition"] = f"attachment; filename={nombre}"
    return respuesta
