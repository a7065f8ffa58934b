"""Lo que alguien escribió y no se pudo enviar porque su sesión había terminado: vuelve al entrar.

Va en la galleta firmada de la visita, nunca en la base: sin cuenta no hay fila. El formulario lleva la seña de
la cuenta que lo abrió, y solo esa lo recupera: en un aparato prestado, quien entra después no lo encuentra.
"""

from __future__ import annotations

import datetime as dt
import hmac
import zlib

from flask import current_app, flash, request, session, url_for
from flask_babel import gettext as _

from app.nucleo.accesos import identidad
from app.nucleo.reloj import ahora

CLAVE = "pendiente"
DURA = dt.timedelta(hours=1)
CABE = 2_000
"""Bytes, ya comprimido: con todo lo demás no pasa de lo que un navegador admite en una galleta."""


def sena() -> str:
    """La seña de la cuenta que abre el formulario: nadie más puede hacerla, y no dice cuál es."""
    clave = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(clave, f"pendiente|v1|{identidad().persona_id}".encode(), "sha256").hex()[:32]


def guardar(codigo: str) -> None:
    """Guarda lo enviado sobre `codigo`, si cabe y se sabe de quién es, y lo dice en la página de entrar."""
    texto, de_quien = request.form.get("texto", "").strip(), request.form.get("de", "")[:32]
    if texto and de_quien and len(zlib.compress(texto.encode())) <= CABE:
        posicion = request.form.get("posicion", "")[:20]
        puesto = {"en": codigo, "de": de_quien, "texto": texto, "posicion": posicion}
        session[CLAVE] = {**puesto, "hora": int(ahora().timestamp())}
        flash(_("Tu sesión había terminado. Entra con la misma cuenta: lo que escribiste te espera."), "info")


def de(codigo: str) -> dict[str, str]:
    """Lo que quien entró dejó pendiente sobre `codigo`, como datos del formulario; nada si no hay o es viejo.

    Lo de otra cuenta se tira.
    """
    puesto = session.get(CLAVE)
    if not puesto:
        return {}
    if not hmac.compare_digest(puesto.get("de", "").encode(), sena().encode()):
        soltar()
        return {}
    if puesto["en"] != codigo or ahora().timestamp() - puesto["hora"] > DURA.total_seconds():
        return {}
    return {"texto": puesto["texto"], "posicion": puesto["posicion"]}


def soltar() -> None:
    """Lo pendiente ya se publicó, o no es de quien entró."""
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
