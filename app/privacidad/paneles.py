"""Lo que la privacidad muestra en otras áreas: la versión del aviso y los datos propios en la cuenta."""

from __future__ import annotations

from flask import Flask, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from app.nucleo import paneles
from app.privacidad import consultas


def _al_entrar(persona_id: int) -> list[str]:
    if not consultas.version_sin_leer(persona_id):
        return []
    return [_("El aviso de privacidad cambió. En tu cuenta puedes ver qué cambió.")]


def _en_la_cuenta(persona_id: int) -> Markup:
    numero = consultas.version_sin_leer(persona_id)
    nueva = consultas.version(numero) if numero else None
    return Markup(render_template("privacidad/_panel_cuenta.html", nueva=nueva))  # noqa: S704 (plantilla propia)


def registrar_todo(app: Flask) -> None:
    """Presta la versión del aviso y registra el panel de la cuenta."""
    paneles.prestar(app, "aviso_vigente", consultas.version_vigente)
    paneles.prestar(app, "al_entrar", _al_entrar)
    paneles.registrar(app, "cuenta", _en_la_cuenta)
    app.jinja_env.globals["aviso_vigente"] = consultas.version_vigente
