"""El dinero dentro de las páginas del plan y de sus elementos."""

from __future__ import annotations

from flask import render_template, url_for
from markupsafe import Markup

from app.avance import presentacion_dinero as presentacion
from app.avance.consultas.dinero import clave_del_plan, dinero_del_plan, lugar_del_dinero
from app.avance.dia import hoy
from app.nucleo import idiomas
from app.nucleo.permisos import Permiso, identidad


def panel_del_plan(plan_id: int) -> Markup:
    """Cuánto dinero lleva el plan este año, con la puerta a todo lo demás; nada si no tiene ninguno."""
    dinero = dinero_del_plan(plan_id)
    if not dinero.hay:
        return Markup("")
    clave = clave_del_plan(plan_id)
    datos = presentacion.resumen_de(dinero, hoy().year, idiomas.actual())
    html = render_template("avance/_dinero_del_plan.html", clave=clave, **datos)
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada


def panel(elemento_id: int) -> Markup:
    """El de un elemento y lo que cuelga de él, por año; nada si no hay y quien mira no puede anotarlo."""
    lugar = lugar_del_dinero(elemento_id)
    dinero = dinero_del_plan(lugar.plan_id, elemento_id)
    datos = presentacion.panel_de(dinero, elemento_id, idiomas.actual(), hoy().year)
    puede = identidad().puede(Permiso.AVANCE_ANOTAR, unidad_id=lugar.unidad_id) and not lugar.cancelado
    anotar = url_for("avance.anotar_dinero", clave=lugar.clave, codigo=lugar.codigo) if puede else ""
    if not datos["breve"] and not anotar:
        return Markup("")
    html = render_template("avance/_dinero.html", lugar=lugar, anotar=anotar, **datos)
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada
