"""Lo que el plan pone en sus páginas como panel: con qué se alinea un elemento y quién empuja un marco."""

from __future__ import annotations

from flask import Flask, render_template, url_for
from markupsafe import Markup

from app.nucleo import paneles
from app.nucleo.accesos import identidad
from app.plan import consultas
from app.plan.consultas import Alineado, Arbol, FichaPlan, Nodo


def _vista(a: Alineado) -> dict[str, object]:
    return {
        "codigo": a.codigo,
        "titulo": a.titulo,
        "eje": a.eje,
        "plan": a.plan_nombre,
        "motivo": a.motivo,
        "url": url_for("plan.elemento", clave=a.plan_clave, codigo=a.codigo),
    }


def _de_elemento(_plan: FichaPlan, nodo: Nodo) -> Markup:
    """En los dos sentidos: a qué contribuye de otros planes y qué de otros planes contribuye a él."""
    hay = consultas.alineaciones_de(nodo.id, identidad())
    if not hay.empuja and not hay.lo_empujan:
        return Markup("")
    html = render_template(
        "plan/_alineaciones.html",
        empuja=[_vista(a) for a in hay.empuja],
        lo_empujan=[_vista(a) for a in hay.lo_empujan],
    )
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada


def _de_plan(plan: FichaPlan, plano: Arbol) -> Markup:
    """Por cada elemento, quién lo empuja desde otros planes; y cuántos no empuja nadie."""
    empujan = consultas.quien_empuja(plan.id, identidad())
    if not empujan:
        return Markup("")
    filas = [
        {"codigo": n.codigo, "titulo": n.titulo, "id": n.id, "empujan": [_vista(a) for a in empujan[n.id]]}
        for n in plano.en_orden()
        if n.id in empujan
    ]
    html = render_template("plan/_quien_empuja.html", filas=filas, sin_nadie=len(plano) - len(filas))
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada


def registrar(app: Flask) -> None:
    """Pone los paneles del plan y dice quién ve los documentos de sus actos."""
    paneles.registrar(app, "elemento", _de_elemento)
    paneles.registrar(app, "plan", _de_plan)
    paneles.prestar(app, "puede_ver_contenido:plan", consultas.puede_ver_plan)
