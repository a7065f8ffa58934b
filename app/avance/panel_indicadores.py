"""Los indicadores en las páginas del plan y de cada elemento."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from app.avance.consultas import ficha_indicador, indicadores
from app.avance.dia import hoy
from app.avance.presentacion_indicadores import renglon_de
from app.nucleo.permisos import Permiso, identidad


def panel(elemento_id: int) -> Markup:
    """Lo que se mide en el elemento y, a quien puede, cómo añadir otro indicador; vacío si no hay ni puede."""
    clave, codigo, unidad_id = ficha_indicador.sitio_de(elemento_id)
    html = render_template(
        "avance/_panel_indicadores.html",
        clave=clave,
        codigo=codigo,
        renglones=[renglon_de(clave, f, hoy()) for f in indicadores.de_elemento(elemento_id, hoy())],
        edita=identidad().puede(Permiso.INDICADOR_EDITAR, unidad_id=unidad_id),
    )
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada


def panel_del_plan(plan_id: int) -> Markup:
    """A dónde ir para ver todo lo que el plan mide; vacío si no mide nada y quien mira no puede añadirlo."""
    clave, n = ficha_indicador.cuantos(plan_id)
    edita = identidad().puede_en_algun_lugar(Permiso.INDICADOR_EDITAR)
    html = render_template("avance/_panel_plan.html", clave=clave, cuantos=n) if n or edita else ""
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada
