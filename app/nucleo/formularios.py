"""Base de los formularios: limpia los textos y habla el idioma de la persona."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import DateTimeLocalField, IntegerField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget, Select, html_params

from app.nucleo.rutas import ENTERO_MAXIMO
from app.nucleo.texto import limpiar
from app.nucleo.traducido import idioma_de

ANIOS = (1900, 2200)
"""Entre qué años cae una fecha que se escribe."""


class _Elegir(Select):
    """Una lista de elegir en que cada opción, y cada grupo, dice su idioma si no es el de la página."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        salida, grupos = super().__call__(field, **kwargs), Markup("<optgroup {}>")
        elegibles = field.choices or ()
        titulos = (
            elegibles if isinstance(elegibles, dict) else {getattr(e, "optgroup", None) for e in elegibles}
        )
        for grupo in titulos:
            if idioma := idioma_de(grupo):
                con = html_params(label=grupo, lang=idioma)
                salida = salida.replace(grupos.format(html_params(label=grupo)), grupos.format(con))
        return salida

    @classmethod
    def render_option(cls, choice: Any, **kwargs: Any) -> Markup:  # type: ignore[override]
        idioma = idioma_de(choice.label)
        return super().render_option(choice, **({"lang": idioma} if idioma else {}), **kwargs)  # type: ignore[arg-type]


def identificador(valor: str) -> int:
    """Un número que cabe en la base. Lanza `ValueError` si no lo es."""
    numero = int(valor)
    if not 0 <= numero <= ENTERO_MAXIMO:
        raise ValueError
    return numero


class Casillas(SelectMultipleField):
    """Varias opciones, cada una con su casilla."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Anio(IntegerField):
    """Un año; lo que no es un número se dice en palabras de la persona."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Lee el año. Lanza `ValueError` con la frase que va junto al campo."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Escribe un año con cuatro cifras, como 1985.")) from None


class FechaHora(DateTimeLocalField):
    """Un día y una hora de la ciudad, de un año razonable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        formas = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(*args, **{"format": formas, **kwargs})

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Lee el día y la hora. Lanza `ValueError` con la frase que va junto al campo."""
        super().process_formdata(valuelist)
        if self.data is not None and not ANIOS[0] <= self.data.year <= ANIOS[1]:
            self.data = None
            raise ValueError(_("Escribe un año entre %(a)s y %(b)s.", a=ANIOS[0], b=ANIOS[1]))

    def instante(self) -> dt.datetime | None:
        """El instante en UTC; si nadie lo cambió, el de antes con sus segundos, que el campo no muestra."""
        antes: dt.datetime | None = self.object_data
        escrito: dt.datetime | None = self.data
        if escrito is None:
            return None
        if (
            antes is not None
            and antes.tzinfo
            and antes.replace(second=0, microsecond=0, tzinfo=None) == escrito
        ):
            return antes.astimezone(dt.UTC)
        return escrito.replace(tzinfo=ZoneInfo(str(current_app.config["ZONA"]))).astimezone(dt.UTC)


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

        def render_field(self, field: Any, render_kw: Any) -> Any:
            if type(field.widget) is Select:
                field.widget = _Elegir(multiple=field.widget.multiple)
            return super().render_field(field, render_kw)

    def rechazar(self, campo: str, mensaje: Any) -> None:
        """Añade al campo un error que vino del servicio; si el campo no existe aquí, al formulario."""
        if campo in self._fields:
            errores = self._fields[campo].errors
            self._fields[campo].errors = [*errores, mensaje]
        else:
            self.form_errors.append(mensaje)


def _acepta(campo: Any) -> bool:
    return "filters" not in campo.kwargs
