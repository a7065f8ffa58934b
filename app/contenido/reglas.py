"""Reglas puras del ancla: el código corto y los pasos del hilo."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

ALFABETO = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letras y cifras del código corto: sin 0/O, 1/I/L, que en papel se confunden."""

LARGO = 8

EstadoPaso = Literal["hecho", "ahora", "luego", "cortado"]


def nuevo_codigo(elegir: Callable[[str], str]) -> str:
    """Un código de 8 caracteres; `elegir` toma uno de un texto (azar criptográfico en el servicio)."""
    return "".join(elegir(ALFABETO) for _ in range(LARGO))


def normalizar_codigo(texto: str) -> str | None:
    """Lo que alguien tecleó, como código: sin guiones ni espacios y en mayúsculas; None si no puede serlo."""
    limpio = re.sub(r"[\s\-–—.]", "", texto.upper())
    return limpio if len(limpio) == LARGO and all(c in ALFABETO for c in limpio) else None


def mostrar_codigo(codigo: str) -> str:
    """`KX7M2RVA` → `KX7M-2RVA`, más fácil de leer y dictar."""
    return f"{codigo[:4]}-{codigo[4:]}"


@dataclass(frozen=True)
class Paso:
    """Un nudo del hilo. `clave` es uno de los pasos de la ciudad; `detalles`, líneas para leer."""

    clave: str
    titulo: str
    estado: EstadoPaso
    cuando: dt.datetime | None = None
    quien: str = ""
    detalles: tuple[str, ...] = ()
    vencido: bool = False
