"""Activar con un correo la cuenta que se creó en un mostrador."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.cuentas import servicios
from app.cuentas.formularios import FormularioActivar
from app.cuentas.vistas.comun import a_revisar, bp, pagina, recogiendo, texto
from app.nucleo.accesos import publica
from app.nucleo.transaccion import escribe_tarde


@bp.route("/activar", methods=["GET", "POST"])
@publica
@escribe_tarde
def activar() -> Response:
    """El código del papel, un correo y una clave; la respuesta no dice si la dirección ya tenía cuenta."""
    formulario = FormularioActivar()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            correo = servicios.activar(
                texto(formulario.codigo), texto(formulario.correo), texto(formulario.clave)
            )
            return a_revisar("cambiar_correo", correo)
    return pagina("activar", formulario)
