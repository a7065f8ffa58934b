"""Crear, cambiar y cancelar indicadores, y ponerles metas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as Respuesta

from app.avance import edicion_indicadores as edicion
from app.avance import edicion_metas
from app.avance.consultas import ficha_indicador
from app.avance.consultas.fichas_indicadores import Ficha
from app.avance.formularios.indicadores import FormularioIndicador, FormularioPorque
from app.avance.servicios import indicadores as servicios
from app.avance.servicios import metas as servicio_de_metas
from app.avance.vistas.base import bp
from app.avance.vistas.indicadores import abrir
from app.nucleo import idiomas
from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import Invalido, NoPermitido
from app.nucleo.permisos import Permiso, exigir
from app.plan import consultas as planes
from app.plan.consultas import FichaPlan
from app.territorio import consultas as territorio

Pagina = str | Respuesta | tuple[str, int]
_AJENO = _l("De ese elemento responde otra unidad: elige la tuya como responsable.")


class _Mesa:
    """Lo que hace falta para leer el formulario de un indicador: el árbol, las unidades y los lugares."""

    def __init__(self, plan: FichaPlan) -> None:
        self.plano = planes.arbol(plan.id, idiomas.actual())
        self.unidades = planes.unidades()
        lugares = territorio.arbol().codigos
        self.lugares: Mapping[str, int] = {codigo: lugar.id for codigo, lugar in lugares.items()}
        self.nombres = [(codigo, lugar.nombre) for codigo, lugar in lugares.items()]

    def formulario(self, **inicial: Any) -> FormularioIndicador:
        """El formulario con sus opciones."""
        return edicion.preparar(
            FormularioIndicador(data=inicial), self.plano, self.unidades, self.nombres, identidad()
        )

    def datos(
        self, f: FormularioIndicador, previas: Mapping[str, Mapping[str, str]], codigo: str = ""
    ) -> servicios.DatosIndicador:
        """Lo escrito, con sus traducciones."""
        textos = edicion.traducciones_enviadas(request.form, previas)
        return edicion.datos_de(f, self.plano, self.unidades, self.lugares, textos, codigo)


def _pintar(plantilla: str, f: Any, **mas: Any) -> Pagina:
    cuerpo = render_template(plantilla, formulario=f, **mas)
    return cuerpo, 422 if f.is_submitted() else 200


def _a(clave: str, codigo: str) -> Respuesta:
    return redirect(url_for("avance.indicador", clave=clave, codigo=codigo), 303)


@bp.route("/plan/<clave>/indicadores/nuevo", methods=["GET", "POST"])
@requiere(Permiso.INDICADOR_EDITAR)
def indicador_nuevo(clave: str) -> Pagina:
    """Un indicador nuevo, del elemento que se diga."""
    plan = planes.por_clave(clave, identidad(), idiomas.actual())
    mesa = _Mesa(plan)
    f = mesa.formulario(elemento=request.args.get("elemento", ""), frecuencia="anual")
    if f.validate_on_submit():
        try:
            datos = mesa.datos(f, {})
            servicios.crear_indicador(identidad(), plan.id, datos, f.motivo.data or "")
            flash(_("Creado. Ahora ponle sus metas."), "exito")
            return redirect(url_for("avance.indicador_metas", clave=clave, codigo=datos.codigo), 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
        except NoPermitido:
            f.rechazar("responsable", _AJENO)
    textos = edicion.traducciones_de(request.form, {})
    return _pintar("avance/indicador_nuevo.html", f, plan=plan, textos=textos)


@bp.route("/plan/<clave>/indicador/<codigo>/editar", methods=["GET", "POST"])
@requiere(Permiso.INDICADOR_EDITAR)
def indicador_editar(clave: str, codigo: str) -> Pagina:
    """Cambiar un indicador; si el plan es público, con su porqué."""
    plan, ficha = _abrir_para_editar(clave, codigo)
    mesa = _Mesa(plan)
    f = mesa.formulario(**edicion.datos_de_ficha(ficha, ficha_indicador.textos_propios(ficha.id)))
    if f.validate_on_submit():
        try:
            datos = mesa.datos(f, ficha.traducciones, codigo)
            servicios.editar_indicador(identidad(), ficha.id, datos, f.motivo.data or "")
            return _a(clave, codigo)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
        except NoPermitido:
            f.rechazar("responsable", _AJENO)
    textos = edicion.traducciones_de(request.form, ficha.traducciones)
    return _pintar("avance/indicador_editar.html", f, plan=plan, i=ficha, textos=textos)


def _abrir_para_editar(clave: str, codigo: str) -> tuple[FichaPlan, Ficha]:
    plan, ficha = abrir(clave, codigo)
    exigir(identidad(), Permiso.INDICADOR_EDITAR, unidad_id=ficha.unidad_id)
    return plan, ficha


@bp.route("/plan/<clave>/indicador/<codigo>/cancelar", methods=["GET", "POST"])
@requiere(Permiso.INDICADOR_EDITAR)
def indicador_cancelar(clave: str, codigo: str) -> Pagina:
    """Dejar de medir un indicador, o volver a medirlo, con su porqué."""
    plan, ficha = _abrir_para_editar(clave, codigo)
    f = FormularioPorque()
    if f.validate_on_submit():
        hacer = servicios.cancelar_indicador if ficha.activo else servicios.reactivar_indicador
        try:
            hacer(identidad(), ficha.id, f.motivo.data or "")
            return _a(clave, codigo)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
    return _pintar("avance/indicador_cancelar.html", f, plan=plan, i=ficha)


@bp.route("/plan/<clave>/indicador/<codigo>/metas", methods=["GET", "POST"])
@requiere(Permiso.INDICADOR_EDITAR)
def indicador_metas(clave: str, codigo: str) -> Pagina:
    """Las metas por período, todas en una hoja; el asistente las propone y no las guarda."""
    plan, ficha = _abrir_para_editar(clave, codigo)
    f = FormularioPorque()
    filas, asistente = edicion_metas.filas_de_metas(ficha), edicion_metas.Asistente()
    if f.is_submitted():
        filas = edicion_metas.filas_enviadas(request.form)
        if f.validate() and _guardar_metas(ficha, f, filas):
            return _a(clave, codigo)
    elif request.args.get("desde"):
        filas, asistente = edicion_metas.proponer(ficha, request.args)
    datos = {"filas": filas, "asistente": asistente, "errores": edicion_metas.errores_de_metas(filas)}
    return _pintar("avance/indicador_metas.html", f, plan=plan, i=ficha, **datos)


def _guardar_metas(ficha: Ficha, f: FormularioPorque, filas: list[edicion_metas.FilaMeta]) -> bool:
    metas, lugares = edicion_metas.metas_de(filas)
    if any(fila.errores for fila in filas):
        return False
    try:
        servicio_de_metas.guardar_metas(
            identidad(), ficha.id, metas, f.motivo.data or "", vistas=edicion_metas.vistas_de(filas)
        )
    except servicio_de_metas.MetaInvalida as error:
        filas[lugares[error.lugar]].errores[error.campo] = str(error.mensaje)
        return False
    except Invalido as error:
        f.rechazar(error.campo, error.mensaje)
        return False
    flash(_("Guardado."), "exito")
    return True
