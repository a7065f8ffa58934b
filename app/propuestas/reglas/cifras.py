"""Las cifras, en puro: en qué cruces cuenta una propuesta según las claves con que está en el índice.

Se calculan solo desde el índice: lo que una propuesta sumaba se sabe leyendo sus filas antes de rehacerlas.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from app.propuestas.reglas.indice import APARTE, Clase

TODAS = -1
"""En las cifras, el elemento bajo el que cada propuesta está una sola vez."""

SIN_ESTADO = 0
"""Lo traído de otra plataforma sin umbral: ni junta apoyos ni espera respuesta."""

CLASES = tuple(int(c) for c in (Clase.ESTADO, Clase.ELEMENTO, Clase.PROCESO, Clase.LUGAR))
CLASES_QUE_CUENTAN = (*CLASES, *(c + APARTE for c in CLASES))
"""Las filas del índice de las que salen las cifras."""

ClaveCifra = tuple[int, int, int, int, int]
"""(elemento, territorio propio, mes, estado, proceso)."""


def mes_de(momento: dt.datetime, zona: ZoneInfo) -> int:
    """El mes de un instante en la hora de la ciudad, como un solo número: año × 12 + mes - 1."""
    local = momento.astimezone(zona)
    return local.year * 12 + local.month - 1


def anio_y_mes(mes: int) -> tuple[int, int]:
    """Lo contrario: (2026, 11)."""
    anio, resto = divmod(mes, 12)
    return anio, resto + 1


def empieza(mes: int, zona: ZoneInfo) -> dt.datetime:
    """El primer instante de un mes en la hora de la ciudad, en UTC."""
    anio, numero = anio_y_mes(mes)
    return dt.datetime(anio, numero, 1, tzinfo=zona).astimezone(dt.UTC)


def suma_en(claves: Iterable[tuple[int, int]], mes: int) -> frozenset[ClaveCifra]:
    """Los cruces en que cuenta una propuesta con esas claves: uno por cada elemento y uno bajo `TODAS`.

    Sin su lugar en el índice no cuenta en ninguno: así lo indexado antes de que hubiera cifras se suma entero
    cuando se rehace.
    """
    por_clase: dict[int, list[int]] = {}
    for clase, valor in claves:
        por_clase.setdefault(clase % APARTE, []).append(valor)
    lugares = por_clase.get(int(Clase.LUGAR))
    if not lugares:
        return frozenset()
    estado = por_clase.get(int(Clase.ESTADO), [SIN_ESTADO])[0]
    proceso = por_clase[int(Clase.PROCESO)][0]
    elementos = [TODAS, *por_clase.get(int(Clase.ELEMENTO), ())]
    return frozenset((elemento, lugares[0], mes, estado, proceso) for elemento in elementos)


def cambios(antes: Mapping[ClaveCifra, int], despues: Mapping[ClaveCifra, int]) -> dict[ClaveCifra, int]:
    """Cuánto cambia cada cruce: menos lo que sumaba, más lo que suma; lo que queda igual no está."""
    total = {clave: despues.get(clave, 0) - antes.get(clave, 0) for clave in antes.keys() | despues.keys()}
    return {clave: n for clave, n in total.items() if n}


def al_cruzar(antes: Mapping[ClaveCifra, int], de: int, a: int) -> dict[ClaveCifra, int]:
    """Lo que suma lo mismo cuando pasa de un estado a otro."""
    return {(e, t, mes, a if s == de else s, p): n for (e, t, mes, s, p), n in antes.items()}
