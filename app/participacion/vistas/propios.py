"""Cuidar lo propio: corregir un comentario en sus primeros minutos, o retirarlo."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import Invalido, NoPermitido
from app.nucleo.formularios import Formulario
from app.nucleo.permisos import Permiso
from app.nucleo.reloj import ahora
from app.participacion import consultas, participar, permisos, servicios
from app.participacion.consultas import Fila
from app.participacion.errores import YaNoSeEdita
from app.participacion.formularios import Corregir
from app.participacion.vistas.base import bp

Respuesta = str | Response | tuple[str, int]


def _mio(codigo: str) -> Fila:
    fila = consultas.fila_de(codigo)
    consultas.sobre_de(fila, identidad())
    if not permisos.es_autora(identidad(), fila.objeto):
        raise NoPermitido(_("Solo quien escribió el comentario puede cambiarlo."))
    return fila


def _volver(codigo: str, mensaje: str) -> Response:
    flash(mensaje, "exito")
    return redirect(url_for("participacion.comentario", codigo=codigo), 303)


def _pagina(plantilla: str, formulario: FlaskForm, codigo: str) -> Respuesta:
    datos = participar.uno(codigo, identidad())
    html = render_template(f"participacion/{plantilla}.html", formulario=formulario, **datos)
    return (html, 422) if formulario.errors else html


@bp.route("/comentarios/<codigo>/corregir", methods=["GET", "POST"])
@requiere(Permiso.COMENTAR)
def corregir(codigo: str) -> Respuesta:
    """Corrige el texto en los primeros 15 minutos; queda dicho que se editó."""
    fila = _mio(codigo)
    if not permisos.puede_editar(identidad(), fila.objeto, ahora()):
        raise YaNoSeEdita()
    formulario = Corregir(data={"texto": fila.texto})
    if formulario.validate_on_submit():
        try:
            servicios.editar(identidad(), codigo, formulario.texto.data or "")
        except Invalido as error:
            formulario.rechazar(error.campo, error.mensaje)
        else:
            return _volver(fila.codigo, _("Corregido. Se ve que lo editaste."))
    return _pagina("corregir", formulario, codigo)


@bp.route("/comentarios/<codigo>/retirar", methods=["GET", "POST"])
@requiere(Permiso.COMENTAR)
def retirar(codigo: str) -> Respuesta:
    """Quita el texto; si alguien respondió, su lugar queda."""
    fila = _mio(codigo)
    formulario = Formulario()
    if formulario.validate_on_submit():
        servicios.retirar(identidad(), codigo)
        return _volver(fila.codigo, _("Retiraste tu comentario: su texto ya no está."))
    return _pagina("retirar", formulario, codigo)
