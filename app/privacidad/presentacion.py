"""Los datos propios, listos para leer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.nucleo import idiomas
from app.nucleo.plantillas import dinero, fecha, fecha_hora, numero
from app.padron.presentacion import PRUEBAS
from app.padron.reglas import Prueba
from app.privacidad.consultas import Bloque
from app.privacidad.palabras import ACREDITACION, CLAVES, DE_CLAVES, HECHOS, PALABRAS

A_LA_VISTA = 50
"""Filas de cada bloque que se muestran; en el archivo van todas."""
EN_TABLA = 5
"""Con más columnas que estas, cada fila se lee mejor como una ficha."""
_VARIAS_LINEAS = frozenset({"cuerpo", "texto", "respuesta", "resumen", "intereses", "motivo", "descripcion"})


@dataclass(frozen=True)
class Dato:
    """Un dato con su palabra; `largo` si se escribió en varias líneas; `codigo`, si lleva a una propuesta."""

    palabra: str
    valor: str
    largo: bool = False
    codigo: str = ""


@dataclass(frozen=True)
class Legible:
    """Un bloque de datos propios, para leer: como tabla si es corto, como fichas si no."""

    que: str
    columnas: list[str]
    filas: list[list[Dato]]
    total: int

    @property
    def en_tabla(self) -> bool:
        """Varias filas de pocas columnas se leen mejor juntas."""
        return len(self.filas) > 1 and len(self.columnas) <= EN_TABLA

    @property
    def resto(self) -> int:
        """Las filas que solo van en el archivo."""
        return self.total - len(self.filas)


def palabra(tabla: str, columna: str) -> str:
    """La palabra de una columna clasificada."""
    return str(PALABRAS.get(f"{tabla}.{columna}") or PALABRAS.get(columna) or columna.replace("_", " "))


def palabras(clave: str, columnas: tuple[str, ...]) -> str:
    """Las palabras de las columnas de una relación (`tabla.columna`), en una frase corta."""
    tabla = clave.partition(".")[0]
    return ", ".join(palabra(tabla, c) for c in columnas)


def legibles(bloques: list[Bloque]) -> list[Legible]:
    """Los bloques con palabras, y de cada uno las últimas filas; también los que están vacíos."""
    return [_legible(b) for b in bloques]


def _legible(bloque: Bloque) -> Legible:
    tabla = bloque.clave.partition(".")[0]
    vistas = bloque.filas[-A_LA_VISTA:][::-1]
    con_algo = [c for c in bloque.columnas if any(f[c] not in (None, "", []) for f in vistas)]
    filas = [[_dato(tabla, c, f[c]) for c in con_algo] for f in vistas]
    return Legible(str(bloque.que), [palabra(tabla, c) for c in con_algo], filas, len(bloque.filas))


def _dato(tabla: str, columna: str, valor: Any) -> Dato:
    lleva_a = str(valor) if columna == "propuesta_id" and valor else ""
    return Dato(palabra(tabla, columna), _valor(tabla, columna, valor), columna in _VARIAS_LINEAS, lleva_a)


def _valor(tabla: str, columna: str, valor: Any) -> str:
    if valor is None or valor in ("", []):
        return ""
    forma = _FORMAS.get(f"{tabla}.{columna}") or _FORMAS.get(columna)
    if forma is not None:
        return forma(valor)
    if columna in DE_CLAVES:
        return str(CLAVES.get(valor, valor))
    if isinstance(valor, dt.datetime):
        return fecha_hora(valor)
    return fecha(valor) if isinstance(valor, dt.date) else str(valor)


def _prueba(clave: str) -> str:
    return str(PRUEBAS[Prueba(clave)]) if clave in set(Prueba) else clave


def _en_grupos(codigo: Any) -> str:
    escrito = str(codigo)
    return "-".join(escrito[i : i + 4] for i in range(0, len(escrito), 4))


_FORMAS: Mapping[str, Callable[[Any], str]] = {
    "acreditacion": lambda v: str(ACREDITACION[v]),
    "apoyos": numero,
    "codigo": _en_grupos,
    "comentario_id": _en_grupos,
    "comentarios_votos.valor": lambda v: _("a favor") if v > 0 else _("en contra"),
    "contenido_id": _en_grupos,
    "costo_estimado": dinero,
    "hechos.clase": lambda v: str(HECHOS.get(v, v)),
    "idioma": lambda v: idiomas.NOMBRES.get(v, v),
    "peso": numero,
    "propuesta_id": _en_grupos,
    "pruebas": lambda v: ", ".join(_prueba(c) for c in v),
}
