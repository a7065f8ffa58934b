"""Formularios del territorio."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.nucleo.formularios import Formulario


class FormularioBarrio(Formulario):
    """Elegir el barrio propio de la lista de lugares, agrupada."""

    barrio = SelectField(
        _("Tu barrio"),
        validators=[InputRequired(_("Elige un lugar de la lista."))],
        validate_choice=False,
    )

    def con_opciones(self, opciones: dict[str, list[tuple[str, str]]]) -> FormularioBarrio:
        """El mismo formulario, con los lugares que se pueden elegir."""
        vacia: dict[str, Any] = {"": [("", _("Elige…"))]}
        self.barrio.choices = vacia | opciones
        return self
