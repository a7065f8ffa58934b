"""De los bytes de un CSV a sus registros: codificación, separador, comillas y número de fila."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TextIO

SEPARADORES = ",;\t|"
CELDA_MAXIMA = 64 * 1024
"""Una celda mayor es que faltan unas comillas; el módulo csv guarda un solo tope para todos los lectores."""
_RENGLON = 1 << 20
_BINARIOS = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class ErrorFila:
    """Un error con su lugar. `fila` es la de la hoja de cálculo (1 = encabezados; None = todo el archivo).

    `clave` dice cuál es; `datos`, lo que su frase necesita. La frase la ponen las páginas, en cada idioma.
    """

    fila: int | None
    columna: str
    clave: str
    datos: Mapping[str, str]


class ArchivoInservible(ValueError):
    """El archivo entero no se puede leer. `error` dice por qué, con su fila y su columna si las tiene."""

    def __init__(self, clave: str, columna: str = "", fila: int | None = None, **datos: str) -> None:
        super().__init__(clave)
        self.error = ErrorFila(fila, columna, clave, datos)


def codificacion(trozos: Iterable[bytes]) -> str | None:
    """En qué está escrito: UTF-8 (con marca o sin ella), UTF-16 con marca o la de Windows; None si es binario.

    Recorre todos los trozos una vez y no guarda ninguno.
    """
    nombre, binario = "", False
    decodificador: codecs.IncrementalDecoder = codecs.getincrementaldecoder("utf-8")()
    for trozo in chain(trozos, (b"",)):
        if not nombre:
            nombre = "utf-16" if trozo.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
            decodificador = codecs.getincrementaldecoder(nombre)()
            binario = trozo.startswith(_BINARIOS)
        binario = binario or (nombre != "utf-16" and b"\0" in trozo)
        if nombre == "cp1252" or binario:
            continue
        try:
            decodificador.decode(trozo, final=not trozo)
        except UnicodeDecodeError:
            nombre, binario = "cp1252", nombre == "utf-16"
    return None if binario else nombre


def decodificar(contenido: bytes) -> str | None:
    """El texto entero, sin marca; None si es binario."""
    nombre = codificacion([contenido])
    return None if nombre is None else contenido.decode(nombre, errors="replace")


class Registros:
    """Un CSV que se recorre una vez, sin cargarlo: sus encabezados y las filas que tienen algo escrito.

    Cada fila va con su número en la hoja: una celda con saltos de línea es de una sola fila, y la línea `sep=;`
    que escribe Excel no se ve. `texto` es un texto o un archivo abierto con `newline=None`.

    Lanza `ArchivoInservible` si no trae nada, si sus comillas no cierran o si pasa de `maximo` filas.
    """

    def __init__(self, texto: TextIO | str, maximo: int | None = None) -> None:
        csv.field_size_limit(CELDA_MAXIMA)
        renglones = io.StringIO(texto, newline=None) if isinstance(texto, str) else texto
        cabeza, self.separador, antes = _cabeza(renglones)
        self._lector = csv.reader(chain(io.StringIO(cabeza), renglones), delimiter=self.separador, strict=True)
        self._filas = self._numeradas(antes + 1, maximo)
        self.fila, self.encabezados = next(self._filas, (0, []))
        if not self.fila:
            raise ArchivoInservible("vacio")

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self._filas

    def _numeradas(self, primera: int, maximo: int | None) -> Iterator[tuple[int, list[str]]]:
        numero = primera - 1
        try:
            for numero, celdas in enumerate(self._lector, start=primera):
                if maximo is not None and numero > maximo + primera:
                    raise ArchivoInservible("demasiadas_filas", maximo=str(maximo))
                if any(map(str.strip, celdas)):
                    yield numero, celdas
        except csv.Error:
            raise ArchivoInservible("comillas", fila=numero + 1) from None


def _cabeza(renglones: TextIO) -> tuple[str, str, int]:
    """Los renglones de los encabezados, con qué se separan y cuántas filas vacías había antes."""
    vacias, dicho = 0, ""
    while renglon := renglones.readline(_RENGLON):
        renglon = renglon.removeprefix("\ufeff")
        if not dicho and re.fullmatch(rf"(?i)sep=[{SEPARADORES}]\s*", renglon):
            dicho = renglon[4]
        elif renglon.strip(f" \n{SEPARADORES}"):
            break
        else:
            vacias += 1
    while renglon.count('"') % 2 and len(renglon) < _RENGLON and (otro := renglones.readline(_RENGLON)):
        renglon += otro
    fuera = re.sub(r'"[^"]*("|$)', "", renglon)
    return renglon, dicho or max(SEPARADORES, key=fuera.count), vacias
