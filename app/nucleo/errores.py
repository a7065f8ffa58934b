"""Errores del dominio: cada uno dice en una frase qué pasó y, si puede, qué hacer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import sqlalchemy as sa
from babel import Locale
from babel.dates import format_timedelta
from flask import Flask, current_app, render_template, request
from flask.globals import _cv_request
from flask_babel import lazy_gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.extensiones import Modelo, db
from app.nucleo import idiomas


class ErrorDominio(Exception):
    """Base de los errores con sentido para una persona. `estado` es el código HTTP con que se cuenta."""

    estado = 400
    omision: Any = lazy_gettext("No se pudo completar la acción.")

    def __init__(self, mensaje: Any = None) -> None:
        self.mensaje = mensaje if mensaje is not None else self.omision
        super().__init__(mensaje)

    def __str__(self) -> str:
        return str(self.mensaje)


class NoEncontrado(ErrorDominio):
    """No existe, o no existe para quien pregunta."""

    estado = 404
    omision = lazy_gettext("No encontramos esta página.")


class NoPermitido(ErrorDominio):
    """Existe, pero esta persona no puede hacer esto aquí y ahora."""

    estado = 403
    omision = lazy_gettext("No tienes permiso para hacer esto.")


class SesionTerminada(ErrorDominio):
    """Llegó algo escrito y ya no hay sesión: se devuelve para que no se pierda."""

    estado = 401
    omision = lazy_gettext("Tu sesión había terminado y esto no se guardó. Cópialo, entra y envíalo otra vez.")


class Conflicto(ErrorDominio):
    """Otra acción llegó antes o el estado cambió."""

    estado = 409
    omision = lazy_gettext("Esto cambió mientras lo mirabas. Vuelve a cargar la página.")


class DemasiadasVeces(ErrorDominio):
    """Se pasó un límite de intentos; `espera` son los segundos hasta poder probar otra vez."""

    estado = 429
    omision = lazy_gettext("Demasiados intentos seguidos. Espera unos minutos y prueba otra vez.")

    def __init__(self, mensaje: Any = None, espera: int = 60) -> None:
        super().__init__(mensaje)
        self.espera = espera

    @property
    def en_palabras(self) -> str:
        """La espera, redondeada hacia arriba."""
        unidad = next((u for u in (3600, 60) if self.espera > u), 1)
        return format_timedelta(-(-self.espera // unidad) * unidad, threshold=2, locale=idiomas.actual())


class Invalido(ErrorDominio):
    """Un dato no sirve; `campo` es el nombre del campo del formulario al que pertenece el mensaje."""

    estado = 422

    def __init__(self, campo: str, mensaje: Any) -> None:
        super().__init__(mensaje)
        self.campo = campo


def restriccion_de(error: IntegrityError) -> str:
    """Nombre de la restricción violada; SQLite solo dice tabla y columnas, y se busca en los modelos."""
    diagnostico = getattr(error.orig, "diag", None)
    if diagnostico is not None:
        return str(diagnostico.constraint_name or "")
    _clase, _sep, resto = str(error.orig).partition("constraint failed: ")
    if "." not in resto:
        return resto.strip()
    tabla, _punto, _resto = resto.partition(".")
    columnas = {c.strip().rpartition(".")[2] for c in resto.split(",")}
    definicion = Modelo.metadata.tables[tabla.strip()]
    unicas = [
        *(r for r in definicion.constraints if isinstance(r, sa.UniqueConstraint | sa.PrimaryKeyConstraint)),
        *(i for i in definicion.indexes if i.unique),
    ]
    for regla in unicas:
        if {c.name for c in regla.columns} == columnas:
            return str(regla.name)
    return ""


@contextmanager
def traducir(restricciones: Mapping[str, ErrorDominio]) -> Iterator[None]:
    """Convierte la violación de una restricción con nombre en su error; las demás siguen su camino."""
    try:
        yield
    except IntegrityError as error:
        nombre = restriccion_de(error)
        if nombre in restricciones:
            raise restricciones[nombre] from error
        raise


def guardar_una_vez(nueva: Modelo, restriccion: str) -> bool:
    """Guarda una fila; falso, sin tocar nada más, si esa restricción dice que ya estaba."""
    try:
        with db.session.begin_nested():
            db.session.add(nueva)
    except IntegrityError as error:
        if restriccion_de(error) != restriccion:
            raise
        return False
    return True


_SIN_DIRECCION = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>Dirección no válida</title></head>
<body><main><h1>Dirección no válida</h1><p>Este sitio no atiende con ese nombre.</p></main></body></html>"""
_CON_PAGINA = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})
_SIN_BASE = frozenset({500, 503})
"""Las que no preguntan nada a la base: puede ser ella la que falló."""


def _sobria(estado: int, datos: Mapping[str, Any]) -> str:
    """La página sin menú ni cuenta, que no lee la base; en el idioma de quien la ve."""
    idioma = idiomas.actual()
    plantilla = current_app.jinja_env.get_template(f"errores/{estado}.html")
    sentido = Locale.parse(idioma).text_direction
    return plantilla.render(datos, sobria=True, idioma=idioma, sentido=sentido)


_SE_REDACTA = (
    "titulo", "resumen", "cuerpo", "texto", "motivo", "respuesta", "devolucion", "presentacion", "descripcion",
    "que_cambio", "por_que", "nota", "intereses",
)  # fmt: skip
"""Los campos donde alguien redacta. Nunca una clave, un código ni un documento."""


def escrito() -> str:
    """Lo que se envió y no se guardó, para devolverlo; vacío si el cuerpo no se puede leer."""
    with suppress(HTTPException):
        if request.method == "POST":
            return "\n\n".join(t for c in _SE_REDACTA if (t := request.form.get(c, "").strip()))
    return ""


def _pagina(codigo: int, mensaje: str, **datos: Any) -> tuple[str, int]:
    if _cv_request.get().url_adapter is None:
        return _SIN_DIRECCION, 400
    datos.update(mensaje=mensaje, estado=codigo, escrito=escrito())
    estado = codigo if codigo in _CON_PAGINA else 500 if codigo >= 500 else 400
    if estado in _SIN_BASE:
        return _sobria(estado, datos), codigo
    try:
        return render_template(f"errores/{estado}.html", **datos), codigo
    except SQLAlchemyError:
        return _sobria(503, {"escrito": datos["escrito"]}), 503


def _tope() -> int | None:
    """Los MB que caben en este envío, si fue su tamaño lo que no cupo y no lo largo de un texto."""
    tope = request.max_content_length
    if tope is None or (request.content_length or 0) <= tope:
        return None
    return max(1, tope // 1024**2)


def _con_espera(error: DemasiadasVeces) -> tuple[str, int, dict[str, str]]:
    """Dice cuánto falta para poder probar otra vez."""
    mensaje = "" if error.mensaje is error.omision else str(error.mensaje)
    cuerpo, estado = _pagina(error.estado, mensaje, espera=error.en_palabras)
    return cuerpo, estado, {"Retry-After": str(error.espera)}


def registrar(app: Flask) -> None:
    """Cada error tiene una página con lo que pasó y la salida."""

    @app.errorhandler(ErrorDominio)
    def del_dominio(error: ErrorDominio) -> Any:
        if isinstance(error, DemasiadasVeces):
            return _con_espera(error)
        return _pagina(error.estado, str(error.mensaje), con_motivo=type(error) is not NoPermitido)

    @app.errorhandler(CSRFError)
    def sin_ficha(_error: CSRFError) -> Any:
        return _pagina(400, "")

    @app.errorhandler(HTTPException)
    def de_http(error: HTTPException) -> Any:
        if error.code is not None and error.code < 400:
            return error
        cuerpo, estado = _pagina(error.code or 500, "", tope=_tope() if error.code == 413 else None)
        permitidos = getattr(error, "valid_methods", None)
        return cuerpo, estado, {"Allow": ", ".join(permitidos)} if permitidos else {}

    @app.errorhandler(OperationalError)
    def base_ocupada(error: OperationalError) -> Any:
        app.logger.error("la base no respondió en %s: %s", request.endpoint, type(error.orig).__name__)
        cuerpo, estado = _pagina(503, "")
        return cuerpo, estado, {"Retry-After": "30"}

    @app.errorhandler(Exception)
    def imprevisto(error: Exception) -> Any:
        if app.testing or app.debug:
            raise error
        app.logger.exception("fallo en %s", request.endpoint)
        return _pagina(500, "")
