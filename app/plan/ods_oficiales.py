"""Los textos oficiales de los ODS que la ciudad trajo: se ven bajo las frases propias, que no cambian."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from flask import current_app

from app.lectura import ErrorFila, leer_tabla, llana
from app.nucleo.traducido import Texto, en, propio
from app.plan import ods
from app.plan.errores import ArchivoConErrores

Textos = Mapping[str, Mapping[str, str]]
"""Código → idioma → texto."""
LARGO = 1000
_MAXIMO = 1000


def _archivo() -> Path:
    return Path(current_app.config["DATOS"]) / "ods_oficiales.csv"


def leer(contenido: bytes) -> dict[str, dict[str, str]]:
    """Una tabla con la columna `codigo` y una por idioma (`es`, `pt`…); `ArchivoConErrores` si algo no vale."""
    tabla = leer_tabla(contenido, lambda c: llana(c) or None, {"codigo": "codigo"}, _MAXIMO)
    if len(tabla.campos) < 2 or tabla.errores:
        faltan = (ErrorFila(1, "codigo", "falta_columna", {"columna": "codigo, es"}),)
        raise ArchivoConErrores(tabla.errores or faltan)
    textos: dict[str, dict[str, str]] = {}
    errores: list[ErrorFila] = []
    for cruda in tabla.filas:
        numero, fila = cruda.numero, {c: " ".join(v.split()) for c, v in cruda.celdas.items()}
        codigo = fila.pop("codigo")
        if codigo not in ods.codigos():
            errores.append(ErrorFila(numero, "codigo", "ods_desconocido", {"valor": codigo}))
        elif codigo in textos:
            errores.append(ErrorFila(numero, "codigo", "unidad_repetida", {"valor": codigo}))
        errores += [
            ErrorFila(numero, idioma, "largo", {"hay": str(len(t)), "maximo": str(LARGO)})
            for idioma, t in fila.items()
            if len(t) > LARGO
        ]
        textos[codigo] = {idioma: t for idioma, t in fila.items() if t}
    if errores:
        raise ArchivoConErrores(errores)
    return textos


def guardar(textos: Textos) -> None:
    """Los deja en la carpeta de datos en lugar de los que hubiera, enteros o nada."""
    idiomas = sorted({i for t in textos.values() for i in t})
    salida = io.StringIO()
    escritor = csv.writer(salida, lineterminator="\n")
    escritor.writerow(["codigo", *idiomas])
    escritor.writerows([codigo, *(t.get(i, "") for i in idiomas)] for codigo, t in textos.items())
    nuevo = _archivo().with_suffix(".nuevo")
    nuevo.write_text(salida.getvalue(), encoding="utf-8")
    nuevo.replace(_archivo())


@lru_cache(maxsize=2)
def _guardados(archivo: Path, _cuando: int) -> Textos:
    return leer(archivo.read_bytes())


def oficial(codigo: str, idioma: str) -> Texto:
    """El texto oficial de un objetivo o meta, en el idioma pedido o en el de la ciudad; vacío si no hay."""
    archivo = _archivo()
    try:
        textos = _guardados(archivo, archivo.stat().st_mtime_ns).get(codigo, {})
    except FileNotFoundError:
        return Texto("")
    return en(idioma, {i: {"texto": t} for i, t in textos.items()}, "texto", textos.get(propio(), ""))
