"""Crear una cuenta, confirmar el correo y recuperar la clave."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cuentas import consultas, servicios
from app.cuentas.formularios import (
    FormularioRecuperar,
    FormularioRegistro,
    FormularioRestablecer,
    FormularioVacio,
)
from app.cuentas.vistas.comun import a_revisar, bp, pagina, recogiendo, texto
from app.nucleo import idiomas
from app.nucleo.accesos import identidad, publica
from app.nucleo.peticion import desde_esta_maquina
from app.nucleo.rutas import ruta_propia
from app.nucleo.transaccion import escribe_tarde


@bp.route("/registro", methods=["GET", "POST"])
@publica
@escribe_tarde
def registro() -> Response:
    """Crear una cuenta; la respuesta no dice si la dirección ya tenía una."""
    siguiente = ruta_propia(request.args.get("siguiente"), "")
    if identidad().autenticada:
        return redirect(siguiente or url_for("cuentas.cuenta"), 303)
    formulario = FormularioRegistro()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            servicios.registrar(texto(formulario.correo), texto(formulario.clave), idiomas.actual())
            session["siguiente"] = siguiente
            return a_revisar("registro", texto(formulario.correo))
    return pagina("registro", formulario, siguiente=siguiente)


@bp.get("/revisa-tu-correo")
@publica
def revisa() -> Response:
    """Qué hacer después de pedir un mensaje."""
    datos = session.get("revisa")
    if not datos:
        return redirect(url_for("cuentas.entrar"), 303)
    carpeta = not current_app.config["SMTP"] and current_app.config["DEMOSTRACION"]
    return pagina(
        "revisa",
        tipo=datos["tipo"],
        correo=datos["correo"],
        carpeta=current_app.config["DATOS"] / "correo" if carpeta else None,
        mensaje=_en_esta_maquina(),
    )


@bp.get("/revisa-tu-correo/mensaje")
@publica
def mensaje() -> Response:
    """Solo en la demostración y en la propia máquina: el último mensaje, sin buscar el archivo."""
    datos = session.get("revisa")
    if not datos or not _en_esta_maquina():
        abort(404)
    hallado = consultas.ultimo_mensaje(datos["correo"].strip().lower())
    return pagina("mensaje", correo=datos["correo"], hallado=hallado)


def _en_esta_maquina() -> bool:
    """Verdadero en la demostración pedida desde la misma máquina."""
    return bool(current_app.config["DEMOSTRACION"]) and desde_esta_maquina()


@bp.route("/confirmar/<ficha>", methods=["GET", "POST"])
@publica
def confirmar(ficha: str) -> Response:
    """Abrir el enlace muestra un botón; el botón lo gasta (los antivirus del correo abren enlaces)."""
    formulario = FormularioVacio()
    if formulario.validate_on_submit():
        persona_id = servicios.confirmar(ficha)
        flash(_("Tu correo quedó confirmado. Ya puedes proponer y apoyar."), "exito")
        siguiente = ruta_propia(session.pop("siguiente", ""), "")
        session.pop("revisa", None)
        if identidad().persona_id == persona_id:
            return redirect(siguiente or url_for("cuentas.cuenta"), 303)
        return redirect(url_for("cuentas.entrar", siguiente=siguiente or None), 303)
    correo = consultas.correo_del_enlace(ficha, "confirmar")
    return pagina("confirmar", formulario, correo=correo)


@bp.route("/recuperar", methods=["GET", "POST"])
@publica
@escribe_tarde
def recuperar() -> Response:
    """Pedir un enlace para poner otra clave."""
    formulario = FormularioRecuperar()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            servicios.recuperar(texto(formulario.correo))
            return a_revisar("recuperar", texto(formulario.correo))
    return pagina("recuperar", formulario)


@bp.route("/restablecer/<ficha>", methods=["GET", "POST"])
@publica
@escribe_tarde
def restablecer(ficha: str) -> Response:
    """Poner una clave nueva con el enlace recibido."""
    correo = consultas.correo_del_enlace(ficha, "recuperar")
    formulario = FormularioRestablecer()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            servicios.restablecer(ficha, texto(formulario.clave), correo)
            flash(_("Tu clave nueva ya vale. Entra con ella."), "exito")
            return redirect(url_for("cuentas.entrar"), 303)
    return pagina("restablecer", formulario, correo=correo)
