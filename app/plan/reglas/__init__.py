"""Reglas puras del plan: códigos, forma de la tabla, lectura, comparación y orden del árbol."""

from app.plan.reglas.codigos import (
    RESERVADOS,
    clave_natural,
    codigo_valido,
    partes_de_peso,
)
from app.plan.reglas.diferencias import CAMPOS, Cambio, Diferencia, comparar, en_documento, fundir, movidos
from app.plan.reglas.filas import ESTADOS, FilaPlan, ancestros, escribir_tabla, ordenar_codigos, profundidad
from app.plan.reglas.lectura import LARGO_TITULO, Contexto, Lectura, leer
from app.plan.reglas.plazos import Plazo, plazo
from app.plan.reglas.tabla import ErrorFila, decodificar, limpia

__all__ = [
    "CAMPOS",
    "ESTADOS",
    "LARGO_TITULO",
    "RESERVADOS",
    "Cambio",
    "Contexto",
    "Diferencia",
    "ErrorFila",
    "FilaPlan",
    "Lectura",
    "Plazo",
    "ancestros",
    "clave_natural",
    "codigo_valido",
    "comparar",
    "decodificar",
    "en_documento",
    "escribir_tabla",
    "fundir",
    "leer",
    "limpia",
    "movidos",
    "ordenar_codigos",
    "partes_de_peso",
    "plazo",
    "profundidad",
]
