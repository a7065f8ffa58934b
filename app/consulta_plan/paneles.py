"""Lo que la consulta pone en las páginas del plan: el aviso, el apoyo de cada elemento y su conversación."""

from __future__ import annotations

from flask import Flask, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.consulta_plan import consultas, presentacion
from app.consulta_plan.comentable import comentable, consultado, del_elemento
from app.consulta_plan.formularios import Vacio
from app.nucleo import paneles
from app.nucleo.accesos import identidad
from app.nucleo.permisos import Permiso
from app.participacion import comentables
from app.plan.consultas import FichaPlan, Nodo

ABREN = ("borrador", "en_consulta")
"""En qué estados un plan puede abrirse a consulta."""


def _pintar(plantilla: str, **datos: object) -> Markup:
    return Markup(render_template(plantilla, **datos))  # noqa: S704 — sale de una plantilla, ya escapada


def _de_plan(plan: FichaPlan) -> Markup:
    """Que el plan está en consulta, hasta cuándo y cómo entrar; o a dónde ir a ver lo que se dijo."""
    c = consultas.de_plan(plan.id)
    if c is None:
        return Markup("")
    return _pintar("consulta_plan/_aviso.html", estado=presentacion.estado_de(c), clave=plan.clave)


def _de_taller(plan: FichaPlan) -> Markup:
    """En el taller del plan: abrirlo a consulta, o ir a la que tiene."""
    if not puede_editar():
        return Markup("")
    hay = consultas.de_plan(plan.id) is not None
    if not hay and plan.estado not in ABREN:
        return Markup("")
    return _pintar("consulta_plan/_taller.html", hay=hay, clave=plan.clave)


def _apoyo_de_elemento(plan: FichaPlan, nodo: Nodo) -> Markup:
    """El apoyo, si su plan está o estuvo en consulta: es lo primero que se puede hacer con él."""
    e = consultado(plan, nodo)
    if not plan.es_publico or e.consulta is None or e.cancelado:
        return Markup("")
    vuelta = url_for("plan.elemento", clave=e.plan_clave, codigo=e.codigo)
    return _pintar(
        "consulta_plan/_apoyo.html",
        e=e,
        n=consultas.apoyos_de(e.id),
        mio=e.id in consultas.apoyados_por(identidad(), e.plan_id),
        estado=presentacion.estado_de(e.consulta),
        formulario=Vacio() if identidad().autenticada else None,
        **presentacion.puede_de(e.consulta, identidad(), vuelta),
    )


def _conversacion_de_elemento(plan: FichaPlan, nodo: Nodo) -> Markup:
    """Lo que se comenta de un elemento que cualquiera ve."""
    if not plan.es_publico:
        return Markup("")
    e = consultado(plan, nodo)
    return Markup("").join(paneles.de("conversacion", e.id, del_elemento(e)))


def _paso(clase: str) -> str:
    """El título de un hecho de la consulta en el hilo del plan."""
    return {
        "consulta.anunciada": _("Se abre a consulta"),
        "consulta.cambiada": _("Cambian las fechas de la consulta"),
        "consulta.devuelta": _("Se dice qué se hizo con lo consultado"),
    }.get(clase, "")


def puede_editar() -> bool:
    """Verdadero si quien mira lleva consultas."""
    return identidad().puede(Permiso.CONSULTA_EDITAR)


def registrar(app: Flask) -> None:
    """Pone a mano de las áreas de abajo lo que la consulta sabe, y abre la conversación de los elementos."""
    comentables.registrar(app, "elemento", comentable)
    paneles.registrar(app, "plan_arriba", _de_plan)
    paneles.registrar(app, "plan_taller", _de_taller)
    paneles.registrar(app, "elemento_arriba", _apoyo_de_elemento)
    paneles.registrar(app, "elemento", _conversacion_de_elemento)
    paneles.prestar(app, "paso_de_consulta", _paso)
    paneles.prestar(app, "pulso_de_elemento", consultas.pulso)
