"""Base de los formularios: limpia los textos y habla el idioma de la persona."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.nucleo.texto import limpiar


class Casillas(SelectMultipleField):
    """Varias opciones, cada una con su casilla."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Formulario(FlaskForm):  # type: ignore[misc]
    """Formulario con CSRF, textos limpios y mensajes en el idioma de la petición.

    Un campo que debe llegar tal cual (una contraseña) lleva `render_kw={"data-crudo": ""}`.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            if "data-crudo" not in (unbound_field.kwargs.get("render_kw") or {}):
                filtros = list(unbound_field.kwargs.get("filters", ()))
                options = {**options, "filters": [limpiar, *filtros]} if _acepta(unbound_field) else options
            return unbound_field.bind(form=form, **options)

    def rechazar(self, campo: str, mensaje: Any) -> None:
        """Añade al campo un error que vino del servicio; si el campo no existe aquí, al formulario."""
        if campo in self._fields:
            errores = self._fields[campo].errors
            self._fields[campo].errors = [*errores, mensaje]
        else:
            self.form_errors.append(mensaje)


def _acepta(campo: Any) -> bool:
    return "filters" not in campo.kwargs
