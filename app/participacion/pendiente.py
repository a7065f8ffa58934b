"""Lo que alguien escribió y no se pudo enviar porque su sesión había terminado: vuelve al entrar.

Va en la galleta firmada de la visita, nunca en la base: sin cuenta no hay fila.
"""

from __future__ import annotations

import datetime as dt
import zlib

from flask import flash, request, session, url_for
from flask_babel import gettext as _

from app.nucleo.reloj import ahora

CLAVE = "pendiente"
DURA = dt.timedelta(hours=1)
CABE = 2_000
"""Bytes, ya comprimido: con todo lo demás no pasa de lo que un navegador admite en una galleta."""


def guardar(codigo: str) -> None:
    """Guarda lo enviado sobre `codigo`, si cabe, y lo dice en la página de entrar."""
    texto = request.form.get("texto", "").strip()
    if texto and len(zlib.compress(texto.encode())) <= CABE:
        posicion = request.form.get("posicion", "")[:20]
        session[CLAVE] = {"en": codigo, "texto": texto, "posicion": posicion, "hora": int(ahora().timestamp())}
        flash(_("Tu sesión había terminado. Entra: lo que escribiste te espera en la página."), "info")


def de(codigo: str) -> dict[str, str]:
    """Lo que quedó pendiente sobre `codigo`, como datos del formulario; nada si no hay o ya es viejo."""
    puesto = session.get(CLAVE)
    if not puesto or puesto["en"] != codigo or ahora().timestamp() - puesto["hora"] > DURA.total_seconds():
        return {}
    return {"texto": puesto["texto"], "posicion": puesto["posicion"]}


def soltar() -> None:
    """Lo pendiente ya se publicó."""
    session.pop(CLAVE, None)


def vuelta_a_comentar(codigo: str) -> str:
    """La conversación con su formulario abierto, guardando antes lo escrito."""
    guardar(codigo)
    return para_escribir(codigo)


def vuelta_a_responder(codigo: str) -> str:
    """La página de responder, guardando antes lo escrito."""
    guardar(codigo)
    return url_for("participacion.responder", codigo=codigo)


def para_escribir(codigo: str) -> str:
    """La dirección de la conversación con el formulario abierto."""
    return url_for("participacion.conversacion", codigo=codigo, escribir=1, _anchor="comentar")
