"""Importar la tabla del plan: subir, ver qué cambiaría fila por fila, confirmar."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta

from app.nucleo.errores import Invalido, NoEncontrado
from app.nucleo.permisos import Permiso, identidad, requiere
from app.plan import consultas, presentacion, servicios
from app.plan.consultas import Ensayo, FichaPlan
from app.plan.errores import ArchivoConErrores, PlanCambiado
from app.plan.formularios import FormularioConfirmar, FormularioImportar
from app.plan.vistas.base import bp

Pagina = str | Respuesta | tuple[str, int]


@bp.route("/plan/<clave>/importar", methods=["GET", "POST"])
@requiere(Permiso.PLAN_IMPORTAR)
def importar(clave: str) -> Pagina:
    """Sube o pega la tabla; si se puede leer entera, lleva al ensayo."""
    plan = consultas.por_clave(clave, identidad())
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
    return render_template("plan/importar.html", formulario=f, plan=plan, errores=errores), estado


def _guardar(plan: FichaPlan, f: FormularioImportar) -> str:
    contenido, nombre = f.contenido()
    if not contenido:
        raise Invalido("archivo", _("Elige un archivo o pega la tabla."))
    return servicios.guardar_ensayo(identidad(), plan.id, contenido, nombre)


def _ensayo(plan: FichaPlan, ficha: str) -> tuple[Any, Ensayo]:
    guardada = consultas.importacion(ficha, plan.id, identidad().persona_id)
    if guardada is None:
        raise NoEncontrado(_("Este ensayo ya no está. Sube el archivo otra vez."))
    return guardada, consultas.ensayar(plan.id, guardada.texto)


def _pintar(plan: FichaPlan, ficha: str, f: FormularioConfirmar, estado: int = 200) -> Pagina:
    guardada, ensayo = _ensayo(plan, ficha)
    clase = request.args.get("ver", "")
    return (
        render_template(
            "plan/ensayo.html",
            plan=plan,
            formulario=f,
            ficha=ficha,
            archivo=guardada.nombre,
            ignoradas=ensayo.lectura.ignoradas,
            errores=presentacion.errores_de(ensayo.lectura.errores),
            **presentacion.ensayo_de(ensayo, clase),
        ),
        estado,
    )


@bp.get("/plan/<clave>/importar/<ficha>")
@requiere(Permiso.PLAN_IMPORTAR)
def ensayo(clave: str, ficha: str) -> Pagina:
    """Qué cambiaría, fila por fila. Mirarlo no cambia nada."""
    plan = consultas.por_clave(clave, identidad())
    guardada = consultas.importacion(ficha, plan.id, identidad().persona_id)
    if guardada is not None and guardada.aplicada_en is not None:
        return redirect(url_for("plan.ver", clave=clave), 303)
    return _pintar(plan, ficha, FormularioConfirmar(formdata=None))


@bp.post("/plan/<clave>/importar/<ficha>")
@requiere(Permiso.PLAN_IMPORTAR)
def confirmar(clave: str, ficha: str) -> Pagina:
    """Aplica lo que se mostró, entero."""
    plan = consultas.por_clave(clave, identidad())
    f = FormularioConfirmar()
    try:
        servicios.confirmar_importacion(identidad(), plan.id, ficha, f.motivo.data or "")
    except Invalido as error:
        f.rechazar(error.campo, error.mensaje)
        return _pintar(plan, ficha, f, 422)
    except PlanCambiado as error:
        servicios.renovar_ensayo(identidad(), plan.id, ficha)
        flash(str(error), "alerta")
        return redirect(url_for("plan.ensayo", clave=clave, ficha=ficha), 303)
    flash(_("Listo: el plan quedó como el archivo."), "exito")
    return redirect(url_for("plan.ver", clave=clave), 303)
