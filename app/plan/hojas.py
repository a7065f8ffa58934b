"""De lo que se sube a texto: un CSV en cualquiera de sus codificaciones o una hoja de cálculo XLSX.

La hoja se lee sin fiarse: se mide lo que ocupa abierta antes de abrirla, no se admiten entidades de XML, solo
se mira la primera hoja, y de cada fórmula se toma el último valor que su programa calculó.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from openpyxl import load_workbook

from app.lectura import ErrorFila, a_salvo, decodificar, llana
from app.lectura.numeros import sin_duda

MAXIMO_ABIERTA = 40 * 1024 * 1024
MAXIMO_PARTES = 500
MAXIMO_COLUMNAS = 100
MAXIMO_FILAS = 50_000
_TROZO = 256 * 1024


def a_texto(contenido: bytes | str, numericas: frozenset[str] = frozenset()) -> tuple[str, ErrorFila | None]:
    """El texto CSV de lo subido, o por qué no se puede leer.

    `numericas` son los encabezados (llanos) de las columnas con cantidades: ahí un número de la hoja se escribe
    sin que su punto pueda tomarse por separador de miles.
    """
    if isinstance(contenido, str):
        return contenido, None
    if contenido.startswith(b"PK\x03\x04"):
        return _de_hoja(contenido, numericas)
    if contenido.startswith(b"\xd0\xcf\x11\xe0"):
        return "", ErrorFila(None, "", "hoja_vieja", {})
    texto = decodificar(contenido)
    return (texto, None) if texto is not None else ("", ErrorFila(None, "", "no_es_texto", {}))


def _de_hoja(contenido: bytes, numericas: frozenset[str]) -> tuple[str, ErrorFila | None]:
    try:
        clave = _peligro(contenido)
        texto = "" if clave else _filas_como_csv(_filas(contenido), numericas)
    except Exception:  # un libro roto puede fallar en cualquier punto de la lectura
        clave, texto = "hoja_rota", ""
    return texto, ErrorFila(None, "", clave, {}) if clave else None


def _peligro(contenido: bytes) -> str:
    """`hoja_grande` o `hoja_rota` si no hay que abrirla; se cuenta lo que de verdad ocupa, no lo que dice."""
    total = 0
    with zipfile.ZipFile(io.BytesIO(contenido)) as libro:
        partes = libro.infolist()
        if len(partes) > MAXIMO_PARTES:
            return "hoja_grande"
        for parte in partes:
            cola = b""
            with libro.open(parte) as abierta:
                while trozo := abierta.read(_TROZO):
                    total += len(trozo)
                    if total > MAXIMO_ABIERTA:
                        return "hoja_grande"
                    if b"<!DOCTYPE" in cola + trozo or b"<!ENTITY" in cola + trozo:
                        return "hoja_rota"
                    cola = trozo[-9:]
    return ""


def _filas(contenido: bytes) -> Iterator[tuple[Any, ...]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        libro = load_workbook(io.BytesIO(contenido), read_only=True, data_only=True, keep_links=False)
        try:
            hoja = libro.worksheets[0]
            hoja.reset_dimensions()
            yield from islice(hoja.iter_rows(values_only=True, max_col=MAXIMO_COLUMNAS), MAXIMO_FILAS)
        finally:
            libro.close()


def _filas_como_csv(filas: Iterable[tuple[Any, ...]], numericas: frozenset[str]) -> str:
    salida = io.StringIO()
    escritor = csv.writer(salida, lineterminator="\n")
    cantidades: set[int] | None = None
    vacias = 0
    for fila in filas:
        if cantidades is None and any(fila):
            cantidades = {i for i, celda in enumerate(fila) if llana(str(celda or "")) in numericas}
        celdas = [_celda(v, i in (cantidades or ())) for i, v in enumerate(fila)]
        while celdas and not celdas[-1]:
            celdas.pop()
        if not celdas:
            vacias += 1
            continue
        for _vacia in range(vacias):
            escritor.writerow([])
        vacias = 0
        escritor.writerow(celdas)
    return salida.getvalue()


def _celda(valor: Any, cantidad: bool) -> str:
    """Una celda como texto; un booleano es sí o no, una fecha va ISO y un número con sus 15 cifras ciertas."""
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, dt.datetime):
        return valor.date().isoformat() if valor.time() == dt.time() else valor.isoformat(sep=" ")
    if isinstance(valor, int | float | Decimal):
        numero = Decimal(format(valor, ".15g"))
        return format(sin_duda(numero) if cantidad else numero, "f")
    return a_salvo(str(valor))
