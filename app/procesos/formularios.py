"""Formularios de los procesos."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.nucleo.formularios import Formulario
from app.procesos.servicios import MOTIVO_MAXIMO, MOTIVO_MINIMO

_FORMAS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


class FechasDeFase(Formulario):
    """Nuevas fechas de una fase, en la hora de la ciudad, y por qué."""

    abre = DateTimeLocalField(
        _l("Abre"), format=_FORMAS, validators=[DataRequired(_l("Di cuándo abre la etapa: día y hora."))]
    )
    cierra = DateTimeLocalField(_l("Cierra"), format=_FORMAS, validators=[Optional()])
    motivo = TextAreaField(
        _l("Por qué cambian las fechas"),
        validators=[
            DataRequired(_l("Explica el cambio: se publica con las fechas.")),
            Length(
                min=MOTIVO_MINIMO,
                max=MOTIVO_MAXIMO,
                message=_l("Explica el cambio en una frase, de %(min)d a %(max)d caracteres."),
            ),
        ],
    )
