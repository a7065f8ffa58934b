"""La forma de lo que se escribe sobre los datos personales."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from app.nucleo.formularios import Formulario
from app.privacidad.mensajes import NOMBRES_DE_CLASE


class FormularioSolicitud(Formulario):
    """Qué se pide, con qué detalle y cómo responder."""

    hoja = HiddenField()
    clase = RadioField(
        _("¿Qué pides?"),
        choices=[SelectChoice(v, t) for v, t in NOMBRES_DE_CLASE.items()],
        validators=[InputRequired(_("Elige qué pides."))],
    )
    texto = TextAreaField(
        _("Cuéntanos lo necesario"),
        validators=[Optional(), Length(max=4000, message=_("Usa como mucho 4000 caracteres."))],
    )
    contacto = StringField(_("¿Cómo te respondemos?"), validators=[Optional(), Length(max=320)])

    def sin_cuenta(self) -> FormularioSolicitud:
        """El mismo formulario para quien no entró: hace falta un contacto."""
        falta = InputRequired(_("Dinos cómo responderte: un correo o un teléfono."))
        self.contacto.validators = [falta, *self.contacto.validators[1:]]
        return self


class FormularioSeguir(Formulario):
    """El código de una solicitud."""

    codigo = StringField(
        _("Código de tu solicitud"), validators=[InputRequired(_("Escribe el código.")), Length(max=30)]
    )


class FormularioResponder(Formulario):
    """La respuesta, con su motivo."""

    estado = RadioField(
        _("Decisión"),
        choices=[
            SelectChoice("atendida", _("Se atiende")),
            SelectChoice("rechazada", _("No se puede atender")),
        ],
        validators=[InputRequired(_("Elige si se atiende o no."))],
    )
    respuesta = TextAreaField(
        _("Respuesta"),
        validators=[
            InputRequired(_("Escribe la respuesta con su motivo: quien pidió la va a leer.")),
            Length(max=4000, message=_("Usa como mucho 4000 caracteres.")),
        ],
    )


class FormularioAviso(Formulario):
    """Una versión nueva del aviso y qué cambió."""

    texto = TextAreaField(_("El aviso entero"), validators=[InputRequired(_("Escribe el aviso."))])
    cambios = StringField(
        _("Qué cambió"), validators=[InputRequired(_("Di en una o dos frases qué cambió.")), Length(max=500)]
    )
    sobre = HiddenField()


class FormularioBorrar(Formulario):
    """La confirmación de un borrado que no tiene vuelta atrás."""

    entiendo = BooleanField(
        _("Entiendo que no se puede deshacer"),
        validators=[InputRequired(_("Marca la casilla para confirmar que lo entiendes."))],
    )
