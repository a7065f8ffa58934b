"""Sobre qué se comenta: cada área de arriba registra su clase de contenido y dice si está abierto.

La conversación se pone en la página de esas cosas con el panel «conversacion».
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app

from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Identidad
from app.procesos.permisos import Requisitos

_EXTENSION = "rumbo_comentables"


@dataclass(frozen=True)
class Cuentas:
    """Cuánto se habla de una cosa; las posiciones cuentan las raíces. `version` cambia con su página."""

    comentarios: int = 0
    raices: int = 0
    a_favor: int = 0
    en_contra: int = 0
    preguntas: int = 0
    aportes: int = 0
    ultimo_en: dt.datetime | None = None
    version: int = 0


@dataclass(frozen=True)
class Cosa:
    """Un contenido del que se habla: su id, su código, su clase y cuánto se habla de él."""

    id: int
    codigo: str
    clase: str
    cuentas: Cuentas = field(default_factory=Cuentas)


@dataclass(frozen=True)
class Comentable:
    """Lo que la conversación sabe de la cosa de la que se habla.

    `requisitos`: las fases y lo que se pide para comentar; None si no depende de un proceso. `cerrado`: por qué
    no recibe comentarios aunque la fase esté abierta; vacío, los recibe. `puede_volver`: lo cerrado puede
    abrirse otra vez. `visible`: si no, su conversación no se lista y la página dice el `motivo`.
    """

    titulo: str
    direccion: Callable[[], str]
    requisitos: Requisitos | None = None
    visible: bool = True
    motivo: str = ""
    cerrado: str = ""
    puede_volver: bool = False
    autora_id: int | None = None
    proceso_id: int | None = None
    territorio_id: int | None = None

    @property
    def url(self) -> str:
        """Su página; se arma al pedirla, porque quien escribe desde una orden no tiene direcciones."""
        return self.direccion()


Funcion = Callable[[Cosa, Identidad], Comentable | None]


def registrar(app: Flask, clase: str, funcion: Funcion) -> None:
    """Abre la conversación a una clase de contenido; `funcion` da None si la cosa no existe para la persona."""
    app.extensions.setdefault(_EXTENSION, {})[clase] = funcion


def de(cosa: Cosa, quien: Identidad) -> Comentable:
    """Lo que se sabe de un contenido para `quien`. Lanza `NoEncontrado` si no se comenta o es privado."""
    funcion: Funcion | None = current_app.extensions.get(_EXTENSION, {}).get(cosa.clase)
    hallado = funcion(cosa, quien) if funcion is not None else None
    if hallado is None:
        raise NoEncontrado()
    return hallado
