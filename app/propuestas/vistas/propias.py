"""Lo propio: mis propuestas, editar y retirar; y, para quien planifica, clasificar."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import Permiso
from app.propuestas import consultas, opciones, redaccion, servicios, tarjetas
from app.propuestas.consultas import Ficha
from app.propuestas.errores import TextoCerrado
from app.propuestas.formularios import Clasificar, Editar, Retirar
from app.propuestas.presentacion import direccion, es_comienzo
from app.propuestas.vistas.base import bp
from app.propuestas.vistas.escribir import Respuesta


@bp.get("/cuenta/propuestas")
@requiere(Permiso.PROPUESTA_PROPIA)
def mias() -> str:
    """Mis borradores y lo que publiqué."""
    trozo = consultas.mias(identidad(), request.args.get("clave"))

    def url(clave: str | None) -> str | None:
        return url_for("propuestas.mias", clave=clave) if clave else None

    return render_template(
        "propuestas/mias.html",
        borradores=consultas.borradores_de(identidad()),
        firmas=consultas.firmas_de(identidad()),
        ocultas=consultas.ocultas_de(identidad()),
        tarjetas=tarjetas.dibujar(trozo.elementos),
        paginas={"siguiente": url(trozo.siguiente), "anterior": url(trozo.anterior)},
    )


def _publicada(codigo: str) -> Ficha:
    """La ficha de algo ya publicado; un borrador no tiene estas páginas."""
    f = consultas.ficha(codigo, identidad())
    if f.estado == "borrador":
        raise NoEncontrado()
    return f


def _texto_de(f: Ficha) -> dict[str, str]:
    """Lo escrito; un resumen que es el comienzo del texto no lo escribió nadie, y se vuelve a sacar de él."""
    resumen = "" if es_comienzo(f.resumen, f.cuerpo) else f.resumen
    return {"titulo": f.titulo, "resumen": resumen, "cuerpo": f.cuerpo}


def _volver(codigo: str, mensaje: str) -> Response:
    f = consultas.ficha(codigo, identidad())
    flash(mensaje, "exito")
    return redirect(direccion(f.codigo, f.titulo), 303)


@bp.route("/propuestas/<codigo>/editar", methods=["GET", "POST"])
@requiere(Permiso.PROPUESTA_PROPIA)
def editar(codigo: str) -> Respuesta:
    """Cambia el texto mientras no pase el umbral; lo de antes queda a la vista, con el motivo."""
    f = _publicada(codigo)
    if not f.firmo:
        raise NoPermitido(_("Solo quienes firman la propuesta pueden editarla."))
    if not f.puede_editar:
        raise TextoCerrado()
    formulario = Editar(data=_texto_de(f))
    if formulario.validate_on_submit():
        d = formulario.data
        try:
            servicios.editar(identidad(), codigo, d["titulo"], d["resumen"] or "", d["cuerpo"], d["motivo"])
        except Invalido as error:
            formulario.rechazar(error.campo, error.mensaje)
        else:
            return _volver(codigo, _("Guardado. El texto de antes y tu motivo quedan en las versiones."))
    return _pagina("editar", formulario, f)


@bp.route("/propuestas/<codigo>/retirar", methods=["GET", "POST"])
@requiere(Permiso.PROPUESTA_PROPIA)
def retirar(codigo: str) -> Respuesta:
    """Retira la propuesta, con un motivo que se publica."""
    f = _publicada(codigo)
    if not f.es_mia:
        raise NoPermitido(_("Solo quien escribió la propuesta puede retirarla."))
    if f.estado == "retirada":
        return redirect(direccion(f.codigo, f.titulo), 303)
    formulario = Retirar()
    if formulario.validate_on_submit():
        try:
            servicios.retirar(identidad(), codigo, formulario.motivo.data or "")
        except Invalido as error:
            formulario.rechazar(error.campo, error.mensaje)
        else:
            return _volver(codigo, _("Retiraste tu propuesta. Su página queda, con tu motivo."))
    return _pagina("retirar", formulario, f)


@bp.route("/propuestas/<codigo>/clasificar", methods=["GET", "POST"])
@requiere(Permiso.PROPUESTA_CLASIFICAR)
def clasificar(codigo: str) -> Respuesta:
    """Dice a qué elementos del plan contribuye, con un motivo que se publica."""
    f = _publicada(codigo)
    formulario = Clasificar(data={"elementos": [e[0] for e in f.elementos]})
    if "solo_buscar" not in request.form and formulario.validate_on_submit():
        try:
            servicios.clasificar(
                identidad(), codigo, formulario.elementos.data or [], formulario.motivo.data or ""
            )
        except Invalido as error:
            formulario.rechazar(error.campo, error.mensaje)
        else:
            return _volver(codigo, _("Clasificada. El motivo quedó publicado en su hilo."))
    elegibles = redaccion.arbol_para_elegir(formulario, opciones.actuales())
    return _pagina("clasificar", formulario, f, **elegibles)


def _pagina(plantilla: str, formulario: object, f: Ficha, **datos: object) -> Respuesta:
    url = direccion(f.codigo, f.titulo)
    pagina = render_template(f"propuestas/{plantilla}.html", formulario=formulario, f=f, url=url, **datos)
    return (pagina, 422) if getattr(formulario, "errors", None) else pagina
