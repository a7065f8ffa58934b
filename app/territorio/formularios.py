"""Formularios del territorio."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.nucleo import idiomas
from app.nucleo.formulario_traducido import CampoTraducible, FormularioTraducido
from app.nucleo.formularios import Formulario
from app.nucleo.traducido import en


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


class NombresDeNivel(FormularioTraducido):
    """Cómo se llama un nivel en los otros idiomas; cada campo se rotula con la palabra que traduce."""

    TRADUCIBLES = (CampoTraducible("singular", "", 60), CampoTraducible("plural", "", 60))

    def con_palabras(self, singular: str, plural: str) -> NombresDeNivel:
        """El mismo formulario, con las palabras de la ciudad como rótulos."""
        for grupo in self.grupos():
            for (campo, _lineas), palabra in zip(grupo["campos"], (singular, plural), strict=True):
                campo.label.text = en(idiomas.actual(), None, "", palabra)
        return self
