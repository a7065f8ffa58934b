"""La forma de lo que se anota del avance: hitos, avances dichos, situaciones y umbrales."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.avance.mensajes import SITUACIONES
from app.nucleo.formularios import Formulario

_FALTA = _l("Falta este dato.")
_PORQUE = _l("Di por qué. Se verá en su hilo.")
_PUESTAS = ("cumplido", "a_tiempo", "en_riesgo", "atrasado")


class FormularioMotivo(Formulario):
    """Solo el porqué."""

    motivo = TextAreaField(_l("Por qué"), [DataRequired(_PORQUE), Length(max=500)])


class FormularioCancelar(Formulario):
    """El porqué de una cancelación, que queda a la vista junto a lo cancelado."""

    motivo = TextAreaField(_l("Por qué se cancela"), [DataRequired(_PORQUE), Length(max=300)])


class FormularioHito(Formulario):
    """Un hito de una hoja."""

    titulo = StringField(_l("Qué se cumplirá"), [DataRequired(_FALTA), Length(max=200)])
    peso = IntegerField(
        _l("Peso"),
        [
            InputRequired(_l("Escribe un número entero.")),
            NumberRange(1, 1_000_000, _l("El peso es un entero mayor que 0.")),
        ],
    )
    vence = DateField(_l("Para cuándo"), [Optional()])
    motivo = TextAreaField(_l("Por qué"), [DataRequired(_PORQUE), Length(max=500)])


class FormularioCumplir(Formulario):
    """Cuándo se cumplió un hito y cómo se sabe."""

    fecha = DateField(_l("Qué día se cumplió"), [InputRequired(_FALTA)])
    fuente = StringField(_l("Cómo se sabe"), [DataRequired(_FALTA), Length(max=300)])


class FormularioDecir(Formulario):
    """Cuánto lleva un elemento sin hitos."""

    porcentaje = IntegerField(
        _l("Cuánto lleva"),
        [
            InputRequired(_l("Escribe un número entero.")),
            NumberRange(0, 100, _l("El avance va de 0 a 100.")),
        ],
    )
    fecha = DateField(_l("A qué día"), [InputRequired(_FALTA)])
    motivo = TextAreaField(_l("Por qué"), [DataRequired(_PORQUE), Length(max=500)])


class FormularioSituacion(Formulario):
    """La situación puesta a mano."""

    situacion = RadioField(
        _l("Cómo va"),
        [InputRequired(_l("Elige una situación."))],
        choices=[SelectChoice(s, SITUACIONES[s]) for s in _PUESTAS],
    )
    motivo = TextAreaField(_l("Por qué"), [DataRequired(_PORQUE), Length(max=500)])


class FormularioUmbrales(Formulario):
    """Desde qué parte de lo que tocaría se va a tiempo o en riesgo."""

    a_tiempo = IntegerField(_l("A tiempo desde"), [InputRequired(_FALTA), NumberRange(2, 100)])
    en_riesgo = IntegerField(_l("En riesgo desde"), [InputRequired(_FALTA), NumberRange(1, 99)])
    motivo = TextAreaField(_l("Por qué cambia"), [DataRequired(_PORQUE), Length(max=500)])
