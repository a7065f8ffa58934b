"""Lo que el padrón presta a las páginas de más abajo: el punto más cercano y los cortes de un proceso."""

from __future__ import annotations

from flask import Flask, has_request_context, render_template, session, url_for
from markupsafe import Markup

from app.nucleo import paneles
from app.nucleo.accesos import identidad
from app.nucleo.permisos import Permiso
from app.padron import consultas
from app.padron.reglas import EN_LINEA
from app.territorio import consultas as territorio


def territorio_de_la_visita() -> int | None:
    """El barrio que esta visita eligió sin cuenta, si existe."""
    lugar = (
        territorio.por_codigo(session.get("barrio")) if has_request_context() and "barrio" in session else None
    )
    return lugar.id if lugar else None


def _punto_cercano(territorio_id: int | None) -> dict[str, str] | None:
    """Dónde se atiende más cerca, como lo muestra `faltan_pasos`."""
    cerca = consultas.mas_cercano(territorio_id or territorio_de_la_visita())
    if cerca is None:
        return None
    return {
        "nombre": cerca.nombre,
        "direccion": cerca.direccion,
        "horario": cerca.horario,
        "url": url_for("padron.puntos"),
    }


def _de_proceso(proceso_id: int) -> Markup:
    cortes = consultas.cortes_de(proceso_id)
    if not cortes:
        return Markup("")
    return Markup(render_template("padron/_cortes.html", cortes=cortes))  # noqa: S704 — sale de una plantilla


def _de_cuenta(_persona_id: int) -> Markup:
    if not identidad().puede(Permiso.PADRON_PROPIO):
        return Markup("")
    html = render_template("padron/_en_cuenta.html", empadronada=identidad().acreditacion >= EN_LINEA)
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada


def registrar(app: Flask) -> None:
    """Pone a mano de las áreas de abajo lo que el padrón sabe."""
    paneles.registrar(app, "proceso", _de_proceso)
    paneles.registrar(app, "cuenta", _de_cuenta)
    paneles.prestar(app, "punto_cercano", _punto_cercano)
    paneles.prestar(app, "nombres_de_puntos", consultas.nombres_de_puntos)
    paneles.prestar(app, "direccion_del_padron", lambda: url_for("padron.comprobar"))
