"""Formularios de los procesos."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.nucleo.formulario_traducido import CampoTraducible, FormularioTraducido
from app.nucleo.formularios import FechaHora, Formulario
from app.procesos.servicios import MOTIVO_MAXIMO, MOTIVO_MINIMO, VIGENCIA_MAXIMA


def _motivo(etiqueta: Any, falta: Any) -> TextAreaField:
    largo = _l("Explica el cambio en una frase, de %(min)d a %(max)d caracteres.")
    return TextAreaField(
        etiqueta,
        validators=[DataRequired(falta), Length(min=MOTIVO_MINIMO, max=MOTIVO_MAXIMO, message=largo)],
    )


class FechasDeFase(Formulario):
    """Nuevas fechas de una fase, en la hora de la ciudad, y por qué."""

    abre = FechaHora(_l("Abre"), validators=[DataRequired(_l("Di cuándo abre la etapa: día y hora."))])
    cierra = FechaHora(_l("Cierra"), validators=[Optional()])
    motivo = _motivo(_l("Por qué cambian las fechas"), _l("Explica el cambio: se publica con las fechas."))


class TextosDeProceso(FormularioTraducido):
    """Lo que se lee de un proceso, en los otros idiomas."""

    TRADUCIBLES = (
        CampoTraducible("nombre", _l("Nombre"), 160),
        CampoTraducible("proposito", _l("Propósito"), 5000, 5),
        CampoTraducible("reglas", _l("Reglas de juego"), 20_000, 5),
    )


class TextosDeFase(FormularioTraducido):
    """Lo que se lee de una etapa, en los otros idiomas."""

    TRADUCIBLES = (
        CampoTraducible("nombre", _l("Nombre"), 120),
        CampoTraducible("descripcion", _l("Descripción"), 2000, 3),
    )


class ReglasDeProceso(Formulario):
    """Las reglas que pueden cambiar con el proceso en marcha, y por qué."""

    vigencia_meses = IntegerField(
        _l("Meses para llegar al umbral"),
        validators=[
            Optional(),
            NumberRange(
                min=1, max=VIGENCIA_MAXIMA, message=_l("Escribe de %(min)s a %(max)s meses, o déjalo vacío.")
            ),
        ],
    )
    acreditacion_comentar = RadioField(
        _l("Quién comenta"), coerce=int, validators=[InputRequired(_l("Elige una de la lista."))]
    )
    motivo = _motivo(_l("Por qué cambian las reglas"), _l("Explica el cambio: se publica con las reglas."))

    def con_opciones(self, quienes: Mapping[int, str]) -> ReglasDeProceso:
        """El mismo formulario, con lo que se puede elegir."""
        self.acreditacion_comentar.choices = [SelectChoice(n, texto) for n, texto in quienes.items()]
        return self
