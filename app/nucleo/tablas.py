"""Descargas: las mismas filas como CSV, JSON u hoja de cálculo, con licencia y diccionario de columnas."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Response
from flask_babel import LazyString
from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from app.lectura import a_salvo
from app.nucleo.errores import NoEncontrado
from app.nucleo.texto import raiz_url

LICENCIA = {
    "codigo": "CC-BY-4.0",
    "nombre": "Creative Commons Atribución 4.0 Internacional",
    "url": "https://creativecommons.org/licenses/by/4.0/deed.es",
}
"""Con qué licencia se publica todo lo que se descarga."""

TIPOS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Formato → tipo de contenido."""

MAXIMO_CELDA = 32_767
"""Caracteres que caben en una celda de hoja de cálculo."""

Texto = str | LazyString
Valor = str | int | Decimal | bool | dt.date | None


@dataclass(frozen=True)
class Columna:
    """Una columna: `nombre` no cambia nunca ni se traduce; `titulo` y `explicacion` son para leer."""

    nombre: str
    titulo: Texto
    explicacion: Texto = ""


@dataclass(frozen=True)
class Tabla:
    """Lo que se descarga. `nombre` da nombre al archivo; `calculada_en`, cuándo se contó (None = no se sabe).

    Cada fila trae un valor por columna: texto, entero, Decimal, booleano, fecha, instante con zona o None.
    `acerca`: lo que vale para toda la tabla; va en el JSON y en la hoja de las columnas.
    """

    nombre: str
    columnas: tuple[Columna, ...]
    filas: Iterable[Sequence[object]]
    calculada_en: dt.datetime | None = None
    acerca: tuple[tuple[Columna, object], ...] = ()


def _valor(dato: object) -> Valor:
    """El dato en una de las pocas formas que se escriben; rechaza float, infinitos e instantes sin zona."""
    if isinstance(dato, dt.datetime):
        if dato.tzinfo is None:
            raise ValueError("Se esperaba un instante con zona horaria.")
        return dato.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(dato, Decimal) and not dato.is_finite():
        raise ValueError("Se esperaba un número finito.")
    if isinstance(dato, LazyString):
        return str(dato)
    if dato is None or isinstance(dato, str | int | Decimal | dt.date):
        return dato
    raise TypeError(f"No se descarga un dato de la clase {type(dato).__name__}.")


def _filas(tabla: Tabla) -> Iterator[list[Valor]]:
    for fila in tabla.filas:
        if len(fila) != len(tabla.columnas):
            raise ValueError(f"La fila trae {len(fila)} valores para {len(tabla.columnas)} columnas.")
        yield [_valor(dato) for dato in fila]


def _plano(valor: Valor) -> str:
    """Como se escribe en CSV, salvo el texto."""
    if isinstance(valor, bool):
        return "true" if valor else "false"
    if isinstance(valor, Decimal):
        return format(valor, "f")
    if isinstance(valor, dt.date):
        return valor.isoformat()
    return "" if valor is None else str(valor)


def a_csv(tabla: Tabla) -> Iterator[str]:
    """CSV por renglones: UTF-8 con marca, coma y CRLF; los encabezados son los nombres de columna."""
    renglon = io.StringIO()
    escritor = csv.writer(renglon, lineterminator="\r\n")

    def escrito(celdas: Iterable[str]) -> str:
        renglon.seek(0)
        renglon.truncate()
        escritor.writerow(celdas)
        return renglon.getvalue()

    yield "\ufeff" + escrito(c.nombre for c in tabla.columnas)
    for fila in _filas(tabla):
        yield escrito(a_salvo(v) if isinstance(v, str) else _plano(v) for v in fila)


def _literal(valor: Valor) -> str:
    """Como se escribe en JSON: los decimales, exactos; las fechas, ISO 8601."""
    if isinstance(valor, Decimal):
        return format(valor, "f")
    return json.dumps(valor.isoformat() if isinstance(valor, dt.date) else valor, ensure_ascii=False)


def a_json(tabla: Tabla) -> str:
    """Un objeto con la licencia, cuándo se calculó, el diccionario de columnas y las filas (una por objeto)."""
    return "".join(a_json_por_partes(tabla))


def a_json_por_partes(tabla: Tabla) -> Iterator[str]:
    """Lo mismo que `a_json`, de fila en fila: para lo que no cabe en la memoria."""
    nombres = [json.dumps(c.nombre) for c in tabla.columnas]
    cabeza = {
        "nombre": tabla.nombre,
        "licencia": LICENCIA,
        "calculada_en": _valor(tabla.calculada_en),
        **({"acerca": {c.nombre: _valor(dato) for c, dato in tabla.acerca}} if tabla.acerca else {}),
        "columnas": {
            c.nombre: {"titulo": str(c.titulo), "explicacion": str(c.explicacion)} for c in tabla.columnas
        },
    }
    yield json.dumps(cabeza, ensure_ascii=False, indent=1)[:-2] + ',\n "filas": [\n'
    coma = ""
    for fila in _filas(tabla):
        yield coma + "{" + ", ".join(f"{n}: {_literal(v)}" for n, v in zip(nombres, fila, strict=True)) + "}"
        coma = ",\n"
    yield "\n ]\n}\n"


def a_xlsx(tabla: Tabla) -> bytes:
    """Libro con los datos (encabezados legibles) y una segunda hoja con el diccionario y la licencia.

    El texto es siempre texto: lo que parece fórmula se muestra y no se calcula.
    """
    filas = list(_filas(tabla))
    libro = Workbook(write_only=True)
    libro.properties.creator = "Rumbo Común"
    datos = libro.create_sheet(_("Tabla"))
    datos.freeze_panes = "A2"
    datos.append([_celda(datos, str(c.titulo), negrita=True) for c in tabla.columnas])
    for fila in filas:
        datos.append([_celda(datos, v) for v in fila])
    diccionario = libro.create_sheet(_("Columnas"))
    titulos = (_("Columna"), _("Nombre"), _("Qué dice"))
    diccionario.append([_celda(diccionario, t, negrita=True) for t in titulos])
    for c in tabla.columnas:
        diccionario.append([_celda(diccionario, v) for v in (str(c.titulo), c.nombre, str(c.explicacion))])
    for pie in (
        *((str(c.titulo), c.nombre, _plano(_valor(dato))) for c, dato in tabla.acerca),
        (_("Licencia"), LICENCIA["codigo"], LICENCIA["url"]),
        (_("Calculada el"), _valor(tabla.calculada_en), None),
    ):
        diccionario.append([_celda(diccionario, v) for v in pie])
    salida = io.BytesIO()
    libro.save(salida)
    return salida.getvalue()


def _celda(hoja: Any, valor: Valor, *, negrita: bool = False) -> Any:
    if not isinstance(valor, str):
        return WriteOnlyCell(hoja, valor)
    celda = WriteOnlyCell(hoja)
    celda.value = ILLEGAL_CHARACTERS_RE.sub("", valor)[:MAXIMO_CELDA]
    celda.data_type = "s"
    if a_salvo(valor) != valor:
        celda.quotePrefix = True
    if negrita:
        celda.font = Font(bold=True)
    return celda


_ESCRIBEN: dict[str, Callable[[Tabla], str | bytes]] = {
    "csv": lambda tabla: "".join(a_csv(tabla)),
    "json": a_json,
    "xlsx": a_xlsx,
}


def respuesta(tabla: Tabla, formato: str) -> Response:
    """La descarga lista para enviar; un formato que no existe es una página que no existe.

    Se escribe entera antes de responder: un error a la mitad no deja un archivo cortado que parece completo.
    """
    if formato not in _ESCRIBEN:
        raise NoEncontrado()
    return enviar(_ESCRIBEN[formato](tabla), TIPOS[formato], tabla.nombre, formato)


def enviar(cuerpo: str | bytes | Iterator[bytes], tipo: str, nombre: str, formato: str) -> Response:
    """Un archivo para guardar, con su licencia; `cuerpo` puede llegar por partes."""
    salida = Response(cuerpo, content_type=tipo)
    salida.headers["Content-Disposition"] = f'attachment; filename="{raiz_url(nombre) or "datos"}.{formato}"'
    salida.headers["Link"] = f'<{LICENCIA["url"]}>; rel="license"'
    return salida
