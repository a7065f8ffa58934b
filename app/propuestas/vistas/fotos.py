"""Fotos y documentos: un paso al escribir la propuesta y, publicada, mientras se pueda editar."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, flash, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.adjuntos import campo
from app.adjuntos.campo import Campo, admite_archivos
from app.adjuntos.reglas import LIMITES_PROPUESTA
from app.nucleo import paneles, transaccion
from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import Permiso
from app.nucleo.transaccion import escribe_tarde
from app.propuestas import consultas
from app.propuestas.consultas import Ficha
from app.propuestas.consultas import fotos as lecturas
from app.propuestas.errores import TextoCerrado
from app.propuestas.formularios import Vacio
from app.propuestas.presentacion import direccion
from app.propuestas.servicios.fotos import poner_en_borrador, poner_en_publicada
from app.propuestas.vistas.base import bp

Respuesta = str | Response | tuple[str, int]


@bp.record_once
def _prestar(estado: BlueprintSetupState) -> None:
    app = cast("Flask", estado.app)
    paneles.prestar(app, "puede_ver_contenido:propuesta", lecturas.puede_ver)
    paneles.prestar(app, "firma_contenido:propuesta", lecturas.firma)
    paneles.prestar(app, "puede_cambiar_adjuntos:propuesta", lecturas.puede_cambiar)


def _lugar(propuesta_id: int, codigo: str) -> dict[str, Any]:
    """A dónde va lo que se sube. La ficha es fija: quien sale de la página y vuelve encuentra lo que subió."""
    return {"contenido_id": propuesta_id, "formulario": f"propuesta-{codigo}"}


def _pagina(adjuntos: Campo, formulario: Vacio, **datos: Any) -> Respuesta:
    errores = adjuntos.errores
    pagina = render_template(
        "propuestas/fotos.html", adjuntos=adjuntos, formulario=formulario, errores=errores, **datos
    )
    return (pagina, 422) if errores or formulario.errors else pagina


@bp.route("/proponer/<codigo>/fotos", methods=["GET", "POST"])
@requiere(Permiso.PROPUESTA_PROPIA)
@escribe_tarde
@admite_archivos(LIMITES_PROPUESTA)
def fotos(codigo: str) -> Respuesta:
    """Las fotos y documentos de un borrador. Lo que se sube queda, aunque algo se rechace."""
    borrador = consultas.borrador(codigo, identidad())
    lugar = _lugar(borrador.id, borrador.codigo)
    formulario = Vacio()
    if not formulario.validate_on_submit():
        return _pagina(campo.nuevo(identidad(), **lugar), formulario, borrador=borrador)
    adjuntos = campo.recoger(identidad(), **lugar)
    with transaccion.escritura():
        poner_en_borrador(identidad(), codigo, adjuntos)
    adjuntos.recuperar(identidad())
    if adjuntos.recien_subidas and not adjuntos.rechazos:
        flash(_("Ya están arriba. Ahora di qué se ve en cada foto."), "info")
        return redirect(url_for("propuestas.fotos", codigo=codigo), 303)
    adjuntos.marcar_faltas()
    seguir = redirect(url_for("propuestas.revisar", codigo=codigo), 303)
    return _pagina(adjuntos, formulario, borrador=borrador) if adjuntos.errores else seguir


@bp.route("/propuestas/<codigo>/fotos", methods=["GET", "POST"])
@requiere(Permiso.PROPUESTA_PROPIA)
@escribe_tarde
@admite_archivos(LIMITES_PROPUESTA)
def fotos_publicadas(codigo: str) -> Respuesta:
    """Cambiar lo que acompaña a lo ya publicado; una foto nueva se publica cuando dice qué se ve en ella."""
    f = _editable(codigo)
    lugar = _lugar(f.id, f.codigo)
    formulario, url = Vacio(), direccion(f.codigo, f.titulo)
    if not formulario.validate_on_submit():
        return _pagina(campo.nuevo(identidad(), **lugar), formulario, f=f, url=url)
    adjuntos = campo.recoger(identidad(), **lugar)
    if not adjuntos.rechazos and _puesto(codigo, adjuntos):
        flash(_("Guardado."), "exito")
        return redirect(url, 303)
    return _pagina(adjuntos, formulario, f=f, url=url)


def _editable(codigo: str) -> Ficha:
    """La ficha de algo publicado cuyo texto quien pide puede cambiar."""
    f = consultas.ficha(codigo, identidad())
    if f.estado == "borrador":
        raise NoEncontrado()
    if not f.firmo:
        raise NoPermitido(_("Solo quien escribió la propuesta puede editarla."))
    if not f.puede_editar:
        raise TextoCerrado()
    return f


def _puesto(codigo: str, adjuntos: Campo) -> bool:
    """Pone lo subido. Si a una foto recién subida le falta su texto no es un error: se pide, sin más."""
    transaccion.pasar_a_escritura()
    try:
        poner_en_publicada(identidad(), codigo, adjuntos)
    except Invalido:
        transaccion.deshacer()
        adjuntos.recuperar(identidad())
        if not adjuntos.recien_subidas:
            adjuntos.marcar_faltas()
        return False
    return True
