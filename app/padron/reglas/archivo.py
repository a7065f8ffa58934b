"""Lee el archivo de un padrón fila por fila, venga de donde venga. Un error dice fila, columna y motivo.

Nunca lleva lo que decía la celda: en un archivo con las columnas corridas podría ser el número de alguien.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from app.lectura import ArchivoInservible, columnas, llana
from app.padron.reglas.documentos import (
    NumeroInservible,
    normalizar_numero,
    normalizar_segundo,
    normalizar_tipo,
    sin_resguardo,
)

MAXIMO_FILA = 10_000
_ALIAS = {
    "tipo": ("tipo", "tipo documento", "tipo de documento", "tipo doc"),
    "numero": (
        "numero", "numero documento", "numero de documento", "documento", "nro documento", "nro",
        "cedula", "dni", "identificacion",
    ),
    "territorio": ("territorio", "codigo territorio", "barrio", "sector", "lugar", "circunscripcion"),
    "nacimiento": (
        "nacimiento", "anio nacimiento", "anio de nacimiento", "ano nacimiento", "ano de nacimiento",
        "fecha nacimiento", "fecha de nacimiento",
    ),
}  # fmt: skip
_CAMPO_DE = {alias: campo for campo, todos in _ALIAS.items() for alias in todos}
_CIFRA = re.compile(r"\d")
_ANIO = re.compile(r"(?:\D|^)(\d{4})(?:\D|$)")


class Motivo(StrEnum):
    """Por qué una fila no entra."""

    CORTA = "corta"
    TIPO = "tipo"
    VACIO = "vacio"
    LARGO = "largo"
    CIENTIFICA = "cientifica"
    TERRITORIO = "territorio"
    NACIMIENTO = "nacimiento"
    SEGUNDO = "segundo"
    REPETIDA = "repetida"


@dataclass(frozen=True)
class Mala:
    """Una fila que no entra: su número en la hoja (1 = encabezados), la columna y por qué."""

    fila: int
    columna: str
    motivo: Motivo
    otra: int | None = None
    """De una repetida, la fila en que estaba antes."""


@dataclass(frozen=True)
class Buena:
    """Una fila lista, ya normalizada. Vive lo que tarda en volverse huella."""

    fila: int
    tipo: str
    numero: str = field(repr=False)
    territorio_id: int
    nacimiento: int | None
    segundo: str = field(repr=False)


@dataclass(frozen=True)
class Forma:
    """Qué columna es qué en este archivo."""

    columnas: Mapping[str, int]
    segundo: str
    ignoradas: tuple[str, ...]


@dataclass(frozen=True)
class Contexto:
    """Con qué se comprueba cada fila: los códigos de lugares que existen y el año en curso."""

    territorios: Mapping[str, int]
    anio: int


def leer_forma(encabezados: Sequence[str], segundo: str | None) -> Forma:
    """Entiende los encabezados. `segundo` es el nombre de la columna del segundo dato; vacío, sin él.

    Con None es la única columna que no es de las otras. Lanza `ArchivoInservible` si falta una obligatoria.
    """

    def campo_de(nombre: str) -> str | None:
        return "segundo" if segundo and llana(nombre) == llana(segundo) else _CAMPO_DE.get(llana(nombre))

    halladas = columnas(encabezados, campo_de, {campo: campo for campo in _ALIAS})
    if halladas.errores:
        error = halladas.errores[0]
        raise ArchivoInservible(error.clave, error.columna, error.fila)
    lugares = {campo: lugar for lugar, campo in halladas.lugares.items()}
    sobran = [i for i, nombre in enumerate(encabezados) if i not in halladas.lugares and llana(nombre)]
    if segundo is None and len(sobran) == 1:
        lugares["segundo"] = sobran.pop()
    elif (segundo or segundo is None) and "segundo" not in lugares:
        raise ArchivoInservible("falta_segundo", segundo or "")
    nombre = encabezados[lugares["segundo"]].strip() if "segundo" in lugares else ""
    return Forma(lugares, nombre, tuple(encabezados[i].strip() for i in sobran))


def filas(
    registros: Iterable[tuple[int, list[str]]], forma: Forma, contexto: Contexto
) -> Iterator[Buena | Mala]:
    """Lee las filas una a una, sin guardar ninguna; cada una llega con su número en la hoja."""
    for numero, celdas in registros:
        yield leer_fila(celdas, numero, forma, contexto)


class _NoEntra(Exception):
    """Por qué no entra la fila que se está leyendo."""

    def __init__(self, columna: str, motivo: Motivo) -> None:
        super().__init__(motivo)
        self.columna, self.motivo = columna, motivo


def leer_fila(celdas: Sequence[str], fila: int, forma: Forma, contexto: Contexto) -> Buena | Mala:
    """Una fila buena, o por qué no lo es."""
    c = forma.columnas
    if len(celdas) < max(c.values()) + 1:
        return Mala(fila, "", Motivo.CORTA)
    if sum(map(len, celdas)) > MAXIMO_FILA:
        return Mala(fila, "", Motivo.LARGO)
    try:
        return _buena(celdas, fila, forma, contexto)
    except _NoEntra as error:
        return Mala(fila, error.columna, error.motivo)


def _buena(celdas: Sequence[str], fila: int, forma: Forma, contexto: Contexto) -> Buena:
    c = forma.columnas
    tipo = normalizar_tipo(celdas[c["tipo"]])
    if not tipo or _CIFRA.search(tipo):
        raise _NoEntra("tipo", Motivo.TIPO)
    try:
        numero = normalizar_numero(celdas[c["numero"]])
    except NumeroInservible as error:
        raise _NoEntra("numero", Motivo(error.motivo)) from None
    territorio_id = contexto.territorios.get(sin_resguardo(celdas[c["territorio"]]).casefold())
    if territorio_id is None:
        raise _NoEntra("territorio", Motivo.TERRITORIO)
    nacimiento = _anio(celdas[c["nacimiento"]], contexto.anio)
    if nacimiento == 0:
        raise _NoEntra("nacimiento", Motivo.NACIMIENTO)
    segundo = normalizar_segundo(celdas[c["segundo"]]) if "segundo" in c else ""
    if "segundo" in c and not segundo:
        raise _NoEntra(forma.segundo, Motivo.SEGUNDO)
    return Buena(fila, tipo, numero, territorio_id, nacimiento, segundo)


@lru_cache(maxsize=4096)
def _anio(celda: str, anio: int) -> int | None:
    """El año de una celda (un año o una fecha entera); None si está vacía, 0 si no sirve."""
    crudo = sin_resguardo(celda)
    if not crudo:
        return None
    hallado = _ANIO.search(crudo) if crudo.isascii() else None
    valor = int(hallado.group(1)) if hallado else 0
    return valor if anio - 125 <= valor <= anio else 0
