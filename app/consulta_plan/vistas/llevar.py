"""Llevar la consulta: abrirla, cambiar sus fechas y decir qué se hizo con lo dicho."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta

from app.consulta_plan import consultas, presentacion, servicios
from app.consulta_plan.consultas import FichaConsulta
from app.consulta_plan.formularios import TODO_EL_PLAN, FormularioConsulta, FormularioDevolucion
from app.consulta_plan.vistas.base import abrir, bp
from app.nucleo import idiomas
from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import Conflicto, Invalido
from app.nucleo.permisos import Permiso
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.nucleo.traducido import Traducciones, unir
from app.plan import consultas as planes
from app.plan import presentacion as de_planes
from app.plan.consultas import FichaPlan
from app.procesos.consultas import zona
from app.procesos.presentacion import quienes

Pagina = str | Respuesta | tuple[str, int]


def _a_utc(valor: Any) -> dt.datetime:
    """La hora que alguien escribió es la de la ciudad."""
    escrita: dt.datetime = valor
    return escrita.replace(tzinfo=zona()).astimezone(dt.UTC)


def _escrita(c: FichaConsulta | None) -> dict[str, Any]:
    if c is None:
        return {"puestos": 3, "acreditacion": 1, "nivel": "1"}
    return {
        "pregunta": c.pregunta,
        "abre": a_zona(c.abre),
        "cierra": a_zona(c.cierra),
        "nivel": TODO_EL_PLAN if c.nivel is None else str(c.nivel),
        "puestos": c.puestos,
        "acreditacion": c.acreditacion,
    }


def _datos(f: FormularioConsulta, c: FichaConsulta | None) -> servicios.DatosConsulta:
    d: dict[str, Any] = f.data
    return servicios.DatosConsulta(
        d["pregunta"],
        _a_utc(d["abre"]),
        _a_utc(d["cierra"]),
        f.nivel_elegido(),
        d["puestos"],
        d["acreditacion"],
        f.traducciones(_textos(c)),
    )


def _textos(c: FichaConsulta | None) -> Traducciones | None:
    return c.traducciones if c else None


def _formulario(plan: FichaPlan, c: FichaConsulta | None) -> FormularioConsulta:
    f = FormularioConsulta(data=_escrita(c), traducciones=_textos(c))
    return f.con_opciones(_niveles(plan), quienes())


def _niveles(plan: FichaPlan) -> list[tuple[str, str]]:
    cuentas = planes.arbol(plan.id).por_nivel()
    return [
        (str(k), unir(de_planes.mayuscula(de_planes.nombre_de_nivel(plan, k, 2)), f"({n})"))
        for k, n in enumerate(cuentas)
    ]


@bp.route("/plan/<clave>/consulta/editar", methods=["GET", "POST"])
@requiere(Permiso.CONSULTA_EDITAR)
def editar(clave: str) -> Pagina:
    """Abre la consulta del plan o la cambia; con ella abierta solo cambia el cierre, y se dice por qué."""
    plan = planes.por_clave(clave, identidad(), idiomas.actual())
    c = consultas.de_plan(plan.id)
    f = _formulario(plan, c)
    if f.validate_on_submit():
        try:
            _guardar(plan, c, f)
            flash(_("Guardado."), "exito")
            return redirect(url_for("consulta_plan.ver", clave=clave), 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
        except Conflicto as error:
            f.rechazar("", error.mensaje)
    empezada = c is not None and c.abre <= ahora()
    pagina = render_template("consulta_plan/editar.html", plan=plan, c=c, formulario=f, empezada=empezada)
    return pagina, 422 if f.is_submitted() else 200


def _guardar(plan: FichaPlan, c: FichaConsulta | None, f: FormularioConsulta) -> None:
    if c is None:
        servicios.abrir_consulta(identidad(), plan.id, _datos(f, c))
    else:
        servicios.cambiar_consulta(identidad(), plan.id, _datos(f, c), f.motivo.data or "")


@bp.route("/plan/<clave>/consulta/devolucion", methods=["GET", "POST"])
@requiere(Permiso.CONSULTA_EDITAR)
def devolucion(clave: str) -> Pagina:
    """Qué se tomó de lo dicho, qué no y por qué."""
    plan, c = abrir(clave)
    f = FormularioDevolucion(data={"devolucion": c.devolucion}, traducciones=c.traducciones)
    if f.validate_on_submit():
        try:
            servicios.devolver(identidad(), plan.id, f.devolucion.data or "", f.traducciones(c.traducciones))
            flash(_("La devolución quedó publicada."), "exito")
            return redirect(url_for("consulta_plan.resultados", clave=clave), 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
        except Conflicto as error:
            f.rechazar("", error.mensaje)
    pagina = render_template(
        "consulta_plan/devolucion.html", plan=plan, formulario=f, estado=presentacion.estado_de(c)
    )
    return pagina, 422 if f.is_submitted() else 200
