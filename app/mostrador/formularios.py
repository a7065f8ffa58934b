"""La forma de lo que la facilitadora escribe. Nada se completa solo: el aparato es de todos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, Length, Optional

from app.nucleo.formularios import Anio, Casillas, Formulario
from app.padron.formularios import numero_de_documento

SIN_COMPLETAR = {"autocomplete": "off"}
Grupos = Mapping[str, Sequence[tuple[str, str]]]


def _hasta(maximo: int) -> Length:
    return Length(max=maximo, message=_l("Es demasiado largo: hasta %(max)d caracteres."))


def _opciones_de_lugar(grupos: Grupos, vacio: str) -> dict[str, list[tuple[str, str]]]:
    return {"": [("", vacio)], **{titulo: list(lugares) for titulo, lugares in grupos.items()}}


class Punto(Formulario):
    """Dónde está hoy este mostrador."""

    punto = SelectField(_l("¿Dónde estás atendiendo?"), validate_choice=False)


class PorDocumento(Formulario):
    """Buscar a una persona con el documento que muestra."""

    tipo = SelectField(_l("Documento"), validate_choice=False)
    numero = numero_de_documento()


class PorNombre(Formulario):
    """Buscar a una persona que se registró en un mostrador."""

    nombre = StringField(
        _l("Nombre, seudónimo o contacto"),
        validators=[Length(min=3, max=80, message=_l("Escribe al menos %(min)d letras y no más de %(max)d."))],
        render_kw=SIN_COMPLETAR,
    )


class DelTurno(Formulario):
    """Base de los actos: lleva el turno de la persona que está delante."""

    turno = HiddenField()


class Nacimiento(DelTurno):
    """El año en que nació, cuando un proceso pide una edad."""

    nacimiento = Anio(_l("Año de nacimiento"), [Optional()], render_kw=SIN_COMPLETAR)


class Registrar(Nacimiento):
    """Quien no tiene cuenta: basta un nombre, el suyo o el público, con que hallarla otro día.

    Su turno se pone al mostrar la hoja: enviada dos veces, registra a una sola persona.
    """

    nombre = StringField(
        _l("Nombre, para reconocerla aquí"), [Optional(), _hasta(120)], render_kw=SIN_COMPLETAR
    )
    seudonimo = StringField(_l("Nombre público"), [Optional(), _hasta(60)], render_kw=SIN_COMPLETAR)
    contacto = StringField(_l("Correo o teléfono"), [Optional(), _hasta(160)], render_kw=SIN_COMPLETAR)
    territorio = SelectField(_l("Barrio"), validate_choice=False)
    idioma = SelectField(_l("Idioma en que quiere leer"), validate_choice=False)

    def datos(self) -> dict[str, str | None]:
        """Lo que quiso decir de sí; lo vacío, como que no lo dijo."""
        campos = {"seudonimo": self.seudonimo, "nombre": self.nombre, "contacto": self.contacto}
        return {nombre: campo.data or None for nombre, campo in campos.items()}

    def con_opciones(self, grupos: Grupos, lenguas: Sequence[tuple[str, str]]) -> Registrar:
        """El mismo formulario, con los lugares y los idiomas que se pueden elegir."""
        self.idioma.choices = list(lenguas)
        self.territorio.choices = _opciones_de_lugar(grupos, _("Prefiere no decirlo"))
        return self


class Acreditar(Nacimiento):
    """Lo que la persona muestra para probar que vive, trabaja o estudia aquí."""

    tipo = SelectField(_l("Documento"), validate_choice=False)
    numero = numero_de_documento()
    fundamento = RadioField(
        _l("Participa porque aquí…"),
        default="domicilio",
        choices=[
            SelectChoice("domicilio", _l("vive")),
            SelectChoice("trabajo", _l("trabaja")),
            SelectChoice("estudio", _l("estudia")),
        ],
    )
    pruebas = Casillas(_l("Qué mostró"), validate_choice=False)
    territorio = SelectField(_l("Barrio"), validate_choice=False)

    def con_opciones(
        self, grupos: Grupos, tipos: Sequence[tuple[str, Any]], pruebas: Sequence[tuple[str, Any]]
    ) -> Acreditar:
        """El mismo formulario, con los lugares, documentos y pruebas que valen."""
        self.territorio.choices = _opciones_de_lugar(grupos, _("Elige…"))
        self.tipo.choices = [SelectChoice(*t) for t in tipos]
        self.pruebas.choices = [SelectChoice(*p) for p in pruebas]
        return self


class Proponer(Nacimiento):
    """Una propuesta dictada, en una sola hoja."""

    proceso = SelectField(_l("Proceso"), validate_choice=False)
    titulo = StringField(
        _l("Título"), [DataRequired(_l("Escribe un título.")), _hasta(120)], render_kw=SIN_COMPLETAR
    )
    cuerpo = TextAreaField(
        _l("La idea, con sus palabras"),
        [DataRequired(_l("Cuenta la idea en unas líneas.")), _hasta(6000)],
        render_kw=SIN_COMPLETAR,
    )
    elemento = SelectField(_l("Objetivo del plan"), validate_choice=False)
    territorio = SelectField(_l("Dónde"), validate_choice=False)
    referencia = StringField(
        _l("Cómo se llega o qué hay cerca"), [Optional(), _hasta(160)], render_kw=SIN_COMPLETAR
    )
    en_nombre_de = StringField(
        _l("En nombre de un grupo u organización"), [Optional(), _hasta(120)], render_kw=SIN_COMPLETAR
    )

    def con_opciones(self, elementos: Grupos, grupos: Grupos) -> Proponer:
        """El mismo formulario, con los elementos del plan y los lugares."""
        sin_saber = [("", _("No lo sabe: que lo decida quien planifica"))]
        self.elemento.choices = {"": sin_saber, **{t: list(e) for t, e in elementos.items()}}
        self.territorio.choices = _opciones_de_lugar(grupos, _("Toda la ciudad"))
        return self


class Comentar(Nacimiento):
    """Un comentario dictado."""

    posicion = RadioField(
        _l("Lo que dice es…"),
        default="aporte",
        choices=[
            SelectChoice("a_favor", _l("a favor")),
            SelectChoice("en_contra", _l("en contra")),
            SelectChoice("pregunta", _l("una pregunta")),
            SelectChoice("aporte", _l("un aporte")),
        ],
    )
    texto = TextAreaField(
        _l("Comentario, con sus palabras"),
        [DataRequired(_l("Escribe el comentario.")), _hasta(3000)],
        render_kw=SIN_COMPLETAR,
    )
