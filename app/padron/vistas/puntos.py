"""Los puntos de atención: dónde te atienden, y su edición."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta

from app.nucleo.accesos import identidad, publica, requiere
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Permiso
from app.padron import consultas, presentacion, servicios
from app.padron.formularios import Punto
from app.padron.paneles import territorio_de_la_visita
from app.padron.vistas.base import bp, pagina, recogiendo
from app.territorio import consultas as territorio


@bp.get("/donde-te-atienden")
@publica
def puntos() -> Response:
    """Dónde te atienden en persona, del más cercano a tu barrio al más lejano."""
    desde = territorio_de_la_visita() or identidad().territorio_id
    return pagina(
        "puntos",
        puntos=consultas.por_cercania(desde),
        barrio=territorio.por_id(desde) if desde else None,
        hay_lugares=bool(territorio.arbol().lugares),
    )


@bp.get("/administrar/puntos")
@requiere(Permiso.PUNTOS_EDITAR)
def administrar_puntos() -> Response:
    """Todos los puntos, también los que no atienden hoy."""
    return pagina("administrar_puntos", puntos=consultas.puntos(todos=True))


@bp.route("/administrar/puntos/nuevo", methods=["GET", "POST"])
@requiere(Permiso.PUNTOS_EDITAR)
def nuevo_punto() -> Response | Respuesta:
    """Añadir un punto de atención."""
    f = Punto().con_lugares(territorio.opciones())
    if f.validate_on_submit():
        with recogiendo(f):
            servicios.crear_punto(identidad(), servicios.DatosPunto(**f.datos()))
            flash(_("El punto de atención quedó guardado."), "exito")
            return redirect(url_for("padron.administrar_puntos"), 303)
    return pagina("editar_punto", f, punto=None)


@bp.route("/administrar/puntos/<int:punto_id>", methods=["GET", "POST"])
@requiere(Permiso.PUNTOS_EDITAR)
def editar_punto(punto_id: int) -> Response | Respuesta:
    """Cambiar un punto de atención, o decir que ya no atiende."""
    punto = consultas.punto(punto_id)
    if punto is None:
        raise NoEncontrado()
    f = Punto(data=presentacion.punto_escrito(punto), traducciones=punto.traducciones).con_lugares(
        territorio.opciones()
    )
    if f.validate_on_submit():
        with recogiendo(f):
            servicios.cambiar_punto(identidad(), punto_id, servicios.DatosPunto(**f.datos()))
            flash(_("El punto de atención quedó guardado."), "exito")
            return redirect(url_for("padron.administrar_puntos"), 303)
    return pagina("editar_punto", f, punto=punto)
