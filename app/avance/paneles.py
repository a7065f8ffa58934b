"""Lo que el avance presta a las páginas del plan."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template, url_for
from markupsafe import Markup

from app.avance import (
    clases,
    consultas,
    hechos,
    mensajes,
    panel_dinero,
    panel_indicadores,
    presentacion,
    presentacion_cuenta,
)
from app.avance.consultas import exportar
from app.avance.dia import hoy
from app.nucleo import paneles
from app.nucleo.accesos import identidad
from app.nucleo.permisos import Permiso
from app.plan.consultas import FichaPlan, Nodo


def _del_plan(plan_id: int) -> dict[str, Any]:
    return presentacion.todo_de(consultas.avance_del_plan(plan_id, hoy()))


def _de_elementos(plan_id: int) -> dict[int, dict[str, Any]]:
    elementos: dict[int, dict[str, Any]] = _del_plan(plan_id)["elementos"]
    return elementos


def _enlaces(clave: str, codigo: str, unidad_id: int | None) -> dict[str, str]:
    """A dónde ir desde un elemento: a su cuenta y, si se puede, a anotar su avance."""
    enlaces = {"cuenta": url_for("avance.elemento", clave=clave, codigo=codigo)}
    if identidad().puede(Permiso.AVANCE_ANOTAR, unidad_id=unidad_id):
        enlaces["anotar"] = url_for("avance.anotar", clave=clave, codigo=codigo)
    return enlaces


def _hitos(_plan: FichaPlan, nodo: Nodo) -> Markup:
    pasos = presentacion_cuenta.hitos_de(consultas.hitos_de(nodo.id), hoy())
    html = render_template("avance/_hitos.html", pasos=pasos) if pasos else ""
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada


def registrar(app: Flask) -> None:
    """Pone a mano del plan los datos del avance."""
    clases.registrar_todas(app)
    paneles.prestar(app, "tablas_del_plan", exportar.lo_prometido)
    paneles.prestar(app, "palabra_de_tabla", mensajes.palabra_de_tabla)
    paneles.prestar(app, "avance_del_plan", _del_plan)
    paneles.prestar(app, "avance_de_elementos", _de_elementos)
    paneles.prestar(app, "enlaces_de_avance", _enlaces)
    paneles.prestar(app, "paso_de_avance", hechos.paso)
    paneles.registrar(app, "avance_elemento", _hitos)
    paneles.registrar(app, "avance_elemento", panel_indicadores.panel)
    paneles.registrar(app, "avance_elemento", panel_dinero.panel)
    paneles.registrar(app, "plan", panel_indicadores.panel_del_plan)
    paneles.registrar(app, "plan", panel_dinero.panel_del_plan)
