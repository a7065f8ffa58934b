"""Cabeceras de seguridad de toda respuesta. Ninguna página pide nada a terceros."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

from app.nucleo.accesos import identidad

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def _poner(respuesta: Response) -> Response:
    cabeceras = respuesta.headers
    cabeceras.setdefault("Content-Security-Policy", CSP)
    cabeceras.setdefault("X-Content-Type-Options", "nosniff")
    cabeceras.setdefault("Referrer-Policy", "same-origin")
    cabeceras.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    cabeceras.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    cabeceras.setdefault("Permissions-Policy", "camera=(), geolocation=(self), microphone=(), payment=()")
    if current_app.config["HTTPS"]:
        cabeceras.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in cabeceras:
        # En un fallo nuestro no se pregunta quién es: puede ser la base la que no responde.
        fallo = respuesta.status_code >= 500
        privada = fallo or (request.endpoint is not None and identidad().autenticada)
        cabeceras["Cache-Control"] = "no-store" if privada else "private, no-cache"
        respuesta.vary.update(("Cookie", "Accept-Language"))
    return respuesta


def iniciar(app: Flask) -> None:
    """Añade las cabeceras a cada respuesta."""
    app.after_request(_poner)
