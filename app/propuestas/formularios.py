"""La forma de lo que se escribe en las páginas de propuestas. Los servicios vuelven a comprobarlo todo."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app.nucleo.errores import Invalido
from app.nucleo.formularios import Formulario, identificador
from app.nucleo.pendiente import Recuperable
from app.propuestas.dinero import leer_dinero
from app.propuestas.reglas import (
    CUERPO_MAXIMO,
    EN_NOMBRE_MAXIMO,
    INTERESES_MAXIMO,
    MOTIVO_MAXIMO,
    MOTIVO_MINIMO,
    REFERENCIA_MAXIMA,
    RESUMEN_MAXIMO,
    TITULO_MAXIMO,
    TITULO_MINIMO,
    VIDEO_MAXIMO,
)
from app.propuestas.servicios import Detalles
from app.propuestas.servicios.comunes import validar_detalles


def _hasta(maximo: int) -> Length:
    return Length(max=maximo, message=_l("Es demasiado largo: hasta %(max)d caracteres."))


def _motivo(obligatorio: Any) -> list[Any]:
    corto = _l("Explica por qué, en una frase de %(min)d a %(max)d caracteres.")
    return [obligatorio, Length(min=MOTIVO_MINIMO, max=MOTIVO_MAXIMO, message=corto)]


def _que_valga(probar: Callable[[str], object]) -> Callable[[Any, Any], None]:
    """Dice junto al campo lo que `probar` no admite, a la vez que lo que falte en los demás."""

    def validar(_formulario: Any, campo: Any) -> None:
        try:
            probar(str(campo.data or "").strip())
        except Invalido as error:
            raise ValidationError(str(error.mensaje)) from error

    return validar


def _video(enlace: str) -> None:
    validar_detalles("", enlace, None)


class Empezar(Formulario):
    """La primera pregunta: ¿algo roto o una idea? Y en qué proceso, si hay varios abiertos."""

    clase = RadioField(
        _l("¿Qué quieres contar?"),
        choices=[
            SelectChoice("idea", _l("Una idea para mejorar la ciudad")),
            SelectChoice("roto", _l("Algo que está roto")),
        ],
        validators=[InputRequired(_l("Elige una de las dos."))],
    )
    proceso = RadioField(
        _l("¿Dónde la propones?"),
        validators=[DataRequired(_l("Elige un proceso."))],
        validate_choice=False,
    )

    def con_procesos(self, procesos: Sequence[tuple[str, str]]) -> Empezar:
        """El mismo formulario, con los procesos que hoy dejan proponer."""
        self.proceso.choices = [SelectChoice(clave, nombre) for clave, nombre in procesos]
        return self


class Paso(Recuperable):
    """Un paso de un borrador: con el sello de lo leído y, si otra ventana lo cambió, lo que hay guardado."""

    sello = HiddenField()
    guardado: Sequence[Mapping[str, Any]] = ()


class Idea(Paso):
    """El texto de la propuesta."""

    titulo = StringField(
        _l("Título"),
        validators=[
            DataRequired(_l("Escribe un título.")),
            Length(
                min=TITULO_MINIMO,
                max=TITULO_MAXIMO,
                message=_l("El título va de %(min)d a %(max)d caracteres."),
            ),
        ],
    )
    cuerpo = TextAreaField(
        _l("Tu idea"),
        validators=[DataRequired(_l("Cuenta tu idea en unas líneas.")), _hasta(CUERPO_MAXIMO)],
    )
    resumen = TextAreaField(_l("En una frase"), validators=[Optional(), _hasta(RESUMEN_MAXIMO)])
    en_nombre_de = StringField(
        _l("En nombre de un grupo u organización"), validators=[Optional(), _hasta(EN_NOMBRE_MAXIMO)]
    )
    intereses = TextAreaField(_l("¿Ganas algo si se hace?"), validators=[Optional(), _hasta(INTERESES_MAXIMO)])
    video = StringField(
        _l("Enlace a un video"), validators=[Optional(), _hasta(VIDEO_MAXIMO), _que_valga(_video)]
    )
    costo = StringField(
        _l("Cuánto crees que cuesta"), validators=[Optional(), _hasta(40), _que_valga(leer_dinero)]
    )

    def textos(self) -> tuple[str, str, str, str]:
        """Título, resumen, texto y grupo, en el orden en que se guardan."""
        campos = (self.titulo, self.resumen, self.cuerpo, self.en_nombre_de)
        titulo, resumen, cuerpo, grupo = (campo.data or "" for campo in campos)
        return titulo, resumen, cuerpo, grupo

    def detalles(self) -> Detalles:
        """Los intereses, el video y el costo. Lanza `Invalido` si el costo no es una cantidad."""
        costo = leer_dinero(self.costo.data or "")
        return Detalles(self.intereses.data or "", self.video.data or "", costo)


class EnElPlan(Paso):
    """A qué objetivos del plan contribuye, o «no lo sé»; y sus etiquetas."""

    elementos = SelectMultipleField(_l("Objetivos del plan"), coerce=identificador, validate_choice=False)
    no_lo_se = BooleanField(_l("No lo sé: que lo decida quien planifica"))
    etiquetas = StringField(_l("Etiquetas"), validators=[Optional(), _hasta(220)])
    buscar = StringField(_l("Buscar en el plan"), validators=[Optional(), _hasta(80)])

    def lista_de_etiquetas(self) -> list[str]:
        """Las etiquetas escritas, separadas por comas."""
        return [e for e in re.split(r"[,;\n]", self.etiquetas.data or "") if e.strip()]


class Lugar(Paso):
    """Dónde: toda la ciudad, un lugar de la lista, un punto o una referencia."""

    territorio = SelectField(_l("Lugar"), validate_choice=False)
    latitud = HiddenField()
    longitud = HiddenField()
    sin_punto = BooleanField(_l("Quitar el punto del mapa"))
    referencia = StringField(
        _l("Cómo se llega o qué hay cerca"), validators=[Optional(), _hasta(REFERENCIA_MAXIMA)]
    )

    def con_lugares(self, grupos: Mapping[str, Sequence[tuple[str, str]]]) -> Lugar:
        """El mismo formulario, con los lugares que se pueden elegir."""
        self.territorio.choices = [
            SelectChoice("", str(_("Toda la ciudad"))),
            *(SelectChoice(v, t, optgroup=grupo) for grupo, pares in grupos.items() for v, t in pares),
        ]
        return self

    def punto(self) -> tuple[float | None, float | None]:
        """El punto puesto en el mapa; (None, None) si no hay, o si se quitó."""
        try:
            punto = float(self.latitud.data or ""), float(self.longitud.data or "")
        except ValueError:
            return None, None
        return (None, None) if self.sin_punto.data else punto


class Invitar(Formulario):
    """A quién se invita a firmar la propuesta."""

    seudonimo = StringField(
        _l("Su nombre público"),
        validators=[DataRequired(_l("Escribe el nombre público de esa persona.")), _hasta(60)],
    )


class Vacio(Formulario):
    """Solo la ficha CSRF: confirmar, publicar, borrar."""


class Editar(Recuperable):
    """Cambiar el texto ya publicado, con un motivo a la vista de todos."""

    titulo = StringField(_l("Título"), validators=Idea.titulo.kwargs["validators"])
    cuerpo = TextAreaField(_l("Texto"), validators=Idea.cuerpo.kwargs["validators"])
    resumen = TextAreaField(_l("En una frase"), validators=[Optional(), _hasta(RESUMEN_MAXIMO)])
    motivo = TextAreaField(
        _l("Por qué la cambias"), validators=_motivo(DataRequired(_l("Di por qué la cambias: se publica.")))
    )


class Retirar(Formulario):
    """Retirar la propuesta, con un motivo a la vista de todos."""

    motivo = TextAreaField(
        _l("Por qué la retiras"), validators=_motivo(DataRequired(_l("Di por qué la retiras: se publica.")))
    )


class Clasificar(Formulario):
    """Poner la propuesta en su lugar del plan."""

    elementos = SelectMultipleField(_l("Objetivos del plan"), coerce=identificador, validate_choice=False)
    buscar = StringField(_l("Buscar en el plan"), validators=[Optional(), _hasta(80)])
    motivo = TextAreaField(
        _l("Por qué va ahí"), validators=_motivo(DataRequired(_l("Di por qué va ahí: se publica.")))
    )
