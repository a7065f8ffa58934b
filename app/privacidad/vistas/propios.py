"""Los datos propios: verlos, descargarlos y borrar la cuenta."""

from __future__ import annotations

from flask import Response as Respuesta
from flask import flash, json, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cuentas.servicios import exigir_reciente
from app.nucleo import sesiones
from app.nucleo.accesos import identidad, requiere
from app.nucleo.permisos import Permiso
from app.privacidad import consultas, presentacion, servicios
from app.privacidad.formularios import FormularioBorrar
from app.privacidad.vistas.base import bp, pagina, recogiendo


@bp.get("/cuenta/mis-datos")
@requiere(Permiso.CUENTA_PROPIA)
def mis_datos() -> Response:
    """Todo lo que se guarda de mí, para leer."""
    exigir_reciente(identidad())
    return pagina("mis_datos", bloques=presentacion.legibles(consultas.datos_de(identidad().persona)))


@bp.get("/cuenta/mis-datos.json")
@requiere(Permiso.CUENTA_PROPIA)
def descargar() -> Response:
    """Lo mismo, en un archivo."""
    exigir_reciente(identidad())
    datos = consultas.como_json(consultas.datos_de(identidad().persona))
    respuesta = Respuesta(json.dumps(datos, ensure_ascii=False, indent=1), mimetype="application/json")
    respuesta.headers["Content-Disposition"] = "attachment; filename=mis-datos.json"
    respuesta.headers["Cache-Control"] = "no-store"
    return respuesta


@bp.route("/cuenta/borrar", methods=["GET", "POST"])
@requiere(Permiso.CUENTA_PROPIA)
def borrar_cuenta() -> Response:
    """Borrar la cuenta: qué pasa, y que no se puede deshacer."""
    exigir_reciente(identidad())
    formulario = FormularioBorrar()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            servicios.borrar_mi_cuenta(identidad())
            sesiones.quitar_galleta()
            flash(_("Tu cuenta quedó borrada. Gracias por haber participado."), "exito")
            return redirect(url_for("sitio.portada"), 303)
    return pagina("borrar_cuenta", formulario)


@bp.route("/mostrador/borrar/<int:persona_id>", methods=["GET", "POST"])
@requiere(Permiso.MOSTRADOR_ATENDER)
def borrar_en_mostrador(persona_id: int) -> Response:
    """Borrar la cuenta de quien está delante y nunca tuvo clave."""
    exigir_reciente(identidad())
    servicios.exigir_delante(identidad(), persona_id)
    formulario = FormularioBorrar()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            servicios.borrar_en_mostrador(identidad(), persona_id)
            flash(_("La cuenta quedó borrada."), "exito")
            return redirect(url_for("mostrador.inicio"), 303)
    return pagina("borrar_en_mostrador", formulario)
