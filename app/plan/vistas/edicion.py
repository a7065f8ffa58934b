"""Editar el plan: sus datos, su estado, sus unidades y sus elementos."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta

from app.nucleo import idiomas, paneles
from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import Invalido, NoEncontrado
from app.nucleo.permisos import Permiso, exigir
from app.nucleo.traducido import agrupadas, propio
from app.plan import consultas, edicion, historia, mensajes, presentacion, presentacion_hilo, servicios
from app.plan.consultas import Arbol, FichaPlan, Nodo
from app.plan.errores import ArchivoConErrores, NoSeBorra
from app.plan.formularios import (
    FormularioElemento,
    FormularioEstado,
    FormularioImportar,
    FormularioPlan,
    FormularioUnidad,
    FormularioVacio,
    opciones,
)
from app.plan.vistas.base import bp

Pagina = str | Respuesta | tuple[str, int]


def _plan(clave: str) -> FichaPlan:
    return consultas.por_clave(clave, identidad())


def _nodo(plano: Arbol, codigo: str) -> Nodo:
    """El elemento de ese código, si quien mira puede cambiarlo."""
    nodo = plano.por_codigo.get(codigo)
    if nodo is None:
        raise NoEncontrado()
    exigir(identidad(), Permiso.PLAN_EDITAR, unidad_id=nodo.unidad_id)
    return nodo


def _pintar(plantilla: str, formulario: Any, **datos: Any) -> tuple[str, int]:
    return render_template(plantilla, formulario=formulario, **datos), 422 if formulario.is_submitted() else 200


@bp.route("/planes/nuevo", methods=["GET", "POST"])
@requiere(Permiso.PLAN_IMPORTAR)
def nuevo() -> Pagina:
    """Un plan nuevo, en borrador."""
    f = FormularioPlan()
    if f.validate_on_submit():
        try:
            servicios.crear_plan(identidad(), edicion.datos_de_formulario(f))
            return redirect(url_for("plan.editar", clave=f.clave.data), 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
    return _pintar("plan/nuevo.html", f)


@bp.route("/plan/<clave>/editar", methods=["GET", "POST"])
@requiere(Permiso.PLAN_EDITAR)
def editar(clave: str) -> Pagina:
    """El taller del plan: sus datos y la puerta a todo lo demás."""
    plan = _plan(clave)
    f = FormularioPlan(data=_datos_de_plan(plan), traducciones=plan.traducciones)
    if f.validate_on_submit():
        try:
            datos = edicion.datos_de_formulario(f, plan)
            servicios.editar_plan(identidad(), plan.id, datos, f.motivo.data or "")
            flash(_("Guardado."), "exito")
            return redirect(url_for("plan.editar", clave=f.clave.data), 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
    return _pintar("plan/editar.html", f, plan=plan, **_taller(plan))


def _taller(plan: FichaPlan) -> dict[str, Any]:
    plano = consultas.arbol(plan.id)
    leido = plano if idiomas.actual() == propio() else consultas.arbol(plan.id, idiomas.actual())
    pendientes = consultas.sin_publicar(plan.id, plano) if plan.es_publico else None
    return {
        "raices": [presentacion.nodo_de(plan, r, {}) for r in leido.raices],
        "suyos": {
            n.id for n in leido.en_orden() if identidad().puede(Permiso.PLAN_EDITAR, unidad_id=n.unidad_id)
        },
        "completo": identidad().puede(Permiso.PLAN_IMPORTAR),
        "hilo": presentacion_hilo.hilo_de(consultas.hechos_de_plan(plan.id, 20), None, None),
        "estados": _estados(plan),
        "paneles": paneles.de("plan_taller", plan),
        "pendientes": historia.pendientes_de(pendientes) if plan.es_publico else None,
    }


def _datos_de_plan(plan: FichaPlan) -> dict[str, Any]:
    campos = ("clave", "nombre", "lema", "tipo", "inicio", "fin", "presentacion")
    return {**{c: getattr(plan, c) for c in campos}, "niveles": edicion.texto_de_niveles(plan.niveles)}


def _estados(plan: FichaPlan) -> list[tuple[str, Any]]:
    return [(e, mensajes.ESTADOS_PLAN[e]) for e in servicios.estados_siguientes(plan.estado)]


@bp.route("/plan/<clave>/editar/estado", methods=["GET", "POST"])
@requiere(Permiso.PLAN_IMPORTAR)
def cambiar_estado(clave: str) -> Pagina:
    """Pasar el plan a consulta, evaluado o archivado."""
    plan = _plan(clave)
    f = FormularioEstado()
    f.estado.choices = opciones(_estados(plan))
    if f.validate_on_submit():
        servicios.cambiar_estado(identidad(), plan.id, f.estado.data or "", f.motivo.data or "")
        flash(_("Guardado."), "exito")
        return redirect(url_for("plan.ver", clave=clave), 303)
    return _pintar("plan/cambiar_estado.html", f, plan=plan)


@bp.route("/planes/unidades", methods=["GET", "POST"])
@requiere(Permiso.PLAN_IMPORTAR)
def unidades() -> Pagina:
    """Las unidades de la municipalidad: verlas, crear una o traerlas de un archivo."""
    f, importar = FormularioUnidad(), FormularioImportar(formdata=None)
    if f.validate_on_submit():
        try:
            d: dict[str, Any] = f.data
            servicios.crear_unidad(
                identidad(), d["codigo"], d["nombre"], d["correo"] or "", f.traducciones() or None
            )
            flash(_("Guardado."), "exito")
            return redirect(url_for("plan.unidades"), 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
    return _pintar("plan/unidades.html", f, importar=importar, filas=_filas_de_unidades(), errores=[])


def _filas_de_unidades() -> list[tuple[str, str]]:
    return [(u.nombre, u.codigo) for u in consultas.unidades()]


@bp.post("/planes/unidades/importar")
@requiere(Permiso.PLAN_IMPORTAR)
def importar_unidades() -> Pagina:
    """Crea o actualiza unidades desde un CSV; todo o nada."""
    f = FormularioImportar()
    contenido, _nombre = f.contenido()
    try:
        filas = servicios.importar_unidades(identidad(), contenido)
    except ArchivoConErrores as error:
        datos = {
            "importar": f,
            "filas": _filas_de_unidades(),
            "errores": presentacion.errores_de(error.errores),
        }
        return render_template("plan/unidades.html", formulario=FormularioUnidad(formdata=None), **datos), 422
    flash(_("Unidades leídas: %(n)s.", n=len(filas)), "exito")
    return redirect(url_for("plan.unidades"), 303)


@bp.route("/plan/<clave>/nuevo", methods=["GET", "POST"])
@requiere(Permiso.PLAN_EDITAR)
def crear_elemento(clave: str) -> Pagina:
    """Un elemento nuevo, colgado de donde se diga."""
    plan = _plan(clave)
    plano = consultas.arbol(plan.id)
    padre = plano.por_codigo.get(request.args.get("padre", ""))
    f = FormularioElemento(data=edicion.inicial_de(plano, padre))
    edicion.preparar(f, plano, None, consultas.unidades(), identidad())
    if f.validate_on_submit():
        try:
            fila = edicion.fila_de(f)
            servicios.crear_elemento(identidad(), plan.id, fila, f.motivo.data or "")
            return redirect(url_for("plan.elemento", clave=clave, codigo=fila.codigo), 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
    return _pintar("plan/crear_elemento.html", f, plan=plan, padre=padre)


@bp.route("/plan/<clave>/<codigo>/editar", methods=["GET", "POST"])
@requiere(Permiso.PLAN_EDITAR)
def editar_elemento(clave: str, codigo: str) -> Pagina:
    """Cambiar un elemento; si el plan es público, con su porqué."""
    plan = _plan(clave)
    plano = consultas.arbol(plan.id)
    nodo = _nodo(plano, codigo)
    previas = agrupadas(nodo.traducciones)
    f = FormularioElemento(data=edicion.datos_de_nodo(plano, nodo), traducciones=previas)
    edicion.preparar(f, plano, nodo, consultas.unidades(), identidad())
    if f.validate_on_submit():
        try:
            servicios.editar_elemento(
                identidad(), plan.id, edicion.fila_de(f, codigo, previas), f.motivo.data or ""
            )
            return redirect(url_for("plan.elemento", clave=clave, codigo=codigo), 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
    return _pintar("plan/editar_elemento.html", f, plan=plan, nodo=nodo, vacio=FormularioVacio(formdata=None))


@bp.post("/plan/<clave>/<codigo>/ordenar")
@requiere(Permiso.PLAN_EDITAR)
def ordenar_elemento(clave: str, codigo: str) -> Pagina:
    """Sube o baja un elemento entre sus hermanos."""
    plan = _plan(clave)
    f = FormularioVacio()
    paso = -1 if f.paso.data == "subir" else 1
    motivo = f.motivo.data or str(_("Cambio de orden"))
    servicios.ordenar(identidad(), plan.id, codigo, paso, motivo)
    return redirect(url_for("plan.editar_elemento", clave=clave, codigo=codigo), 303)


@bp.post("/plan/<clave>/<codigo>/borrar")
@requiere(Permiso.PLAN_EDITAR)
def borrar_elemento(clave: str, codigo: str) -> Pagina:
    """Borra un elemento que nunca fue público y del que nada cuelga."""
    plan = _plan(clave)
    try:
        servicios.borrar_elemento(identidad(), plan.id, codigo)
    except NoSeBorra as error:
        flash(str(error), "error")
        return redirect(url_for("plan.editar_elemento", clave=clave, codigo=codigo), 303)
    flash(_("Borrado."), "exito")
    return redirect(url_for("plan.editar", clave=clave), 303)
