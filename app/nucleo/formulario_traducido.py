"""Formularios con los mismos textos en los otros idiomas de la ciudad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional

from app.nucleo import idiomas, traducido
from app.nucleo.formularios import Formulario
from app.nucleo.traducido import Traducciones

_ENTRE = "__"


@dataclass(frozen=True)
class CampoTraducible:
    """Un texto que se traduce: su nombre, su rótulo, cuánto cabe y cuántas líneas ocupa (0: una sola)."""

    nombre: str
    rotulo: Any
    maximo: int
    lineas: int = 0


class FormularioTraducido(Formulario):
    """Añade, por cada texto de `TRADUCIBLES`, un campo por cada otro idioma: `titulo__pt`."""

    TRADUCIBLES: ClassVar[tuple[CampoTraducible, ...]] = ()

    def __init_subclass__(cls, **mas: Any) -> None:
        super().__init_subclass__(**mas)
        for c in cls.TRADUCIBLES:
            campo = TextAreaField if c.lineas else StringField
            for idioma in idiomas.NOMBRES:
                setattr(cls, c.nombre + _ENTRE + idioma, campo(c.rotulo, [Optional(), Length(max=c.maximo)]))

    def __init__(self, *argumentos: Any, traducciones: Traducciones | None = None, **mas: Any) -> None:
        puestos = {
            campo + _ENTRE + idioma: texto
            for idioma, textos in (traducciones or {}).items()
            for campo, texto in textos.items()
        }
        mas["data"] = {**puestos, **(mas.get("data") or {})}
        super().__init__(*argumentos, **mas)
        for c in self.TRADUCIBLES:
            for idioma in set(idiomas.NOMBRES) - set(traducido.otros()):
                del self[c.nombre + _ENTRE + idioma]

    def grupos(self) -> list[dict[str, Any]]:
        """Un grupo por idioma, con sus campos, para la plantilla."""
        return [
            {
                "idioma": idioma,
                "nombre": idiomas.NOMBRES[idioma],
                "campos": [(self[c.nombre + _ENTRE + idioma], c.lineas) for c in self.TRADUCIBLES],
            }
            for idioma in traducido.otros()
        ]

    def traducciones(self, previas: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, dict[str, str]]:
        """Lo escrito, sin vacíos; conserva de `previas` los idiomas y campos que este formulario no trae."""
        salida = {i: dict(textos) for i, textos in (previas or {}).items()}
        for idioma in traducido.otros():
            textos = salida.setdefault(idioma, {})
            for c in self.TRADUCIBLES:
                textos[c.nombre] = (self[c.nombre + _ENTRE + idioma].data or "").strip()
        limpias = {i: {c: t for c, t in textos.items() if t} for i, textos in salida.items()}
        return {i: textos for i, textos in limpias.items() if textos}
