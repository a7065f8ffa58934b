"""Solicitudes sobre datos personales: pedir, seguir con un código y responder."""

from __future__ import annotations

from flask import current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.nucleo import hojas
from app.nucleo.accesos import identidad, publica, requiere
from app.nucleo.errores import NoEncontrado
from app.nucleo.paginacion import entero
from app.nucleo.permisos import Permiso
from app.privacidad import consultas, servicios
from app.privacidad.formularios import (
    FormularioResponder,
    FormularioSeguir,
    FormularioSolicitud,
)
from app.privacidad.mensajes import NOMBRES_DE_CLASE, NOMBRES_DE_ESTADO
from app.privacidad.reglas import plazo_de
from app.privacidad.vistas.base import bp, pagina, recogiendo


@bp.route("/privacidad/solicitud", methods=["GET", "POST"])
@publica
def pedir() -> Response:
    """Pedir saber, corregir, dejar de usar o borrar, con cuenta o sin ella."""
    formulario = FormularioSolicitud() if identidad().autenticada else FormularioSolicitud().sin_cuenta()
    formulario.hoja.data = formulario.hoja.data or hojas.nueva()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            campos = (formulario.clase, formulario.texto, formulario.contacto, formulario.hoja)
            nueva = servicios.pedir(identidad(), *(campo.data or "" for campo in campos))
            session["solicitud"] = nueva.codigo
            return redirect(url_for("privacidad.seguir", codigo=nueva.codigo), 303)
    plazos = {c: plazo_de(current_app.config["PAIS"], c) for c in NOMBRES_DE_CLASE}
    return pagina("pedir", formulario, plazos=plazos, nombres=NOMBRES_DE_CLASE)


@bp.route("/privacidad/solicitud/seguir", methods=["GET", "POST"])
@publica
def buscar_solicitud() -> Response:
    """Escribir el código de una solicitud."""
    formulario = FormularioSeguir()
    if formulario.validate_on_submit():
        try:
            codigo = consultas.solicitud(formulario.codigo.data or "").codigo
        except NoEncontrado:
            formulario.rechazar("codigo", _("No hay ninguna solicitud con ese código. Revisa las letras."))
        else:
            return redirect(url_for("privacidad.seguir", codigo=codigo), 303)
    return pagina("buscar_solicitud", formulario)


@bp.get("/privacidad/solicitud/<codigo>")
@publica
def seguir(codigo: str) -> Response:
    """En qué va una solicitud: la ve quien tiene su código."""
    pedida = consultas.solicitud(codigo)
    recien = session.get("solicitud") == pedida.codigo
    return pagina("seguir", pedida=pedida, recien=recien, clases=NOMBRES_DE_CLASE, estados=NOMBRES_DE_ESTADO)


@bp.get("/administrar/solicitudes")
@requiere(Permiso.SOLICITUDES_VER)
def solicitudes() -> Response:
    """Las que esperan respuesta, primero la que antes vence."""
    return pagina("solicitudes", pendientes=consultas.solicitudes(identidad()), clases=NOMBRES_DE_CLASE)


@bp.get("/administrar/solicitudes/respondidas")
@requiere(Permiso.SOLICITUDES_VER)
def respondidas() -> Response:
    """Las que ya se respondieron: cuándo, quién y si fue a tiempo."""
    numero = max(1, entero(request.args.get("pagina")) or 1)
    hechas = consultas.respondidas(identidad(), numero)
    return pagina("respondidas", hechas=hechas, clases=NOMBRES_DE_CLASE, estados=NOMBRES_DE_ESTADO)


@bp.get("/administrar/solicitudes/<codigo>")
@requiere(Permiso.SOLICITUDES_VER)
def leer(codigo: str) -> Response:
    """Leer una; quien puede, la responde."""
    return _pagina_de(codigo, FormularioResponder())


@bp.post("/administrar/solicitudes/<codigo>")
@requiere(Permiso.SOLICITUDES_ATENDER)
def responder(codigo: str) -> Response:
    """Responder una, con su motivo."""
    formulario = FormularioResponder()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            codigo = consultas.solicitud(codigo).codigo
            servicios.responder(
                identidad(), codigo, formulario.estado.data or "", formulario.respuesta.data or ""
            )
            flash(_("La respuesta quedó guardada; quien pidió la ve con su código."), "exito")
            return redirect(url_for("privacidad.solicitudes"), 303)
    return _pagina_de(codigo, formulario)


def _pagina_de(codigo: str, formulario: FormularioResponder) -> Response:
    pedida = consultas.solicitud(codigo)
    return pagina("responder", formulario, pedida=pedida, clases=NOMBRES_DE_CLASE, estados=NOMBRES_DE_ESTADO)
