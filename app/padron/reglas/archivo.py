"""Lee el archivo de un padrón fila por fila, venga de donde venga. Un error dice fila, columna y motivo.

Nunca lleva lo que decía la celda: en un archivo con las columnas corridas podría ser el número de alguien.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TextIO

from app.padron.reglas.documentos import (
    NumeroInservible,
    normalizar_numero,
    normalizar_segundo,
    normalizar_tipo,
    sin_resguardo,
)

SEPARADORES = (";", ",", "\t", "|")
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


class ArchivoInservible(ValueError):
    """El archivo entero no se puede leer; `clave` dice por qué y `columna`, cuál falta o sobra."""

    def __init__(self, clave: str, columna: str = "", fila: int | None = None) -> None:
        super().__init__(clave)
        self.clave, self.columna, self.fila = clave, columna, fila


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
    """Qué columna es qué en este archivo, y con qué se separan."""

    separador: str
    columnas: Mapping[str, int]
    segundo: str
    ignoradas: tuple[str, ...]
    ancho: int


@dataclass(frozen=True)
class Contexto:
    """Con qué se comprueba cada fila: los códigos de lugares que existen y el año en curso."""

    territorios: Mapping[str, int]
    anio: int


def llana(texto: str) -> str:
    """Forma de comparar encabezados: sin tildes, mayúsculas, signos ni espacios de más."""
    texto = texto.replace("ñ", "ni").replace("Ñ", "ni") if texto.lower().startswith("año") else texto
    sin = "".join(c for c in unicodedata.normalize("NFKD", texto) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", sin.casefold().replace("_", " ")))


def leer_forma(encabezado: str, segundo: str | None) -> Forma:
    """Entiende la línea de encabezados. `segundo` es el nombre de la columna del segundo dato; vacío, sin él.

    Con None es la única columna que no es de las otras. Lanza `ArchivoInservible` si falta una obligatoria.
    """
    if "\x00" in encabezado:
        raise ArchivoInservible("binario")
    separador = max(SEPARADORES, key=encabezado.count)
    nombres = [n.strip() for n in next(csv.reader([encabezado], delimiter=separador), [])]
    columnas: dict[str, int] = {}
    sobran: list[tuple[int, str]] = []
    for lugar, nombre in enumerate(nombres):
        campo = _CAMPO_DE.get(llana(nombre))
        if segundo and llana(nombre) == llana(segundo):
            campo = "segundo"
        if campo is None:
            sobran.append((lugar, nombre))
        elif campo in columnas:
            raise ArchivoInservible("columna_repetida", nombre)
        else:
            columnas[campo] = lugar
    for campo in _ALIAS:
        if campo not in columnas:
            raise ArchivoInservible("falta_columna", campo)
    if segundo is None and len(sobran) == 1:
        columnas["segundo"], sobran = sobran[0][0], []
    elif (segundo or segundo is None) and "segundo" not in columnas:
        raise ArchivoInservible("falta_segundo", segundo or "")
    nombre = nombres[columnas["segundo"]] if "segundo" in columnas else ""
    return Forma(separador, columnas, nombre, tuple(n for _, n in sobran if n), len(nombres))


CELDA_MAXIMA = 64 * 1024
"""Una celda mayor es que faltan unas comillas; el módulo csv guarda un solo tope para todos los lectores."""


def filas(texto: TextIO, forma: Forma, contexto: Contexto, primera: int = 2) -> Iterator[Buena | Mala]:
    """Recorre las filas después del encabezado; `primera` es el número de la primera en la hoja.

    Las filas vacías se saltan. Lanza `ArchivoInservible` si el archivo se rompe (comillas sin cerrar).
    """
    csv.field_size_limit(CELDA_MAXIMA)
    lector = csv.reader(_sin_nulos(texto), delimiter=forma.separador)
    while True:
        try:
            celdas = next(lector, None)
        except csv.Error:
            raise ArchivoInservible("roto", fila=lector.line_num + primera - 1) from None
        if celdas is None:
            return
        if any(map(str.strip, celdas)):
            yield leer_fila(celdas, lector.line_num + primera - 1, forma, contexto)


def _sin_nulos(texto: TextIO) -> Iterator[str]:
    for linea in texto:
        yield linea.replace("\x00", "")


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
