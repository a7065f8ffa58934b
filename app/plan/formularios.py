"""La forma de lo que escribe quien planifica."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, StopValidation

from app.nucleo.formulario_traducido import CampoTraducible, FormularioTraducido
from app.nucleo.formularios import Formulario
from app.plan import mensajes

_FALTA = _l("Falta este dato.")


def opciones(pares: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Las opciones de un campo de elegir, de (valor, texto)."""
    return [SelectChoice(valor, texto) for valor, texto in pares]


class CasillasField(SelectMultipleField):
    """Varias opciones, como casillas."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class FormularioElemento(FormularioTraducido):
    """Un elemento del plan. El código solo se escribe al crearlo."""

    TRADUCIBLES = (
        CampoTraducible("titulo", _l("Título"), 300),
        CampoTraducible("descripcion", _l("Descripción"), 10_000, 4),
        CampoTraducible("supuestos", _l("Supuestos"), 5000, 3),
    )

    codigo = StringField(_l("Código"), [DataRequired(_FALTA), Length(max=40)])
    titulo = StringField(_l("Título"), [DataRequired(_l("Escribe el título.")), Length(max=300)])
    descripcion = TextAreaField(_l("Descripción"), [Optional(), Length(max=10_000)])
    supuestos = TextAreaField(_l("Supuestos"), [Optional(), Length(max=5000)])
    padre = SelectField(_l("Cuelga de"), validate_choice=False)
    unidad = SelectField(_l("Unidad responsable"), validate_choice=False)
    colaboradoras = CasillasField(_l("Unidades que colaboran"), validate_choice=False)
    peso = IntegerField(
        _l("Peso"),
        [
            InputRequired(_l("Escribe un número entero.")),
            NumberRange(0, 1_000_000, _l("El peso va de 0 a 1.000.000.")),
        ],
    )
    ods = StringField(_l("ODS"), [Optional(), Length(max=400)])
    inicio = DateField(_l("Inicio"), [Optional()])
    fin = DateField(_l("Fin"), [Optional()])
    estado = SelectField(_l("Estado"), choices=opciones(mensajes.ESTADOS.items()))
    motivo = TextAreaField(_l("Por qué cambia"), [Optional(), Length(max=1000)])

    def ofrecer(
        self,
        padres: list[tuple[str, str]],
        unidades: list[tuple[str, str]],
        propias: list[tuple[str, str]],
        sin_unidad: bool,
    ) -> None:
        """Pone las opciones que dependen del plan y de quién edita: `propias`, a quién puede dárselo."""
        self.padre.choices = opciones(padres)
        nadie = [("", _l("Nadie asignado todavía"))] if sin_unidad else []
        self.unidad.choices = opciones([*nadie, *propias])
        self.colaboradoras.choices = opciones(unidades)


class FormularioPlan(FormularioTraducido):
    """Los datos de un plan."""

    TRADUCIBLES = (
        CampoTraducible("nombre", _l("Nombre"), 160),
        CampoTraducible("lema", _l("Lema"), 200),
        CampoTraducible("presentacion", _l("Presentación"), 20_000, 6),
    )

    clave = StringField(_l("Dirección"), [DataRequired(_FALTA), Length(max=60)])
    nombre = StringField(_l("Nombre"), [DataRequired(_FALTA), Length(max=160)])
    lema = StringField(_l("Lema"), [Optional(), Length(max=200)])
    tipo = SelectField(_l("Tipo"), choices=opciones(mensajes.TIPOS.items()))
    inicio = DateField(_l("Empieza"), [InputRequired(_FALTA)])
    fin = DateField(_l("Termina"), [InputRequired(_FALTA)])
    presentacion = TextAreaField(_l("Presentación"), [Optional(), Length(max=20_000)])
    niveles = TextAreaField(_l("Nombres de los niveles"), [Optional(), Length(max=1000)])
    motivo = TextAreaField(_l("Por qué cambia"), [Optional(), Length(max=1000)])


def _con_el_acto(formulario: Any, campo: Any) -> None:
    """El dato hace falta si se escribió algún otro del acto; si no, puede ir vacío."""
    if not campo.data:
        campo.errors = []
        raise StopValidation(_FALTA) if formulario.con_acto else StopValidation()


class FormularioActo(Formulario):
    """El acto que aprueba el plan."""

    organo = StringField(_l("Órgano que aprueba"), [DataRequired(_FALTA), Length(max=160)])
    numero = StringField(_l("Tipo y número del acto"), [DataRequired(_FALTA), Length(max=80)])
    fecha = DateField(_l("Fecha del acto"), [InputRequired(_FALTA)])
    gaceta = StringField(_l("Dónde se publicó"), [Optional(), Length(max=300)])


class FormularioVersion(FormularioActo):
    """Una versión: qué cambió, por qué y, si lo hay, su acto (todo o nada)."""

    que_cambio = TextAreaField(_l("Qué cambió"), [DataRequired(_l("Di qué cambió.")), Length(max=2000)])
    por_que = TextAreaField(_l("Por qué"), [DataRequired(_l("Di por qué cambió.")), Length(max=2000)])
    organo = StringField(_l("Órgano que decide"), [_con_el_acto, Length(max=160)])
    numero = StringField(_l("Tipo y número del acto"), [_con_el_acto, Length(max=80)])
    fecha = DateField(_l("Fecha del acto"), [_con_el_acto])

    @property
    def con_acto(self) -> bool:
        """Verdadero si se escribió algo del acto."""
        return any(self[c].data for c in ("organo", "numero", "fecha", "gaceta"))


class FormularioAlinear(Formulario):
    """Con qué elemento de otro plan se une, y por qué."""

    destino = RadioField(_l("A qué contribuye"), validators=[InputRequired(_l("Elige un elemento."))])
    motivo = TextAreaField(_l("Por qué"), [DataRequired(_l("Di por qué.")), Length(max=500)])


class FormularioEstado(Formulario):
    """Otro estado del plan, con su porqué."""

    estado = RadioField(_l("Nuevo estado"), validate_choice=False)
    motivo = TextAreaField(_l("Por qué"), [DataRequired(_l("Di por qué cambia.")), Length(max=1000)])


class FormularioImportar(Formulario):
    """Un archivo o su texto pegado."""

    archivo: Any = FileField(_l("Archivo"))
    texto = TextAreaField(_l("O pega aquí la tabla"), [Optional()])

    def contenido(self) -> tuple[bytes | str, str]:
        """Lo enviado y el nombre del archivo; vacío si no vino nada."""
        archivo = self.archivo.data
        if archivo is not None and archivo.filename:
            return archivo.read(), re.sub(r"[^\w.\- ]", "", archivo.filename)[:120]
        return self.texto.data or "", ""


class FormularioConfirmar(Formulario):
    """Aplicar lo ensayado."""

    ficha = HiddenField()
    motivo = TextAreaField(_l("Por qué cambia el plan"), [Optional(), Length(max=1000)])


class FormularioUnidad(FormularioTraducido):
    """Una unidad de la municipalidad."""

    TRADUCIBLES = (CampoTraducible("nombre", _l("Nombre"), 160),)

    codigo = StringField(_l("Código"), [DataRequired(_FALTA), Length(max=40)])
    nombre = StringField(_l("Nombre"), [DataRequired(_FALTA), Length(max=160)])
    correo = StringField(_l("Correo"), [Optional(), Length(max=320)])


class FormularioVacio(Formulario):
    """Solo la ficha CSRF y, si hace falta, el porqué."""

    motivo = TextAreaField(_l("Por qué"), [Optional(), Length(max=1000)])
    paso = HiddenField()
