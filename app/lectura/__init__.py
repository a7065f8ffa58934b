"""Leer tablas que trae la gente: de los bytes de un archivo a celdas con su fila y su columna.

Todo lo que se importa se lee aquí, y solo aquí se sabe de codificaciones, separadores, encabezados, fechas y
números. No conoce Flask, ni la base, ni ninguna área. La fila de un error es la que se ve en la hoja.
"""

from app.lectura.archivo import ArchivoInservible, ErrorFila, Registros, codificacion, decodificar
from app.lectura.celdas import (
    a_salvo,
    aseado,
    codigo_valido,
    fecha,
    limpia,
    llana,
    sin_resguardo,
)
from app.lectura.tabla import (
    MAXIMO_FILAS,
    Columnas,
    Fila,
    Tabla,
    columnas,
    en_idioma,
    encabezados_de,
    frase_de_forma,
    leer_tabla,
)

__all__ = [
    "MAXIMO_FILAS",
    "ArchivoInservible",
    "Columnas",
    "ErrorFila",
    "Fila",
    "Registros",
    "Tabla",
    "a_salvo",
    "aseado",
    "codificacion",
    "codigo_valido",
    "columnas",
    "decodificar",
    "en_idioma",
    "encabezados_de",
    "fecha",
    "frase_de_forma",
    "leer_tabla",
    "limpia",
    "llana",
    "sin_resguardo",
]
