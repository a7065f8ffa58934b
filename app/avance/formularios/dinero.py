"""La forma de lo que se escribe del dinero de un plan."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.nucleo.formulario_traducido import CampoTraducible, FormularioTraducido
from app.nucleo.formularios import Formulario


class FormularioMonto(Formulario):
    """Dinero de un elemento en un año y un momento; sin monto, se quita el que había."""

    anio = IntegerField(
        _l("Año"),
        [
            InputRequired(_l("Escribe un año, como 2027.")),
            NumberRange(1900, 2200, _l("Escribe un año, como 2027.")),
        ],
    )
    momento = SelectField(_l("Momento"), validate_choice=False)
    monto = StringField(_l("Monto"), [Optional(), Length(max=40)])
    fuente = StringField(_l("Fuente"), [Optional(), Length(max=300)])
    motivo = TextAreaField(_l("Por qué cambia"), [Optional(), Length(max=500)])


class FormularioPlantilla(Formulario):
    """El juego de momentos con que se empieza."""

    plantilla = RadioField(
        _l("Momentos"), [InputRequired(_l("Elige un juego de momentos."))], validate_choice=False
    )


class FormularioMomento(FormularioTraducido):
    """Cómo se llama un momento."""

    TRADUCIBLES = (CampoTraducible("nombre", _l("Nombre"), 60),)

    nombre = StringField(_l("Nombre"), [DataRequired(_l("Escribe su nombre.")), Length(max=60)])


class FormularioMover(Formulario):
    """Adelantar o atrasar un momento, o quitarlo."""

    paso = HiddenField()
