"""Entrar, salir y volver a escribir la clave."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cuentas import servicios
from app.cuentas.formularios import FormularioComprobar, FormularioEntrar
from app.cuentas.vistas.comun import avisar_al_entrar, bp, pagina, recogiendo, texto
from app.nucleo import sesiones
from app.nucleo.accesos import identidad, publica, requiere
from app.nucleo.permisos import Permiso
from app.nucleo.rutas import ruta_propia
from app.nucleo.transaccion import escribe_tarde


@bp.route("/entrar", methods=["GET", "POST"])
@publica
@escribe_tarde
def entrar() -> Response:
    """Entrar y volver a donde se estaba."""
    siguiente = ruta_propia(request.args.get("siguiente"), "")
    if identidad().autenticada:
        return redirect(siguiente or url_for("cuentas.cuenta"), 303)
    formulario = FormularioEntrar()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            correo, clave = texto(formulario.correo), texto(formulario.clave)
            abierta = servicios.entrar(correo, clave, request.user_agent.string, sesiones.ficha_recibida())
            sesiones.poner_galleta(abierta.ficha, abierta.duracion, abierta.persona_id)
            avisar_al_entrar(abierta.persona_id)
            if abierta.es_personal:
                return redirect(url_for("cuentas.segundo_paso", siguiente=siguiente or None), 303)
            return redirect(siguiente or url_for("sitio.portada"), 303)
    return pagina("entrar", formulario, siguiente=siguiente)


@bp.post("/salir")
@publica
def salir() -> Response:
    """Terminar la sesión; repetirlo no molesta."""
    servicios.salir(identidad())
    sesiones.quitar_galleta()
    flash(_("Saliste de tu cuenta."), "info")
    return redirect(url_for("sitio.portada"), 303)


@bp.route("/cuenta/comprobar", methods=["GET", "POST"])
@requiere(Permiso.CUENTA_PROPIA)
@escribe_tarde
def comprobar() -> Response:
    """La clave otra vez, antes de un acto delicado."""
    siguiente = ruta_propia(request.args.get("siguiente"), url_for("cuentas.cuenta"))
    formulario = FormularioComprobar()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            servicios.comprobar_clave(identidad(), texto(formulario.clave))
            return redirect(siguiente, 303)
    return pagina("comprobar", formulario, siguiente=siguiente)
