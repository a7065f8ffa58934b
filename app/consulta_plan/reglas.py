"""Reglas puras de la consulta de un plan: cuándo está abierta, qué orden vale y cómo se suman los puestos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

PUESTOS_MAXIMO = 10


class Momento(StrEnum):
    """En qué momento está la consulta, solo por sus fechas."""

    ANTES = "antes"
    ABIERTA = "abierta"
    CERRADA = "cerrada"


class Defecto(StrEnum):
    """Por qué un orden de prioridades no vale."""

    VACIO = "vacio"
    REPETIDO = "repetido"
    AJENO = "ajeno"
    DEMASIADOS = "demasiados"


@dataclass(frozen=True)
class Recuento:
    """Lo que suma un elemento: sus puntos y cuántas personas lo pusieron en algún puesto."""

    elemento_id: int
    puntos: int
    personas: int


def momento(abre: dt.datetime, cierra: dt.datetime, ahora: dt.datetime) -> Momento:
    """Antes, abierta en `[abre, cierra)`, o cerrada."""
    if ahora < abre:
        return Momento.ANTES
    return Momento.ABIERTA if ahora < cierra else Momento.CERRADA


def defecto_de(elegidos: Sequence[int], elegibles: Collection[int], puestos: int) -> Defecto | None:
    """La primera razón por la que un orden no vale; None si vale. Pueden quedar puestos vacíos."""
    if not elegidos:
        return Defecto.VACIO
    if len(elegidos) > puestos:
        return Defecto.DEMASIADOS
    if len(set(elegidos)) != len(elegidos):
        return Defecto.REPETIDO
    return None if set(elegidos) <= set(elegibles) else Defecto.AJENO


def mover(elegidos: Sequence[int], lugar: int, paso: int) -> list[int]:
    """El orden con un elemento un puesto más arriba (-1) o más abajo (+1); fuera de los bordes, igual."""
    salida = list(elegidos)
    otro = lugar + paso
    if 0 <= lugar < len(salida) and 0 <= otro < len(salida):
        salida[lugar], salida[otro] = salida[otro], salida[lugar]
    return salida


def puntos_de(puesto: Any, puestos: int) -> Any:
    """Lo que vale un puesto, desde 1: puestos + 1 - puesto (Borda, 1784, leído en 1770).

    `puesto` es un número o una columna: la base suma con esta misma cuenta.
    """
    return puestos + 1 - puesto


def clasificar(recuentos: Mapping[int, Recuento], orden_del_plan: Sequence[int]) -> list[tuple[int, Recuento]]:
    """(lugar, recuento) de más a menos puntos y, a igual puntos, personas; los iguales comparten lugar.

    Dentro de un mismo lugar van en el orden del plan; lo que nadie eligió va al final, con cero.
    """
    filas = [recuentos.get(i, Recuento(i, 0, 0)) for i in orden_del_plan]
    filas.sort(key=lambda r: (-r.puntos, -r.personas))
    salida: list[tuple[int, Recuento]] = []
    for n, r in enumerate(filas, start=1):
        igual = salida and (salida[-1][1].puntos, salida[-1][1].personas) == (r.puntos, r.personas)
        salida.append((salida[-1][0] if igual else n, r))
    return salida
