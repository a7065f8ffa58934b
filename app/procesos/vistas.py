"""Páginas de los procesos: la lista, cada uno con sus reglas y fases, y el cambio de fechas."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.contenido.consultas import hechos_de
from app.nucleo import paneles
from app.nucleo.accesos import identidad, publica, requiere
from app.nucleo.errores import Invalido, NoEncontrado
from app.nucleo.permisos import Permiso
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.procesos import consultas, presentacion, servicios
from app.procesos.formularios import FechasDeFase, ReglasDeProceso, TextosDeFase, TextosDeProceso

bp = Blueprint("procesos", __name__)


@bp.get("/procesos")
@publica
def lista() -> str:
    """Qué procesos hay, cuáles están abiertos y hasta cuándo."""
    momento = ahora()
    procesos = [
        (p, presentacion.estado_de_fases(consultas.ventanas(p.fases), momento))
        for p in consultas.todos(identidad())
    ]
    return render_template("procesos/lista.html", procesos=procesos)


@bp.get("/procesos/<clave>")
@publica
def detalle(clave: str) -> str:
    """Un proceso: para qué es, sus reglas, sus fases y lo que se propuso en él."""
    proceso = consultas.por_clave(clave, identidad())
    if proceso is None:
        raise NoEncontrado()
    fases, momento, hechos = consultas.ventanas(proceso.fases), ahora(), hechos_de(proceso.id)
    return render_template(
        "procesos/detalle.html",
        proceso=proceso,
        estado=presentacion.estado_de_fases(fases, momento),
        reglas=presentacion.reglas_en_palabras(proceso),
        fases=presentacion.fases_para_hilo(fases, momento),
        cambios=presentacion.cambios_de_fecha(hechos),
        cambios_reglas=presentacion.cambios_de_reglas(hechos),
        paneles=paneles.de("proceso", proceso.id),
        puede_editar=_puede_editar(proceso.id, proceso.territorio_id),
    )


def _puede_editar(proceso_id: int, territorio_id: int | None) -> bool:
    return identidad().puede(Permiso.PROCESO_EDITAR, proceso_id=proceso_id, territorio_id=territorio_id)


def _fase(clave: str, fase_id: int) -> tuple[Any, Any]:
    """El proceso y la fase pedidos; no existen si la fase es de otro."""
    proceso = consultas.por_clave(clave, identidad())
    fase = next((f for f in proceso.fases if f.id == fase_id), None) if proceso else None
    if proceso is None or fase is None:
        raise NoEncontrado()
    return proceso, fase


def _fechas(f: FechasDeFase, abria: dt.datetime) -> tuple[dt.datetime, dt.datetime | None, str]:
    return f.abre.instante() or abria, f.cierra.instante(), f.motivo.data or ""


def _de_vuelta(clave: str, cambio: bool, hecho: str) -> Response:
    """La página del proceso, diciendo qué cambió; si todo era ya así, que no cambió nada."""
    if cambio:
        flash(hecho, "exito")
    else:
        flash(_("Ya estaba así: no cambió nada."), "info")
    return redirect(url_for("procesos.detalle", clave=clave), 303)


@bp.route("/procesos/<clave>/fases/<int:fase_id>", methods=["GET", "POST"])
@requiere(Permiso.PROCESO_EDITAR)
def fase(clave: str, fase_id: int) -> str | Response | tuple[str, int]:
    """Cambia las fechas de una fase, con un motivo que se publica."""
    proceso, etapa = _fase(clave, fase_id)
    formulario = FechasDeFase(abre=a_zona(etapa.abre), cierra=a_zona(etapa.cierra) if etapa.cierra else None)
    if formulario.validate_on_submit():
        antes = etapa.abre, etapa.cierra
        try:
            nueva = servicios.cambiar_fase(identidad(), etapa.id, *_fechas(formulario, etapa.abre))
        except Invalido as error:
            formulario.rechazar(error.campo, error.mensaje)
        else:
            cambio = antes != (nueva.abre, nueva.cierra)
            return _de_vuelta(clave, cambio, _("Las fechas cambiaron. El motivo quedó publicado."))
    pagina = render_template("procesos/fase.html", proceso=proceso, fase=etapa, formulario=formulario)
    return (pagina, 422) if formulario.errors else pagina


@bp.route("/procesos/<clave>/reglas", methods=["GET", "POST"])
@requiere(Permiso.PROCESO_EDITAR)
def reglas(clave: str) -> str | Response | tuple[str, int]:
    """Cambia las reglas que pueden cambiar con el proceso en marcha, con un motivo que se publica."""
    proceso = consultas.por_clave(clave, identidad())
    if proceso is None or not _puede_editar(proceso.id, proceso.territorio_id):
        raise NoEncontrado()
    formulario = ReglasDeProceso(obj=proceso).con_opciones(presentacion.quienes())
    antes = presentacion.reglas_en_palabras(proceso)
    if formulario.validate_on_submit() and _cambiadas(proceso.id, formulario):
        cambio = antes != presentacion.reglas_en_palabras(proceso)
        return _de_vuelta(clave, cambio, _("Las reglas cambiaron. El motivo quedó publicado."))
    pagina = render_template("procesos/reglas.html", proceso=proceso, formulario=formulario)
    return (pagina, 422) if formulario.errors else pagina


def _textos_de_etapas(proceso: Any) -> list[tuple[Any, TextosDeFase]]:
    return [
        (e, TextosDeFase(prefix=f"fase{e.id}-", meta={"csrf": False}, traducciones=e.traducciones))
        for e in sorted(proceso.fases, key=lambda e: e.orden)
    ]


@bp.route("/procesos/<clave>/textos", methods=["GET", "POST"])
@requiere(Permiso.PROCESO_EDITAR)
def textos(clave: str) -> str | Response | tuple[str, int]:
    """Lo que se lee del proceso y de sus etapas, en los otros idiomas."""
    proceso = consultas.por_clave(clave, identidad())
    if proceso is None or not _puede_editar(proceso.id, proceso.territorio_id):
        raise NoEncontrado()
    f = TextosDeProceso(traducciones=proceso.traducciones)
    etapas = _textos_de_etapas(proceso)
    validos = [formulario.validate_on_submit() for formulario in (f, *(g for _e, g in etapas))]
    if all(validos):
        nuevos = {e.id: g.traducciones(e.traducciones) for e, g in etapas}
        servicios.traducir_textos(identidad(), proceso.id, f.traducciones(proceso.traducciones), nuevos)
        flash(_("Guardado."), "exito")
        return redirect(url_for("procesos.detalle", clave=clave), 303)
    return _pagina_de_textos(proceso, f, etapas)


def _pagina_de_textos(
    proceso: Any, f: TextosDeProceso, etapas: list[tuple[Any, TextosDeFase]]
) -> str | tuple[str, int]:
    partes, fallo = presentacion.partes_de_textos(f, etapas), f.is_submitted()
    pagina = render_template("procesos/textos.html", proceso=proceso, partes=partes, con_errores=fallo)
    return (pagina, 422) if fallo else pagina


def _cambiadas(proceso_id: int, formulario: ReglasDeProceso) -> bool:
    """Guarda las reglas; si algo no sirve, lo dice junto a su campo."""
    try:
        servicios.cambiar_reglas(
            identidad(),
            proceso_id,
            vigencia_meses=formulario.vigencia_meses.data,
            acreditacion_comentar=formulario.acreditacion_comentar.data,
            motivo=formulario.motivo.data or "",
        )
    except Invalido as error:
        formulario.rechazar(error.campo, error.mensaje)
        return False
    return True
