"""La lista de unidades de la municipalidad: `codigo, nombre, correo`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.lectura import ErrorFila, leer_tabla, llana
from app.plan.reglas.codigos import codigo_valido

_COLUMNAS = {"codigo": "Código", "nombre": "Nombre", "correo": "Correo"}
_CORREO = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class FilaUnidad:
    """Una unidad; `correo` vacío si no tiene."""

    codigo: str
    nombre: str
    correo: str = ""


def leer_unidades(contenido: bytes | str) -> tuple[list[FilaUnidad], list[ErrorFila]]:
    """Lee el CSV de unidades. Con un solo error no se aplica nada."""
    exigidas = {c: _COLUMNAS[c] for c in ("codigo", "nombre")}
    tabla = leer_tabla(contenido, lambda c: llana(c) if llana(c) in _COLUMNAS else None, exigidas)
    filas: dict[str, FilaUnidad] = {}
    errores = list(tabla.errores)
    for cruda in tabla.filas:
        numero, celdas = cruda.numero, cruda.celdas
        fila = FilaUnidad(celdas["codigo"], celdas["nombre"], celdas.get("correo", "").lower())
        mal = _revisar(fila, filas)
        if mal:
            errores.append(ErrorFila(numero, _COLUMNAS[mal[0]], mal[1], {"valor": mal[2], "maximo": "160"}))
        else:
            filas[fila.codigo] = fila
    return list(filas.values()), errores


def _revisar(fila: FilaUnidad, leidas: Sequence[str] | dict[str, FilaUnidad]) -> tuple[str, str, str] | None:
    if not fila.codigo:
        return "codigo", "sin_codigo", ""
    if not codigo_valido(fila.codigo):
        return "codigo", "codigo_invalido", fila.codigo
    if fila.codigo in leidas:
        return "codigo", "unidad_repetida", fila.codigo
    if not fila.nombre or len(fila.nombre) > 160:
        return "nombre", "nombre_de_unidad", fila.nombre
    if fila.correo and not _CORREO.fullmatch(fila.correo):
        return "correo", "correo", fila.correo
    return None
