"""Un formulario con un campo de cada clase, para ver cómo se pinta."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.nucleo.formularios import Formulario


class Muestra(Formulario):
    """Un campo de cada clase."""

    titulo = StringField("¿Qué propones?", [InputRequired("Escribe un título de 4 letras o más.")])
    cuerpo = TextAreaField("Cuéntalo con tus palabras", [InputRequired("Cuenta qué pasa y qué pides.")])
    barrio = SelectField(
        "Barrio o localidad",
        [InputRequired("Elige un barrio de la lista.")],
        choices=[("", "Elige…"), ("ribera", "La Ribera"), ("cerro", "Cerro Norte"), ("bajio", "El Bajío")],
    )
    clase = RadioField(
        "¿Algo roto o una idea?",
        [InputRequired("Elige una de las dos.")],
        choices=[("roto", "Algo roto"), ("idea", "Una idea")],
    )
    temas = SelectMultipleField(
        "¿Con qué objetivos del plan se relaciona?",
        choices=[("2.3", "Caminar sin miedo"), ("4.1", "Ciudad que aguanta el calor"), ("", "No lo sé")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    clave = PasswordField("Clave", [InputRequired("Escribe tu clave.")])
    costo = IntegerField("Costo que imaginas")
    dia = DateField("¿Cuándo lo viste?")
    acepto = BooleanField("Leí el aviso de privacidad", [InputRequired("Falta tu acuerdo.")])
