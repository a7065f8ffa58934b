"""El segundo paso de quien trabaja en la municipalidad: prepararlo, darlo y sus códigos en papel."""

from __future__ import annotations

from flask import abort, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cuentas import codigos, consultas, presentacion, servicios
from app.cuentas.formularios import FormularioCodigo
from app.cuentas.vistas.comun import bp, pagina, recogiendo, texto
from app.nucleo.accesos import identidad, requiere
from app.nucleo.permisos import Identidad, Permiso
from app.nucleo.rutas import ruta_propia
from app.nucleo.transaccion import escribe_tarde

_SAL = "sal_segundo_paso"


def _personal() -> Identidad:
    quien = identidad()
    if not quien.es_personal:
        abort(404)
    return quien


@bp.route("/cuenta/segundo-paso", methods=["GET", "POST"])
@requiere(Permiso.CUENTA_PROPIA)
@escribe_tarde
def segundo_paso() -> Response:
    """El código que cambia, o uno de papel, después de la clave."""
    quien = _personal()
    siguiente = ruta_propia(request.args.get("siguiente"), url_for("sitio.portada"))
    if quien.segundo_factor:
        return redirect(siguiente, 303)
    if consultas.segundo_paso_de(quien.persona).preparado_en is None:
        return redirect(url_for("cuentas.preparar_segundo_paso", siguiente=siguiente), 303)
    formulario = FormularioCodigo()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            servicios.dar_segundo_paso(quien, texto(formulario.codigo))
            return redirect(siguiente, 303)
    return pagina("segundo_paso", formulario)


@bp.route("/cuenta/segundo-factor/preparar", methods=["GET", "POST"])
@requiere(Permiso.CUENTA_PROPIA)
@escribe_tarde
def preparar_segundo_paso() -> Response:
    """Poner el secreto en el teléfono y demostrarlo con un código. La sal viaja en la visita, no en la base."""
    quien = _personal()
    siguiente = ruta_propia(request.args.get("siguiente"), "")
    servicios.exigir_para_preparar(quien)
    sal = session.setdefault(_SAL, codigos.nueva_sal())
    formulario = FormularioCodigo()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            servicios.preparar_segundo_paso(quien, sal, texto(formulario.codigo))
            session.pop(_SAL)
            flash(_("Tu segundo paso está listo. Ahora imprime tus códigos de repuesto."), "exito")
            return redirect(url_for("cuentas.segundo_factor", siguiente=siguiente or None), 303)
    cuenta = consultas.mi_cuenta(quien).correo
    return pagina("preparar_segundo_paso", formulario, secreto=presentacion.secreto_visible(sal, cuenta))


@bp.get("/cuenta/segundo-factor")
@requiere(Permiso.CUENTA_PROPIA)
def segundo_factor() -> Response:
    """Desde cuándo lo tiene, cuántos códigos en papel quedan, y cambiar de teléfono."""
    quien = _personal()
    siguiente = ruta_propia(request.args.get("siguiente"), "")
    return pagina("segundo_factor", segundo=consultas.segundo_paso_de(quien.persona), siguiente=siguiente)


@bp.post("/cuenta/segundo-factor/codigos")
@requiere(Permiso.CUENTA_PROPIA)
def codigos_impresos() -> Response:
    """Los códigos nuevos, una sola vez, en una página para imprimir."""
    nuevos = servicios.imprimir_codigos(_personal())
    siguiente = ruta_propia(request.form.get("siguiente"), url_for("cuentas.segundo_factor"))
    return pagina("codigos_impresos", codigos=nuevos, siguiente=siguiente)
