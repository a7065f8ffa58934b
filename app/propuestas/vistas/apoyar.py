"""Apoyar y retirar el apoyo: con un formulario común o, si se pide solo el trozo, sin recargar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.nucleo.accesos import identidad, requiere, vuelve
from app.nucleo.errores import NoPermitido
from app.nucleo.permisos import Identidad, Permiso
from app.propuestas import consultas, presentacion, servicios
from app.propuestas.participar import apoyo_de
from app.propuestas.vistas.base import bp

if TYPE_CHECKING:
    from app.propuestas.modelos import Propuesta


def _responder(
    accion: Callable[[Identidad, str], Propuesta], codigo: str, mensaje: str, *, apoyada: bool
) -> str | Response:
    """Hace lo pedido y contesta: el trozo de apoyo si lo pidió la página; si no, la vuelta con un mensaje.

    Contesta con la fila que acaba de cambiar, sin volver a leerla. Si no se puede (la etapa cerró, falta
    confirmar la cuenta), la página dice por qué y qué hacer.
    """
    tono, visto = "exito", None
    try:
        visto = consultas.apoyo_visto(accion(identidad(), codigo), identidad(), apoyada)
    except NoPermitido as error:
        mensaje, tono = str(error.mensaje), "alerta"
    f = visto or consultas.ficha(codigo, identidad())
    if request.headers.get("X-Parcial") == "1":
        return render_template("propuestas/_apoyo.html", **apoyo_de(f, identidad()))
    flash(mensaje, tono)
    return redirect(presentacion.direccion(f.codigo, f.titulo), 303)


def _a_su_pagina(codigo: str) -> str:
    """Quien mandó su apoyo con la sesión ya terminada vuelve a la propuesta, con el botón a la vista."""
    return url_for("propuestas.ficha", codigo=codigo, apoyar=1, _anchor="apoyar")


@bp.post("/propuestas/<codigo>/apoyar")
@requiere(Permiso.APOYAR)
@vuelve(_a_su_pagina)
def apoyar(codigo: str) -> str | Response:
    """Suma el apoyo de quien entra; repetirlo no cambia nada."""
    return _responder(
        servicios.apoyar,
        codigo,
        _("Tu apoyo quedó sumado. Puedes retirarlo mientras siga abierta."),
        apoyada=True,
    )


@bp.post("/propuestas/<codigo>/retirar-apoyo")
@requiere(Permiso.APOYAR)
@vuelve(_a_su_pagina)
def retirar_apoyo(codigo: str) -> str | Response:
    """Quita el apoyo de quien entra; repetirlo no cambia nada."""
    return _responder(servicios.retirar_apoyo, codigo, _("Retiraste tu apoyo."), apoyada=False)
