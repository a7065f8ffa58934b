"""La forma de la clasificación: qué relación hay entre una tabla y una persona, y qué se hace con ella."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _


class AlBorrar(StrEnum):
    """Qué pasa con las filas al borrar la cuenta."""

    BORRAR = "borrar"
    VACIAR = "vaciar"
    CONSERVAR = "conservar"


BORRAR, VACIAR, CONSERVAR = AlBorrar
RETIRADA = "Persona retirada"
"""El nombre público de quien borró su cuenta."""


@dataclass(frozen=True)
class Relacion:
    """Las filas de una tabla que son de una persona.

    `columna` la señala; si `del_contenido`, señala a un contenido del que es autora. `datos` son las columnas
    que van en la descarga; si no hay ninguna, `no_va` dice por qué. `vacias` es lo que queda en cada columna al
    borrar la cuenta. `ademas` son datos personales que no se descargan ni se vacían sueltos (se van con su fila
    o no dicen nada por sí mismos).
    """

    tabla: str
    columna: str
    que: Any
    hasta: Any
    al_borrar: AlBorrar
    datos: tuple[str, ...] = ()
    no_va: Any = ""
    vacias: Mapping[str, Any] = field(default_factory=dict)
    ademas: tuple[str, ...] = ()
    del_contenido: bool = False

    @property
    def clave(self) -> str:
        """`tabla.columna`: como se nombra en la descarga."""
        return f"{self.tabla}.{self.columna}"


CON_LA_CUENTA = _("Mientras exista tu cuenta")
PUBLICO = _("Es parte del debate público: queda, firmado como «Persona retirada»")
REGISTRO = _("Queda como registro público de quién decidió qué, sin datos con los que buscarte")
