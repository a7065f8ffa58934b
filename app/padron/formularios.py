"""La forma de lo que se escribe en el padrón. Un número de documento nunca se completa solo ni se recuerda."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FloatField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import TextInput

from app.nucleo.formulario_traducido import CampoTraducible, FormularioTraducido
from app.nucleo.formularios import Anio, Casillas, FechaHora, Formulario

_SIN_RECORDAR = {"autocomplete": "off", "spellcheck": "false"}
Grupos = Mapping[str, Sequence[tuple[str, str]]]


def _hasta(maximo: int) -> Length:
    return Length(max=maximo, message=_l("Es demasiado largo: hasta %(max)d caracteres."))


def numero_de_documento() -> StringField:
    """El número de un documento, que ningún navegador recuerda."""
    hace_falta = InputRequired(_l("Escribe el número del documento."))
    return StringField(_l("Número"), validators=[hace_falta, _hasta(40)], render_kw=_SIN_RECORDAR)


class Grados(FloatField):
    """Una coordenada escrita con coma o con punto, como la dé el mapa de cada quien."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Lee los grados. Lanza `ValueError` con la frase que va junto al campo."""
        try:
            super().process_formdata([str(v).strip().replace(",", ".") for v in valuelist])
        except ValueError:
            raise ValueError(_l("Escríbela en grados, como -2,9001.")) from None


class Comprobar(Formulario):
    """El documento y el segundo dato."""

    tipo = SelectField(_l("Documento"), validate_choice=False)
    numero = numero_de_documento()
    segundo = StringField(
        validators=[InputRequired(_l("Escríbelo como está en tu documento.")), _hasta(80)],
        render_kw=_SIN_RECORDAR,
    )

    def con_tipos(self, tipos: Sequence[tuple[str, str]], segundo: str) -> Comprobar:
        """El mismo formulario, con los documentos del padrón y el nombre de su segundo dato."""
        self.tipo.choices = [SelectChoice(*t) for t in tipos]
        self.segundo.label.text = segundo
        return self

    def sin_lo_escrito(self) -> Comprobar:
        """El mismo formulario vacío: la pantalla puede quedar abierta en un aparato ajeno."""
        self.numero.data = self.segundo.data = ""
        return self


class Confirmar(Formulario):
    """Un botón que confirma."""


class Abrir(Formulario):
    """Las pruebas que la ciudad acepta en los mostradores."""

    pruebas = Casillas(_l("Qué se acepta mostrar"), validate_choice=False)


class NuevoCorte(Formulario):
    """Un corte: de qué proceso, a qué fecha y con qué plazos, en la hora de la ciudad."""

    proceso = SelectField(_l("Proceso"), validate_choice=False)
    nombre = StringField(
        _l("Nombre del corte"), validators=[InputRequired(_l("Ponle un nombre.")), _hasta(120)]
    )
    fecha = FechaHora(
        _l("Quién estaba en el padrón el"),
        validators=[InputRequired(_l("Di qué día y a qué hora se mira."))],
    )
    objeciones_hasta = FechaHora(
        _l("Se puede objetar hasta"),
        validators=[InputRequired(_l("Di hasta cuándo se puede objetar."))],
    )
    respuestas_hasta = FechaHora(
        _l("Todo queda respondido el"),
        validators=[InputRequired(_l("Di para cuándo queda todo respondido."))],
    )


class MoverCorte(NuevoCorte):
    """Las fechas de un corte que todavía no llega, y por qué cambian."""

    motivo = TextAreaField(
        _l("Por qué cambia"), validators=[InputRequired(_l("Di por qué: se publica.")), _hasta(300)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.proceso, self.nombre


class Desvincular(Formulario):
    """Qué cuenta se separa del padrón: por su nombre público o por el documento al que está unida."""

    seudonimo = StringField(_l("Nombre público de la cuenta"), validators=[Optional(), _hasta(60)])
    tipo = SelectField(_l("Documento"), validate_choice=False)
    numero = StringField(_l("Número"), validators=[Optional(), _hasta(40)], render_kw=_SIN_RECORDAR)
    motivo = TextAreaField(_l("Por qué"), validators=[InputRequired(_l("Explica la razón.")), _hasta(500)])


class Baja(Formulario):
    """Quién sale del padrón y por qué; el número se busca y se olvida."""

    tipo = SelectField(_l("Documento"), validate_choice=False)
    numero = numero_de_documento()
    motivo = TextAreaField(_l("Por qué"), validators=[InputRequired(_l("Explica la razón.")), _hasta(500)])


class Objetar(Formulario):
    """Qué está mal en un corte."""

    hoja = HiddenField()
    clase = RadioField(
        _l("¿Qué pasa?"), validators=[InputRequired(_l("Elige qué pasa."))], validate_choice=False
    )
    texto = TextAreaField(
        _l("Cuéntalo"), validators=[InputRequired(_l("Cuenta qué está mal, en una frase.")), _hasta(1000)]
    )
    contacto = StringField(_l("Correo o teléfono"), validators=[Optional(), _hasta(160)])


class Resolver(Formulario):
    """La respuesta razonada a una objeción."""

    decision = RadioField(
        _l("Decisión"),
        choices=[SelectChoice("aceptada", _l("Se acepta")), SelectChoice("rechazada", _l("No se acepta"))],
        validators=[InputRequired(_l("Elige una decisión."))],
    )
    respuesta = TextAreaField(
        _l("Respuesta"), validators=[InputRequired(_l("Explica la razón.")), _hasta(2000)]
    )
    tipo = SelectField(_l("Documento"), validate_choice=False)
    numero = StringField(_l("Número"), validators=[Optional(), _hasta(40)], render_kw=_SIN_RECORDAR)
    territorio = SelectField(_l("Barrio"), validators=[Optional()], validate_choice=False)
    nacimiento = Anio(_l("Año de nacimiento"), validators=[Optional()])

    def con_opciones(self, tipos: Sequence[tuple[str, str]], grupos: Grupos) -> Resolver:
        """El mismo formulario, con los documentos del padrón y los lugares que se pueden elegir."""
        self.tipo.choices = [SelectChoice(*t) for t in tipos]
        vacia: dict[str, Any] = {"": [("", _l("El que ya tiene en el padrón"))]}
        self.territorio.choices = vacia | {titulo: list(lugares) for titulo, lugares in grupos.items()}
        return self

    def de_quien(self) -> dict[str, Any]:
        """De quién es la objeción, como lo espera el servicio."""
        textos = {c: self._fields[c].data or "" for c in ("tipo", "numero", "territorio")}
        return {**textos, "nacimiento": self.nacimiento.data}


class Codigo(Formulario):
    """El código de una objeción."""

    class Meta(Formulario.Meta):
        csrf = False

    codigo = StringField(_l("Tu código"), validators=[InputRequired(_l("Escribe el código."))])


class Punto(FormularioTraducido):
    """Un punto de atención."""

    TRADUCIBLES = (
        CampoTraducible("nombre", _l("Nombre"), 120),
        CampoTraducible("horario", _l("Horario"), 200),
    )

    nombre = StringField(_l("Nombre"), validators=[InputRequired(_l("Ponle un nombre.")), _hasta(120)])
    direccion = StringField(
        _l("Dirección"), validators=[InputRequired(_l("Escribe dónde queda.")), _hasta(200)]
    )
    horario = StringField(_l("Horario"), validators=[InputRequired(_l("Escribe a qué horas.")), _hasta(200)])
    contacto = StringField(_l("Teléfono o correo"), validators=[Optional(), _hasta(160)])
    territorio = SelectField(_l("Barrio"), validators=[Optional()], validate_choice=False)
    latitud = Grados(_l("Latitud"), validators=[Optional()])
    longitud = Grados(_l("Longitud"), validators=[Optional()])
    activo = BooleanField(_l("Atiende hoy"), default=True)

    def con_lugares(self, grupos: Grupos) -> Punto:
        """El mismo formulario, con los lugares que se pueden elegir."""
        vacia: dict[str, Any] = {"": [("", _l("Sin barrio"))]}
        self.territorio.choices = vacia | {titulo: list(lugares) for titulo, lugares in grupos.items()}
        return self

    def datos(self) -> dict[str, Any]:
        """Lo que se guarda, y nada más de lo que haya llegado."""
        textos = ("nombre", "direccion", "horario", "contacto", "territorio")
        return {c: self._fields[c].data or "" for c in textos} | {
            "latitud": self.latitud.data,
            "longitud": self.longitud.data,
            "activo": bool(self.activo.data),
            "traducciones": self.traducciones(),
        }
