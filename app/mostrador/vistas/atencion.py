"""Lo que se hace con la persona que está delante."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.mostrador import consultas, opciones, servicios
from app.mostrador.formularios import Acreditar, Comentar, DelTurno, Nacimiento, Proponer
from app.mostrador.palabras import para_quien_atiende
from app.mostrador.vistas.base import bp, con_turno, pagina, rechazar
from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import Conflicto, DemasiadasVeces, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import Permiso
from app.padron import consultas as padron
from app.padron.presentacion import textos_de_pruebas, tipos_de_documento
from app.padron.servicios import gastar_intento
from app.territorio import consultas as territorio

DE_QUIEN_ATIENDE = (Invalido, Conflicto, NoPermitido, DemasiadasVeces)
"""Lo que se le explica a la facilitadora sin perder lo escrito."""


@bp.get("/mostrador/persona")
@requiere(Permiso.MOSTRADOR_ATENDER)
def persona() -> Response:
    """La persona que está delante y lo que puede hacer."""
    formulario = DelTurno()
    return pagina("persona", formulario, persona=con_turno(formulario))


@bp.route("/mostrador/acreditar", methods=["GET", "POST"])
@requiere(Permiso.MOSTRADOR_ATENDER)
def acreditar() -> Response:
    """Comprueba su derecho a participar con lo que muestra; nada se copia."""
    vigor = padron.en_vigor()
    f = Acreditar().con_opciones(territorio.opciones(), tipos_de_documento(vigor), textos_de_pruebas(vigor))
    quien = con_turno(f)
    if not f.is_submitted():
        f.territorio.data, f.nacimiento.data = quien.lugar_codigo, quien.identidad.nacimiento
    if f.validate_on_submit():
        try:
            gastar_intento(identidad(), quien.identidad.persona)
            opciones.acreditar(identidad(), f)
        except (Invalido, Conflicto, DemasiadasVeces) as error:
            rechazar(f, error)
        else:
            flash(_("Listo: desde ahora sus apoyos cuentan."), "exito")
            return redirect(url_for("mostrador.persona"), 303)
    return pagina("acreditar", f, persona=quien)


@bp.route("/mostrador/proponer", methods=["GET", "POST"])
@requiere(Permiso.MOSTRADOR_ATENDER)
def proponer() -> Response:
    """Escribe la propuesta que la persona dicta y la publica a su nombre."""
    f = Proponer().con_opciones(*opciones.para_proponer())
    quien = con_turno(f)
    elegibles = opciones.procesos_para(f, quien.identidad)
    if not f.is_submitted():
        f.territorio.data = quien.lugar_codigo
    if f.validate_on_submit():
        try:
            codigo = opciones.proponer(identidad(), f)
        except DE_QUIEN_ATIENDE as error:
            rechazar(f, error)
        else:
            return redirect(url_for("mostrador.comprobante", codigo=codigo), 303)
    return pagina("proponer", f, persona=quien, **elegibles)


@bp.route("/mostrador/nacimiento", methods=["GET", "POST"])
@requiere(Permiso.MOSTRADOR_ATENDER)
def nacimiento() -> Response:
    """Anota su año de nacimiento, que algún proceso pide; con `q` vuelve a la propuesta que quería."""
    f = Nacimiento()
    quien = con_turno(f)
    if not f.is_submitted():
        f.nacimiento.data = quien.identidad.nacimiento
    if f.validate_on_submit():
        try:
            servicios.decir_nacimiento(identidad(), f.turno.data or "", f.nacimiento.data)
        except Invalido as error:
            rechazar(f, error)
        else:
            flash(_("Su año de nacimiento quedó anotado."), "exito")
            q = request.args.get("q")
            destino = url_for("mostrador.propuestas", q=q) if q else url_for("mostrador.persona")
            return redirect(destino, 303)
    return pagina("nacimiento", f, persona=quien)


@bp.get("/mostrador/propuestas")
@requiere(Permiso.MOSTRADOR_ATENDER)
def propuestas() -> Response:
    """Halla la propuesta que la persona quiere apoyar o comentar."""
    formulario = DelTurno(formdata=None)
    quien = con_turno(formulario)
    buscado = request.args.get("q", "").strip()[:120]
    halladas = opciones.propuestas_para(buscado, quien.identidad.territorio_id)
    return pagina("propuestas", formulario, persona=quien, buscado=buscado, halladas=halladas)


def _con_apoyo(servicio: Callable[..., None], codigo: str, mensaje: str) -> Response:
    """Hace lo pedido y contesta igual si ya estaba hecho: lo que apoya una persona es solo suyo."""
    tono = "exito"
    try:
        servicio(identidad(), request.form.get("turno", ""), codigo)
    except (NoPermitido, NoEncontrado) as error:
        campo, mensaje = para_quien_atiende(error)
        tono = "alerta"
        if campo == "nacimiento":
            flash(mensaje, tono)
            return redirect(url_for("mostrador.nacimiento", q=codigo), 303)
    flash(mensaje, tono)
    return redirect(url_for("mostrador.propuestas", q=request.form.get("q") or None), 303)


@bp.post("/mostrador/propuestas/<codigo>/apoyar")
@requiere(Permiso.MOSTRADOR_ATENDER)
def apoyar(codigo: str) -> Response:
    """Suma el apoyo de la persona."""
    return _con_apoyo(servicios.apoyar, codigo, _("Su apoyo está contado."))


@bp.post("/mostrador/propuestas/<codigo>/retirar-apoyo")
@requiere(Permiso.MOSTRADOR_ATENDER)
def retirar_apoyo(codigo: str) -> Response:
    """Quita el apoyo de la persona."""
    return _con_apoyo(servicios.retirar_apoyo, codigo, _("Su apoyo ya no está contado."))


@bp.route("/mostrador/propuestas/<codigo>/comentar", methods=["GET", "POST"])
@requiere(Permiso.MOSTRADOR_ATENDER)
def comentar(codigo: str) -> Response:
    """Escribe el comentario que la persona dicta."""
    f = Comentar()
    quien = con_turno(f)
    datos = opciones.para_comentar(codigo, quien.identidad)
    if f.validate_on_submit():
        dicho = (f.turno.data or "", codigo, f.texto.data or "", f.posicion.data or "", f.nacimiento.data)
        try:
            servicios.comentar(identidad(), *dicho)
        except DE_QUIEN_ATIENDE as error:
            rechazar(f, error)
        else:
            flash(_("Su comentario está publicado."), "exito")
            return redirect(url_for("mostrador.persona"), 303)
    return pagina("comentar", f, persona=quien, **datos)


@bp.get("/mostrador/comprobante")
@requiere(Permiso.MOSTRADOR_ATENDER)
def comprobante() -> Response:
    """El papel que la persona se lleva: qué se hizo y el código con que sabrá qué pasó."""
    quien = consultas.atendida(identidad())
    return pagina("comprobante", DelTurno(), persona=quien, **opciones.para_comprobante(quien))


@bp.post("/mostrador/activacion")
@requiere(Permiso.MOSTRADOR_ATENDER)
def activacion() -> Response:
    """Un código en papel para que ponga su correo y su clave cuando quiera."""
    codigo = servicios.dar_codigo_de_activacion(identidad(), request.form.get("turno", ""))
    quien = consultas.atendida(identidad())
    return pagina(
        "comprobante", DelTurno(), persona=quien, activacion=codigo, **opciones.para_comprobante(quien)
    )
