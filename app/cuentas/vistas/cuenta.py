"""La cuenta propia: datos, clave, correo y sesiones."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.cuentas import consultas, servicios
from app.cuentas.formularios import (
    FormularioCambiarClave,
    FormularioCambiarCorreo,
    FormularioDatos,
    FormularioVacio,
)
from app.cuentas.vistas.comun import a_revisar, bp, pagina, recogiendo, texto
from app.nucleo import idiomas, paneles, sesiones
from app.nucleo.accesos import identidad, publica, requiere
from app.nucleo.permisos import NOMBRES_DE_ROL, Permiso
from app.nucleo.transaccion import escribe_tarde
from app.territorio import consultas as territorio


@bp.get("/cuenta")
@requiere(Permiso.CUENTA_PROPIA)
def cuenta() -> Response:
    """Mi cuenta de un vistazo: qué puedo hacer, qué falta y qué se sabe de mí."""
    quien = identidad()
    mia = consultas.mi_cuenta(quien)
    return pagina(
        "cuenta",
        mia=mia,
        lugar=territorio.por_id(mia.territorio_id) if mia.territorio_id else None,
        pasos=[replace(p, url="") for p in consultas.pasos_para(quien, 1)],
        roles=consultas.persona_con_roles(quien.persona).roles if quien.es_personal else [],
        abiertas=len(consultas.sesiones_de(quien)),
        segundo=consultas.segundo_paso_de(quien.persona) if quien.es_personal else None,
        paneles=paneles.de("cuenta", quien.persona),
        nombres=idiomas.NOMBRES,
        nombres_de_rol=NOMBRES_DE_ROL,
    )


@bp.post("/cuenta/confirmacion")
@requiere(Permiso.CUENTA_PROPIA)
@escribe_tarde
def reenviar() -> Response:
    """Pedir otra vez el mensaje de confirmación."""
    return a_revisar("confirmar", servicios.reenviar_confirmacion(identidad()))


@bp.route("/cuenta/datos", methods=["GET", "POST"])
@requiere(Permiso.CUENTA_PROPIA)
def datos() -> Response:
    """Cambiar nombre público, barrio, año de nacimiento e idioma."""
    mia = consultas.mi_cuenta(identidad())
    lugar = territorio.por_id(mia.territorio_id) if mia.territorio_id else None
    previos = {"barrio": lugar.codigo if lugar else ""}
    formulario = FormularioDatos(obj=mia, data=previos).con_opciones(territorio.opciones(), _idiomas())
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            servicios.cambiar_datos(identidad(), **formulario.elegidos())
            flash(_("Tus datos quedaron guardados."), "exito")
            respuesta = redirect(url_for("cuentas.cuenta"), 303)
            return idiomas.recordar(respuesta, texto(formulario.idioma))
    return pagina("datos", formulario)


def _idiomas() -> list[tuple[str, str]]:
    return [(c, idiomas.NOMBRES[c]) for c in current_app.config["IDIOMAS"]]


@bp.route("/cuenta/clave", methods=["GET", "POST"])
@requiere(Permiso.CUENTA_PROPIA)
@escribe_tarde
def clave() -> Response:
    """Cambiar la clave; las demás sesiones terminan."""
    formulario = FormularioCambiarClave()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            abierta = servicios.cambiar_clave(
                identidad(), texto(formulario.actual), texto(formulario.nueva), request.user_agent.string
            )
            sesiones.poner_galleta(abierta.ficha, abierta.duracion, abierta.persona_id)
            flash(_("Tu clave cambió. Cerramos tus sesiones en los demás aparatos."), "exito")
            return redirect(url_for("cuentas.cuenta"), 303)
    return pagina("clave", formulario)


@bp.route("/cuenta/correo", methods=["GET", "POST"], endpoint="correo")
@requiere(Permiso.CUENTA_PROPIA)
@escribe_tarde
def cambiar_correo() -> Response:
    """Pedir el cambio de correo; vale al confirmarlo desde la dirección nueva."""
    formulario = FormularioCambiarCorreo()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            nuevo = servicios.pedir_cambio_de_correo(
                identidad(), texto(formulario.correo), texto(formulario.clave)
            )
            return a_revisar("cambiar_correo", nuevo)
    return pagina("correo", formulario, mia=consultas.mi_cuenta(identidad()))


@bp.route("/cuenta/correo/<ficha>", methods=["GET", "POST"])
@publica
def confirmar_correo(ficha: str) -> Response:
    """Confirmar la dirección nueva: el enlace muestra un botón y el botón lo gasta."""
    formulario = FormularioVacio()
    if formulario.validate_on_submit():
        servicios.confirmar_correo_nuevo(ficha)
        flash(_("Tu correo nuevo quedó confirmado. Desde ahora entras con él."), "exito")
        return redirect(url_for("cuentas.cuenta"), 303)
    nuevo = consultas.correo_del_enlace(ficha, "cambiar_correo")
    return pagina("confirmar_correo", formulario, correo=nuevo)


@bp.get("/cuenta/sesiones")
@requiere(Permiso.CUENTA_PROPIA)
def sesiones_abiertas() -> Response:
    """Dónde está abierta mi cuenta."""
    return pagina("sesiones", sesiones=consultas.sesiones_de(identidad()))


@bp.post("/cuenta/sesiones/otras")
@requiere(Permiso.CUENTA_PROPIA)
def cerrar_otras() -> Response:
    """Cerrar todas menos esta."""
    n = servicios.cerrar_otras(identidad())
    flash(ngettext("Cerramos una sesión.", "Cerramos %(num)s sesiones.", n), "exito")
    return redirect(url_for("cuentas.sesiones_abiertas"), 303)


@bp.post("/cuenta/sesiones/todas")
@requiere(Permiso.CUENTA_PROPIA)
def cerrar_todas() -> Response:
    """Cerrar todas, también esta."""
    servicios.cerrar_todas(identidad().persona)
    sesiones.quitar_galleta()
    flash(_("Cerramos todas tus sesiones, también esta."), "exito")
    return redirect(url_for("cuentas.entrar"), 303)


@bp.post("/cuenta/sesiones/<marca>")
@requiere(Permiso.CUENTA_PROPIA)
def cerrar_sesion(marca: str) -> Response:
    """Cerrar una."""
    servicios.cerrar_sesion(identidad(), marca)
    flash(_("Cerramos esa sesión."), "exito")
    return redirect(url_for("cuentas.sesiones_abiertas"), 303)
