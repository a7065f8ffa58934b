"""Firmar entre varias: la autora invita y quita; la invitada acepta, rechaza o deja de firmar."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.nucleo import limites
from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import Invalido, NoEncontrado
from app.nucleo.paginacion import entero
from app.nucleo.permisos import Permiso
from app.propuestas import consultas, cuotas, servicios
from app.propuestas.consultas import Ficha
from app.propuestas.formularios import Invitar, Vacio
from app.propuestas.presentacion import direccion
from app.propuestas.reglas import COAUTORIAS_MAXIMO
from app.propuestas.vistas.base import bp
from app.propuestas.vistas.escribir import Respuesta


def _propia(codigo: str) -> Ficha:
    """La ficha de algo propio, borrador o no; lo ajeno no tiene esta página."""
    f = consultas.ficha(codigo, identidad())
    if not f.es_mia:
        raise NoEncontrado()
    return f


@bp.route("/propuestas/<codigo>/firmas", methods=["GET", "POST"])
@requiere(Permiso.PROPUESTA_PROPIA)
def firmas(codigo: str) -> Respuesta:
    """Quiénes firman con su autora, y a quién más invita."""
    if request.method == "POST":
        limites.gastar_todas(cuotas.de_invitar(identidad()))
    f, formulario = _propia(codigo), Invitar()
    if formulario.validate_on_submit():
        try:
            servicios.invitar(identidad(), codigo, formulario.seudonimo.data or "")
        except Invalido as error:
            formulario.rechazar(error.campo, error.mensaje)
        else:
            flash(_("Invitación enviada: la verá en «Mis propuestas»."), "exito")
            return redirect(url_for("propuestas.firmas", codigo=f.codigo), 303)
    pagina = render_template("propuestas/firmas.html", **_datos(f, formulario))
    return (pagina, 422) if formulario.errors else pagina


def _datos(f: Ficha, formulario: Invitar) -> dict[str, Any]:
    borrador = f.estado == "borrador"
    volver = url_for("propuestas.revisar", codigo=f.codigo) if borrador else direccion(f.codigo, f.titulo)
    return {
        "f": f,
        "formulario": formulario,
        "firmas": consultas.coautorias(f.codigo, identidad()),
        "maximo": COAUTORIAS_MAXIMO,
        "url": volver,
        "es_borrador": borrador,
    }


@bp.post("/propuestas/<codigo>/firmas/quitar")
@requiere(Permiso.PROPUESTA_PROPIA)
def quitar_firma(codigo: str) -> Response:
    """La autora quita una firma o retira una invitación."""
    persona_id = entero(request.form.get("persona"))
    if persona_id is None or not Vacio().validate_on_submit():
        raise NoEncontrado()
    servicios.quitar_firma(identidad(), codigo, persona_id)
    flash(_("Esa persona ya no la firma."), "exito")
    return redirect(url_for("propuestas.firmas", codigo=codigo), 303)


@bp.post("/propuestas/<codigo>/firmar")
@requiere(Permiso.PROPUESTA_PROPIA)
def firmar(codigo: str) -> Response:
    """Acepta o rechaza una invitación; quien ya firma puede dejar de hacerlo."""
    acepta = request.form.get("respuesta") == "si"
    servicios.responder(identidad(), codigo, acepta)
    flash(_("Ahora la firmas también tú.") if acepta else _("Listo: no la firmas."), "exito")
    return redirect(url_for("propuestas.mias"), 303)
