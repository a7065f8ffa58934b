"""Los archivos, servidos: cada uno solo a quien puede ver el contenido al que acompaña."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, current_app, request, send_file

from app.adjuntos import almacen, consultas
from app.adjuntos.reglas import nombre_de_descarga
from app.nucleo.accesos import identidad, publica
from app.nucleo.errores import NoEncontrado

bp = Blueprint("adjuntos", __name__)
CSP = "sandbox; default-src 'none'"
CACHE = "public, max-age=86400, immutable"
"""Un día: quien paga cada dato no baja dos veces la misma foto, y lo que se quita deja de verse pronto."""


@bp.app_url_value_preprocessor
def _tope_de_envio(punto: str | None, _valores: dict[str, Any] | None) -> None:
    """Solo las vistas que reciben archivos, y solo a quien entró, admiten más que el tope general."""
    admite = getattr(current_app.view_functions.get(punto or ""), "admite_bytes", 0)
    if admite and identidad().autenticada:
        request.max_content_length = admite


def _servir(clave: str, clase: str, final: str) -> Response:
    hallado = consultas.servible(clave, clase, identidad())
    if hallado is None:
        raise NoEncontrado()
    es_pdf = clase == "pdf"
    try:
        datos = almacen.ruta(clave, final).read_bytes()
    except FileNotFoundError as error:
        current_app.logger.error("falta el archivo de un adjunto: %s", clave)
        raise NoEncontrado() from error
    respuesta = send_file(
        BytesIO(datos),
        mimetype="application/pdf" if es_pdf else "image/webp",
        as_attachment=es_pdf,
        download_name=nombre_de_descarga(hallado.nombre, "pdf") if es_pdf else None,
        etag=f"{hallado.huella[:32]}{final}",
        conditional=True,
    )
    respuesta.headers["Content-Security-Policy"] = CSP
    respuesta.headers["Cache-Control"] = CACHE if hallado.publico else "private, no-store"
    return respuesta


@bp.get("/adjuntos/<string(length=32):clave>.webp")
@publica
def imagen(clave: str) -> Response:
    """La imagen, de 1.600 píxeles como mucho."""
    return _servir(clave, "imagen", ".webp")


@bp.get("/adjuntos/<string(length=32):clave>-480.webp")
@publica
def miniatura(clave: str) -> Response:
    """La miniatura, de 480 píxeles como mucho."""
    return _servir(clave, "imagen", "-480.webp")


@bp.get("/adjuntos/<string(length=32):clave>.pdf")
@publica
def documento(clave: str) -> Response:
    """El documento, siempre como descarga."""
    return _servir(clave, "pdf", ".pdf")
