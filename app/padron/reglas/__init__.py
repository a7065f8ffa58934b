"""Reglas puras del padrón: documentos y huellas, lectura del archivo, pruebas, celdas chicas y cercanía."""

from app.padron.reglas.archivo import (
    Buena,
    Contexto,
    Forma,
    Mala,
    Motivo,
    filas,
    leer_fila,
    leer_forma,
)
from app.padron.reglas.celdas import MINIMO, Publicable, publicables
from app.padron.reglas.cercania import Sitio, kilometros, por_cercania
from app.padron.reglas.documentos import (
    EN_LINEA,
    EN_PERSONA,
    TIPOS,
    NumeroInservible,
    coincide,
    comprobacion,
    huella,
    normalizar_numero,
    normalizar_segundo,
    normalizar_tipo,
    parece_documento,
)
from app.padron.reglas.pruebas import DE_FUNDAMENTO, DE_IDENTIDAD, FaltaDePrueba, Prueba, falta_de_pruebas

__all__ = [
    "DE_FUNDAMENTO",
    "DE_IDENTIDAD",
    "EN_LINEA",
    "EN_PERSONA",
    "MINIMO",
    "TIPOS",
    "Buena",
    "Contexto",
    "FaltaDePrueba",
    "Forma",
    "Mala",
    "Motivo",
    "NumeroInservible",
    "Prueba",
    "Publicable",
    "Sitio",
    "coincide",
    "comprobacion",
    "falta_de_pruebas",
    "filas",
    "huella",
    "kilometros",
    "leer_fila",
    "leer_forma",
    "normalizar_numero",
    "normalizar_segundo",
    "normalizar_tipo",
    "parece_documento",
    "por_cercania",
    "publicables",
]
