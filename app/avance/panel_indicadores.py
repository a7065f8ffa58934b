"""Los indicadores en las páginas del plan y de cada elemento."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from app.avance.consultas import indicadores
from app.avance.dia import hoy
from app.avance.presentacion_indicadores import renglon_de
from app.nucleo.accesos import identidad
from app.nucleo.permisos import Permiso
from app.plan.consultas import Arbol, FichaPlan, Nodo


def panel(plan: FichaPlan, nodo: Nodo) -> Markup:
    """Lo que se mide en el elemento y, a quien puede, cómo añadir otro indicador; vacío si no hay ni puede."""
    html = render_template(
        "avance/_panel_indicadores.html",
        clave=plan.clave,
        codigo=nodo.codigo,
        renglones=[renglon_de(plan.clave, f, hoy()) for f in indicadores.de_elemento(nodo.id, hoy())],
        edita=identidad().puede(Permiso.INDICADOR_EDITAR, unidad_id=nodo.unidad_id),
    )
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada


def panel_del_plan(plan: FichaPlan, _plano: Arbol) -> Markup:
    """A dónde ir para ver todo lo que el plan mide; vacío si no mide nada y quien mira no puede añadirlo."""
    n = indicadores.cuantos(plan.id)
    edita = identidad().puede_en_algun_lugar(Permiso.INDICADOR_EDITAR)
    html = render_template("avance/_panel_plan.html", clave=plan.clave, cuantos=n) if n or edita else ""
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada
