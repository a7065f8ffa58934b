"""La forma de un indicador y de un valor medido."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import get_decimal_symbol
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.avance import mensajes
from app.lectura.numeros import leer_numero
from app.nucleo.formularios import Formulario
from app.nucleo.texto import limpiar

_FALTA = _l("Falta este dato.")
TRADUCIBLES = ("nombre", "definicion", "unidad")


def signo_decimal() -> str:
    """La coma o el punto, según la región de la ciudad."""
    return str(get_decimal_symbol(current_app.config["REGION"]))


def cantidad(texto: str) -> Decimal:
    """El número escrito, con la regla de la región; lanza `ValueError` con su frase si no es uno."""
    valor = leer_numero(str(limpiar(texto)), signo_decimal())
    if valor is None:
        raise ValueError(_("«%(valor)s» no es un número.", valor=texto[:40]))
    return valor


def escrita(valor: Decimal | None) -> str:
    """El número como se vuelve a leer en un campo: sin miles y con el signo de la región."""
    return "" if valor is None else format(valor, "f").replace(".", signo_decimal())


class CantidadField(StringField):
    """Un número exacto. Lo que no se entiende se queda escrito en el campo, con su error."""

    data: Any
    crudo: str | None = None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Lee lo enviado; vacío es None."""
        if not valuelist:
            return
        self.crudo = str(limpiar(valuelist[0]))
        self.data = None
        if self.crudo:
            self.data = cantidad(self.crudo)

    def _value(self) -> str:
        return self.crudo if self.crudo is not None else escrita(self.data)


def opciones(pares: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Las opciones de un campo de elegir, de (valor, texto)."""
    return [SelectChoice(valor, texto) for valor, texto in pares]


class FormularioIndicador(Formulario):
    """Un indicador. El código solo se escribe al crearlo."""

    codigo = StringField(_l("Código"), [DataRequired(_FALTA), Length(max=160)])
    elemento = SelectField(_l("De qué elemento del plan es"), validate_choice=False)
    nombre = StringField(_l("Nombre"), [DataRequired(_l("Escribe qué mide.")), Length(max=200)])
    definicion = TextAreaField(_l("Qué mide, en palabras de todos los días"), [Optional(), Length(max=5000)])
    formula = TextAreaField(_l("Fórmula"), [Optional(), Length(max=2000)])
    unidad = StringField(_l("Unidad de medida"), [DataRequired(_FALTA), Length(max=80)])
    decimales = IntegerField(
        _l("Decimales"),
        [
            InputRequired(_l("Escribe un número entero.")),
            NumberRange(0, 6, _l("Los decimales van de 0 a 6.")),
        ],
        default=0,
    )
    frecuencia = SelectField(_l("Cada cuánto se mide"), choices=opciones(mensajes.FRECUENCIAS.items()))
    direccion = SelectField(
        _l("Hacia dónde se quiere que vaya"), choices=opciones(mensajes.DIRECCIONES.items())
    )
    acumulacion = SelectField(_l("Cómo se cuenta"), choices=opciones(mensajes.ACUMULACIONES.items()))
    banda_desde = CantidadField(_l("Banda: desde"), [Optional()])
    banda_hasta = CantidadField(_l("Banda: hasta"), [Optional()])
    base_fecha = DateField(_l("Línea base: fecha"), [Optional()])
    base_valor = CantidadField(_l("Línea base: valor"), [Optional()])
    fuente = StringField(_l("Fuente"), [Optional(), Length(max=300)])
    verificacion = StringField(_l("Medios de verificación"), [Optional(), Length(max=300)])
    responsable = SelectField(_l("Unidad responsable"), validate_choice=False)
    territorio = SelectField(_l("De qué parte de la ciudad"), validate_choice=False)
    lugar = StringField(_l("O de qué otro lugar"), [Optional(), Length(max=120)])
    motivo = TextAreaField(_l("Por qué cambia"), [Optional(), Length(max=500)])

    def ofrecer(
        self,
        elementos: Iterable[tuple[str, str]],
        unidades: Iterable[tuple[str, str]],
        lugares: Iterable[tuple[str, str]],
    ) -> None:
        """Pone las opciones que dependen del plan y de la ciudad."""
        self.elemento.choices = opciones(elementos)
        self.responsable.choices = opciones([("", _l("La que responde por su elemento")), *unidades])
        self.territorio.choices = opciones([("", _l("De toda la ciudad, o de otro lugar")), *lugares])


class FormularioMedicion(Formulario):
    """Un valor con su fecha y su fuente."""

    fecha = DateField(_l("Fecha"), [InputRequired(_FALTA)])
    valor = CantidadField(_l("Valor"), [InputRequired(_FALTA)])
    fuente = StringField(_l("De dónde sale"), [DataRequired(_l("Di de dónde sale el dato.")), Length(max=300)])
    nota = TextAreaField(_l("Nota"), [Optional(), Length(max=1000)])


class FormularioCorreccion(FormularioMedicion):
    """El valor que reemplaza a otro, con su porqué."""

    motivo = TextAreaField(_l("Por qué se corrige"), [Optional(), Length(max=500)])


class FormularioPorque(Formulario):
    """Solo el porqué; si falta lo dice el servicio."""

    motivo = TextAreaField(_l("Por qué"), [Optional(), Length(max=500)])
