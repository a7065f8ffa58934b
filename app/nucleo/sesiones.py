"""La galleta de quien entró: un azar de 256 bits cuya huella, y nada más, está en la base.

Quien no entra no tiene fila: su visita (ficha CSRF, semilla, barrio elegido) va en una galleta firmada.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from typing import Any

from flask import Flask, Response, after_this_request, current_app, request, session

LARGO_MAXIMO = 100
"""Ninguna ficha nuestra pasa de este largo: lo que llegue mayor ni se mira."""
PENDIENTE = "pendiente"
"""Lo que alguien dejó a medio enviar, con la seña de su cuenta en `de`."""


def nueva_ficha() -> str:
    """Un azar de 256 bits apto para una galleta o un enlace."""
    return secrets.token_urlsafe(32)


def huella(ficha: str) -> str:
    """SHA-256 de una ficha: lo único que se guarda de ella."""
    return hashlib.sha256(ficha.encode()).hexdigest()


def ficha_recibida() -> str | None:
    """La ficha de sesión que trae la petición, si trae alguna."""
    return request.cookies.get(str(current_app.config["COOKIE_SESION"]))


def sena_de(persona_id: int | None) -> str:
    """La seña de una cuenta en un formulario: solo el sitio la hace, y no dice cuál es."""
    clave = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(clave, f"pendiente|v1|{persona_id}".encode(), "sha256").hex()[:32]


def es_pendiente_de(persona_id: int | None) -> bool:
    """Verdadero si lo que quedó a medio enviar en este navegador es de esa cuenta."""
    puesta = str(session.get(PENDIENTE, {}).get("de", ""))
    return hmac.compare_digest(puesta.encode(), sena_de(persona_id).encode())


def poner_galleta(ficha: str, duracion: dt.timedelta, persona_id: int) -> None:
    """Entrega la ficha de esa persona al navegador por `duracion` y renueva la visita (nueva ficha CSRF).

    Lo que otra cuenta dejó a medio enviar en este aparato se tira.
    """
    if not es_pendiente_de(persona_id):
        session.pop(PENDIENTE, None)
    _renovar_visita()

    @after_this_request
    def poner(respuesta: Response) -> Response:
        c: dict[str, Any] = current_app.config
        respuesta.set_cookie(
            c["COOKIE_SESION"],
            ficha,
            max_age=duracion,
            secure=c["HTTPS"],
            httponly=True,
            samesite="Lax",
            path="/",
        )
        return respuesta


def quitar_galleta() -> None:
    """Retira la ficha del navegador, renueva la visita y pide borrar lo guardado de la página."""
    session.pop(PENDIENTE, None)
    _renovar_visita()

    @after_this_request
    def quitar(respuesta: Response) -> Response:
        respuesta.delete_cookie(
            str(current_app.config["COOKIE_SESION"]),
            path="/",
            secure=bool(current_app.config["HTTPS"]),
            httponly=True,
            samesite="Lax",
        )
        respuesta.headers["Clear-Site-Data"] = '"cache"'
        return respuesta


def _renovar_visita() -> None:
    """Vacía la visita, salvo lo que la persona eligió sin cuenta o dejó a medio enviar."""
    guardar = {c: session[c] for c in ("barrio", "semilla", PENDIENTE, "_flashes") if c in session}
    session.clear()
    session.update(guardar)


def semilla() -> int:
    """Número de esta visita para los órdenes al azar; se fija la primera vez y viaja en la galleta firmada."""
    if "semilla" not in session:
        session["semilla"] = secrets.randbelow(2**31)
    return int(session["semilla"])


def iniciar(app: Flask) -> None:
    """La visita dura mientras el navegador siga abierto."""
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
