"""Importar una tabla del plan: subir, ver qué cambiaría fila por fila, confirmar; y sacarlas todas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta

from app.nucleo.accesos import identidad, publica, requiere
from app.nucleo.errores import Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import Permiso
from app.nucleo.tablas import respuesta
from app.nucleo.transaccion import escribe_tarde, pasar_a_escritura
from app.plan import consultas, mensajes, presentacion, servicios, tablas
from app.plan.consultas import Ensayo, FichaPlan
from app.plan.errores import ArchivoConErrores, PlanCambiado
from app.plan.formularios import FormularioConfirmar, FormularioImportar
from app.plan.vistas.base import bp

Pagina = str | Respuesta | tuple[str, int]


@bp.route("/plan/<clave>/importar", methods=["GET", "POST"])
@requiere(Permiso.PLAN_IMPORTAR)
@escribe_tarde
def importar(clave: str) -> Pagina:
    """Sube o pega la tabla; si se puede leer entera, lleva al ensayo."""
    plan = _plan(clave)
    f = FormularioImportar()
    errores: list[dict[str, str]] = []
    if f.validate_on_submit():
        try:
            ficha = _guardar(plan, f)
            return redirect(url_for("plan.ensayo", clave=clave, ficha=ficha), 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
        except ArchivoConErrores as error:
            errores = presentacion.errores_de(error.errores)
    estado = 422 if f.is_submitted() else 200
    ultima = presentacion.traida_de(consultas.importacion_ultima(plan.id, identidad().persona_id))
    datos = {"clases": list(tablas.todas().values()), "ultima": ultima, **presentacion.regla_de_numeros()}
    return render_template("plan/importar.html", formulario=f, plan=plan, errores=errores, **datos), estado


def _guardar(plan: FichaPlan, f: FormularioImportar) -> str:
    contenido, nombre = f.contenido()
    if not contenido:
        raise Invalido("archivo", _("Elige un archivo o pega la tabla."))
    texto = consultas.texto_de(contenido)
    ensayo = consultas.ensayar(plan.id, texto)
    pasar_a_escritura()
    return servicios.guardar_ensayo(identidad(), plan.id, ensayo, texto, nombre)


def _plan(clave: str) -> FichaPlan:
    """El plan, si esta persona puede traerle archivos: toca a todo él, no a lo de una unidad."""
    plan = consultas.por_clave(clave, identidad())
    if not identidad().puede(Permiso.PLAN_IMPORTAR):
        raise NoPermitido(_("Los archivos cambian todo el plan y tu rol llega a una unidad: edita lo suyo."))
    servicios.exigir_vivo(plan.estado)
    return plan


def _guardada(plan: FichaPlan, ficha: str) -> Any:
    guardada = consultas.importacion(ficha, plan.id, identidad().persona_id)
    if guardada is None:
        raise NoEncontrado(_("Este ensayo ya no está. Sube el archivo otra vez."))
    return guardada


def _ensayar(plan: FichaPlan, guardada: Any) -> Ensayo:
    return consultas.ensayar(plan.id, guardada.texto, guardada.clase)


def _pintar(
    plan: FichaPlan, guardada: Any, ensayo: Ensayo, f: FormularioConfirmar, estado: int = 200
) -> Pagina:
    ver = request.args.get("ver", "")
    return (
        render_template(
            "plan/ensayo.html",
            plan=plan,
            formulario=f,
            ficha=guardada.ficha,
            archivo=guardada.nombre,
            pegado=FormularioImportar(formdata=None, texto="" if guardada.nombre else guardada.texto),
            que_trae=tablas.todas()[ensayo.clase].nombre,
            ignoradas=ensayo.ignoradas,
            errores=presentacion.errores_de(ensayo.errores),
            **presentacion.ensayo_de(ensayo, ver),
        ),
        estado,
    )


@bp.get("/plan/<clave>/importar/<ficha>")
@requiere(Permiso.PLAN_IMPORTAR)
def ensayo(clave: str, ficha: str) -> Pagina:
    """Qué cambiaría, fila por fila, o, ya aplicado, cómo deshacerlo. Mirarlo no cambia nada."""
    plan = _plan(clave)
    guardada = _guardada(plan, ficha)
    if guardada.aplicada_en is not None:
        return render_template("plan/traida.html", plan=plan, traida=presentacion.traida_de(guardada))
    return _pintar(plan, guardada, _ensayar(plan, guardada), FormularioConfirmar(formdata=None))


@bp.get("/plan/<clave>/importar/<ficha>/diferencias.<formato>")
@requiere(Permiso.PLAN_IMPORTAR)
def diferencias(clave: str, ficha: str, formato: str) -> Response:
    """El ensayo entero, fila por fila, para mirarlo en una hoja de cálculo."""
    plan = _plan(clave)
    ensayo = _ensayar(plan, _guardada(plan, ficha))
    return respuesta(presentacion.tabla_de_diferencias(ensayo, f"{plan.clave}-ensayo"), formato)


@bp.post("/plan/<clave>/importar/<ficha>")
@requiere(Permiso.PLAN_IMPORTAR)
@escribe_tarde
def confirmar(clave: str, ficha: str) -> Pagina:
    """Aplica lo que se mostró, entero. Se lee y se compara antes de pedir la escritura."""
    plan, f = _plan(clave), FormularioConfirmar()
    guardada = _guardada(plan, ficha)
    if guardada.aplicada_en is None:
        ensayo = _ensayar(plan, guardada)
        try:
            servicios.comprobar(plan.estado, ensayo, f.motivo.data or "")
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
            return _pintar(plan, guardada, ensayo, f, 422)
        if _aplicado(plan, ficha, ensayo, f.motivo.data or ""):
            flash(_("Listo: %(filas)s.", filas=mensajes.filas_traidas(ensayo.cuentas)), "exito")
    return redirect(url_for("plan.ensayo", clave=clave, ficha=ficha), 303)


def _aplicado(plan: FichaPlan, ficha: str, ensayo: Ensayo, motivo: str) -> bool:
    """Aplica lo ensayado; si el plan cambió, lo dice y deja el ensayo al día para mirarlo otra vez."""
    pasar_a_escritura()
    try:
        servicios.confirmar_importacion(identidad(), plan.id, ficha, ensayo, motivo)
    except PlanCambiado as error:
        servicios.renovar_ensayo(identidad(), plan.id, ficha, ensayo.huella)
        flash(str(error), "alerta")
        return False
    return True


@bp.post("/plan/<clave>/importar/<ficha>/deshacer")
@requiere(Permiso.PLAN_IMPORTAR)
@escribe_tarde
def deshacer(clave: str, ficha: str) -> Pagina:
    """Ensaya las filas como estaban antes de traer el archivo; devolverlas se confirma como cualquier otro."""
    plan = _plan(clave)
    guardada = _guardada(plan, ficha)
    texto, nombre = guardada.texto, f"deshacer {guardada.nombre}".strip()
    if guardada.aplicada_en is None or not texto:
        raise NoEncontrado(_("Esto ya no se puede deshacer."))
    ensayo = _ensayar(plan, guardada)
    pasar_a_escritura()
    nueva = servicios.guardar_ensayo(identidad(), plan.id, ensayo, texto, nombre)
    return redirect(url_for("plan.ensayo", clave=clave, ficha=nueva), 303)


@bp.get("/plan/<clave>/tablas/<clase>.<formato>")
@publica
def tabla(clave: str, clase: str, formato: str) -> Response:
    """Una de las tablas del plan, la misma que se importa."""
    plan = consultas.por_clave(clave, identidad())
    if clase not in tablas.todas():
        raise NoEncontrado()
    salida = tablas.todas()[clase].exportar(plan.id)
    return respuesta(replace(salida, nombre=f"{plan.clave}-{clase}"), formato)
