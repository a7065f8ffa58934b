"""La forma de lo que se escribe en una conversación. Los servicios vuelven a comprobarlo todo."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length

from app.nucleo.pendiente import Recuperable
from app.participacion.reglas import TEXTO_MAXIMO, Posicion


class _ConTexto(Recuperable):
    texto = TextAreaField(
        _l("Tu comentario"),
        id="comentario-texto",
        validators=[
            DataRequired(_l("Escribe tu comentario.")),
            Length(max=TEXTO_MAXIMO, message=_l("Es demasiado largo: hasta %(max)d caracteres.")),
        ],
    )


class Responder(_ConTexto):
    """Una respuesta: solo texto y, si se tiene un rol, por quién se habla."""

    como_municipalidad = BooleanField(_l("Comentar como municipalidad"), id="comentario-municipalidad")


class Comentar(Responder):
    """Un comentario nuevo, con la posición desde la que se habla."""

    posicion = RadioField(
        _l("¿Desde dónde hablas?"),
        id="comentario-posicion",
        choices=[
            SelectChoice(Posicion.A_FAVOR.value, _l("A favor")),
            SelectChoice(Posicion.EN_CONTRA.value, _l("En contra")),
            SelectChoice(Posicion.PREGUNTA.value, _l("Tengo una pregunta")),
            SelectChoice(Posicion.APORTE.value, _l("Aporto algo")),
        ],
        validators=[InputRequired(_l("Elige desde dónde hablas."))],
    )


class Corregir(_ConTexto):
    """El texto corregido."""
