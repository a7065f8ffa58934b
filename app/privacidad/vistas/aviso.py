"""El aviso de privacidad: la versión en vigor, las anteriores, qué se guarda y publicar otra."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cuentas.servicios import exigir_reciente
from app.nucleo.accesos import identidad, publica, requiere
from app.nucleo.permisos import Permiso
from app.nucleo.rutas import ruta_propia
from app.privacidad import consultas, presentacion, servicios
from app.privacidad.clasificacion import CLASIFICACION
from app.privacidad.formularios import FormularioAviso
from app.privacidad.vistas.base import bp, pagina, recogiendo


@bp.get("/privacidad")
@publica
def aviso() -> str:
    """El aviso en vigor."""
    return _version(consultas.version_vigente())


@bp.get("/privacidad/versiones/<int:numero>")
@publica
def version(numero: int) -> str:
    """Una versión, en vigor o anterior."""
    return _version(numero)


def _version(numero: int) -> str:
    return render_template(
        "privacidad/aviso.html",
        numero=numero,
        version=consultas.version(numero),
        vigente=consultas.version_vigente(),
        versiones=consultas.versiones(),
    )


@bp.get("/privacidad/que-guardamos")
@publica
def que_guardamos() -> str:
    """Qué se guarda de cada persona, por cuánto tiempo y qué pasa al borrar la cuenta."""
    return render_template(
        "privacidad/que_guardamos.html",
        relaciones=CLASIFICACION,
        palabras=presentacion.palabras,
    )


@bp.post("/privacidad/leido")
@requiere(Permiso.CUENTA_PROPIA)
def leido() -> Response:
    """Ya leí la versión nueva."""
    servicios.leido(identidad())
    return redirect(ruta_propia(request.form.get("vuelta"), url_for("cuentas.cuenta")), 303)


@bp.route("/administrar/aviso-de-privacidad", methods=["GET", "POST"])
@requiere(Permiso.AVISO_EDITAR)
def publicar_aviso() -> Response:
    """Publicar una versión nueva, diciendo qué cambió."""
    exigir_reciente(identidad())
    vigente = consultas.version_vigente()
    actual = consultas.version(vigente)
    texto = actual.texto if actual else render_template("privacidad/_inicial.txt")
    formulario = FormularioAviso(data={"texto": texto, "sobre": vigente})
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            sobre = int(formulario.sobre.data or 0)
            numero = servicios.publicar_aviso(
                identidad(), formulario.texto.data or "", formulario.cambios.data or "", sobre
            )
            flash(_("La versión %(n)s del aviso ya está en vigor.", n=numero), "exito")
            return redirect(url_for("privacidad.aviso"), 303)
    return pagina("publicar_aviso", formulario, vigente=vigente)
