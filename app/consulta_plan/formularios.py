"""Formularios de la consulta de un plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.consulta_plan.reglas import PUESTOS_MAXIMO
from app.nucleo.formulario_traducido import CampoTraducible, FormularioTraducido
from app.nucleo.formularios import Formulario

_FORMAS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
TODO_EL_PLAN = "todo"
_PREGUNTA, _DEVOLUCION = 1000, 20_000
"""Cuánto cabe en cada texto."""


class FormularioConsulta(FormularioTraducido):
    """Abrir una consulta o cambiarla, en la hora de la ciudad."""

    TRADUCIBLES = (CampoTraducible("pregunta", _l("Qué se pregunta"), _PREGUNTA, 3),)

    pregunta = TextAreaField(
        _l("Qué se pregunta"), validators=[DataRequired(_l("Escribe qué se pregunta.")), Length(max=_PREGUNTA)]
    )
    abre = DateTimeLocalField(
        _l("Abre"), format=_FORMAS, validators=[DataRequired(_l("Di cuándo abre: día y hora."))]
    )
    cierra = DateTimeLocalField(
        _l("Cierra"), format=_FORMAS, validators=[DataRequired(_l("Di cuándo cierra: día y hora."))]
    )
    nivel = SelectField(_l("Qué se prioriza"), validators=[InputRequired(_l("Elige una de la lista."))])
    puestos = IntegerField(
        _l("Cuántos puede elegir cada persona"),
        validators=[
            InputRequired(_l("Escribe un número entero.")),
            NumberRange(1, PUESTOS_MAXIMO, _l("De %(min)s a %(max)s.")),
        ],
    )
    acreditacion = SelectField(
        _l("Quién participa"), coerce=int, validators=[InputRequired(_l("Elige una de la lista."))]
    )
    motivo = TextAreaField(_l("Por qué cambia"), validators=[Optional(), Length(max=500)])

    def con_opciones(
        self, niveles: Sequence[tuple[str, Any]], quienes: Mapping[int, str]
    ) -> FormularioConsulta:
        """El mismo formulario, con lo que se puede elegir."""
        self.nivel.choices = [
            SelectChoice(TODO_EL_PLAN, _l("Todo el plan")),
            *(SelectChoice(*n) for n in niveles),
        ]
        self.acreditacion.choices = [SelectChoice(n, texto) for n, texto in quienes.items()]
        return self

    def nivel_elegido(self) -> int | None:
        """El nivel; None si es todo el plan."""
        valor = self.nivel.data
        return None if valor == TODO_EL_PLAN or not valor else int(valor)


class FormularioDevolucion(FormularioTraducido):
    """Qué se hizo con lo dicho."""

    TRADUCIBLES = (CampoTraducible("devolucion", _l("Qué se tomó, qué no y por qué"), _DEVOLUCION, 12),)

    devolucion = TextAreaField(
        _l("Qué se tomó, qué no y por qué"),
        validators=[DataRequired(_l("Escribe qué se tomó, qué no y por qué.")), Length(max=_DEVOLUCION)],
    )


class Vacio(Formulario):
    """Solo la ficha CSRF."""
