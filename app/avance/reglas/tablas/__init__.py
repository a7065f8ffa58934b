"""Las tablas largas de lo que se mide y se paga: leerlas, compararlas con lo que hay y volver a escribirlas."""

from app.avance.reglas.tablas.celdas import DUDOSO, Contexto, Valor
from app.avance.reglas.tablas.diferencias import Cambiada, Comparacion, cambios_de, comparar, nombre_de_llave
from app.avance.reglas.tablas.forma import (
    Campo,
    Fila,
    Forma,
    Lectura,
    Llave,
    campos_de_otros_idiomas,
    celda,
    leer,
    mostrable,
    normal,
)
from app.avance.reglas.tablas.formas import FORMAS

__all__ = [
    "DUDOSO",
    "FORMAS",
    "Cambiada",
    "Campo",
    "Comparacion",
    "Contexto",
    "Fila",
    "Forma",
    "Lectura",
    "Llave",
    "Valor",
    "cambios_de",
    "campos_de_otros_idiomas",
    "celda",
    "comparar",
    "leer",
    "mostrable",
    "nombre_de_llave",
    "normal",
]
