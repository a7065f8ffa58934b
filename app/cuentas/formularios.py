"""La forma de lo que se escribe en las cuentas."""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from wtforms import (
    EmailField,
    Field,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.cuentas import frases
from app.nucleo.formularios import Anio, Formulario
from app.nucleo.permisos import NOMBRES_DE_ROL

_CRUDO = {"data-crudo": ""}


def correo_valido(_formulario: Any, campo: Field) -> None:
    """Exige una dirección con forma de correo; no pregunta a ningún servidor."""
    try:
        validate_email(campo.data or "", check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValidationError(_("Escribe un correo como nombre@ejemplo.com.")) from error


def _correo(etiqueta: Any) -> EmailField:
    return EmailField(
        etiqueta, validators=[InputRequired(_("Escribe tu correo.")), Length(max=254), correo_valido]
    )


def _clave(etiqueta: Any) -> PasswordField:
    return PasswordField(etiqueta, validators=[InputRequired(_("Escribe la clave."))], render_kw=dict(_CRUDO))


def _exigir(frase: str) -> None:
    """Junto al campo, lo que el servicio diría después: así todo lo que falta se dice de una vez."""
    if frase:
        raise ValidationError(frase)


class FormularioRegistro(Formulario):
    """Correo y clave: nada más hace falta para empezar."""

    correo = _correo(_("Tu correo"))
    clave = _clave(_("Elige una clave"))

    def validate_clave(self, campo: Field) -> None:
        """La clave sirve, y no es su correo."""
        _exigir(frases.de_clave(campo.data, self.correo.data or ""))


class FormularioEntrar(Formulario):
    """Entrar con correo y clave."""

    correo = EmailField(_("Correo"), validators=[InputRequired(_("Escribe tu correo."))])
    clave = _clave(_("Clave"))


class FormularioRecuperar(Formulario):
    """El correo de la cuenta cuya clave se olvidó."""

    correo = _correo(_("Tu correo"))


class FormularioRestablecer(Formulario):
    """La clave nueva."""

    clave = _clave(_("Tu clave nueva"))


class FormularioVacio(Formulario):
    """Un botón que confirma."""


class FormularioComprobar(Formulario):
    """La clave, otra vez."""

    clave = _clave(_("Tu clave"))


class FormularioCodigo(Formulario):
    """Un código del segundo paso: de la aplicación o de papel."""

    codigo = StringField(_("Código"), validators=[InputRequired(_("Escribe el código.")), Length(max=40)])


class FormularioActivar(FormularioRegistro):
    """El código del mostrador, y el correo y la clave con que entrar desde ahora."""

    codigo = StringField(
        _("El código de tu papel"), validators=[InputRequired(_("Escribe el código.")), Length(max=40)]
    )
    correo = _correo(_("Tu correo"))
    clave = _clave(_("Elige una clave"))


class FormularioMotivo(Formulario):
    """El motivo de un acto que queda en el registro."""

    motivo = StringField(
        _("Motivo"),
        validators=[InputRequired(_("Escribe el motivo: queda en el registro.")), Length(max=500)],
    )


class FormularioCambiarClave(Formulario):
    """La clave de ahora y la nueva."""

    actual = _clave(_("Tu clave de ahora"))
    nueva = _clave(_("Tu clave nueva"))

    def validate_nueva(self, campo: Field) -> None:
        """La clave nueva sirve."""
        _exigir(frases.de_clave(campo.data))


class FormularioCambiarCorreo(Formulario):
    """La dirección nueva y la clave."""

    correo = _correo(_("Tu correo nuevo"))
    clave = _clave(_("Tu clave"))


class FormularioDatos(Formulario):
    """Nombre público, barrio, año de nacimiento e idioma."""

    seudonimo = StringField(_("Tu nombre público"), validators=[InputRequired(_("Escribe un nombre."))])
    barrio = SelectField(_("Tu barrio"), validators=[Optional()], validate_choice=False)
    nacimiento = Anio(_("Tu año de nacimiento"), validators=[Optional()])
    idioma = RadioField(_("Idioma"), validators=[InputRequired(_("Elige un idioma."))], validate_choice=False)

    def validate_seudonimo(self, campo: Field) -> None:
        """El nombre sirve; el que ya tenía, también."""
        _exigir(frases.de_seudonimo(campo.data) if campo.data != campo.object_data else "")

    def validate_barrio(self, campo: Field) -> None:
        """Es un lugar de la lista."""
        _exigir(frases.de_lugar(campo.data))

    def validate_nacimiento(self, campo: Field) -> None:
        """Es un año posible."""
        _exigir(frases.de_nacimiento(campo.data))

    def con_opciones(
        self, lugares: dict[str, list[tuple[str, str]]], idiomas: list[tuple[str, str]]
    ) -> FormularioDatos:
        """El mismo formulario, con los lugares e idiomas que se pueden elegir."""
        self.barrio.choices = [
            SelectChoice("", _("Prefiero no decirlo")),
            *(SelectChoice(v, t, optgroup=grupo) for grupo, pares in lugares.items() for v, t in pares),
        ]
        self.idioma.choices = [SelectChoice(v, t) for v, t in idiomas]
        return self

    def elegidos(self) -> dict[str, Any]:
        """Lo que se guarda, y nada más de lo que haya llegado."""
        return {
            "seudonimo": self.seudonimo.data,
            "barrio": self.barrio.data or "",
            "nacimiento": self.nacimiento.data,
            "idioma": self.idioma.data,
        }


class FormularioDarRol(Formulario):
    """Un rol, su alcance y el motivo."""

    rol = RadioField(
        _("Qué rol"),
        choices=[SelectChoice(v, t) for v, t in NOMBRES_DE_ROL.items()],
        validators=[InputRequired(_("Elige un rol."))],
    )
    alcance = SelectField(_("Dónde vale"), validators=[Optional()], validate_choice=False)
    motivo = TextAreaField(
        _("Motivo"),
        validators=[
            InputRequired(_("Escribe el motivo: queda en el registro.")),
            Length(max=500, message=_("Usa como mucho 500 caracteres.")),
        ],
    )

    def con_alcances(
        self, lugares: dict[str, list[tuple[str, str]]], unidades: list[tuple[str, str]]
    ) -> FormularioDarRol:
        """El mismo formulario, con los alcances que se pueden elegir."""
        opciones = [SelectChoice("", _("Toda la ciudad"))]
        opciones += [SelectChoice(f"unidad:{v}", t, optgroup=_("Una unidad")) for v, t in unidades]
        for grupo, pares in lugares.items():
            opciones += [SelectChoice(f"lugar:{v}", t, optgroup=grupo) for v, t in pares]
        self.alcance.choices = opciones
        return self
