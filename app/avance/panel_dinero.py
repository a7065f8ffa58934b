"""El dinero dentro de las páginas del plan y de sus elementos."""

from __future__ import annotations

from flask import render_template, url_for
from markupsafe import Markup

from app.avance import presentacion_dinero as presentacion
from app.avance.consultas.dinero import dinero_de_rama, dinero_del_plan
from app.avance.dia import hoy
from app.nucleo.accesos import identidad
from app.nucleo.permisos import Permiso
from app.plan.consultas import Arbol, FichaPlan, Nodo


def panel_del_plan(plan: FichaPlan, plano: Arbol) -> Markup:
    """Cuánto dinero lleva el plan este año, con la puerta a todo lo demás; nada si no tiene ninguno."""
    dinero = dinero_del_plan(plan.id, plano)
    if not dinero.hay:
        return Markup("")
    datos = presentacion.resumen_de(dinero, hoy().year, plan.idioma)
    html = render_template("avance/_dinero_del_plan.html", clave=plan.clave, **datos)
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada


def panel(plan: FichaPlan, nodo: Nodo) -> Markup:
    """El de un elemento y lo que cuelga de él, por año; nada si no hay y quien mira no puede anotarlo."""
    datos = presentacion.panel_de(dinero_de_rama(plan.id, nodo), nodo.id, plan.idioma, hoy().year)
    puede = identidad().puede(Permiso.AVANCE_ANOTAR, unidad_id=nodo.unidad_id) and nodo.estado != "cancelado"
    anotar = url_for("avance.anotar_dinero", clave=plan.clave, codigo=nodo.codigo) if puede else ""
    if not datos["breve"] and not anotar:
        return Markup("")
    html = render_template("avance/_dinero.html", clave=plan.clave, anotar=anotar, **datos)
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada
