"""Reglas puras del plan: códigos, forma de la tabla, lectura, comparación y orden del árbol."""

from app.plan.reglas.codigos import (
    RESERVADOS,
    clave_natural,
    codigo_valido,
    partes_de_peso,
)
from app.plan.reglas.diferencias import (
    CAMPOS,
    Cambio,
    Diferencia,
    como_estaban,
    comparar,
    en_documento,
    fundir,
    movidos,
)
from app.plan.reglas.filas import (
    ESTADOS,
    FilaPlan,
    ancestros,
    columna_de,
    escribir_tabla,
    ordenar_codigos,
    profundidad,
)
from app.plan.reglas.lectura import LARGO_TITULO, Contexto, Lectura, leer
from app.plan.reglas.plazos import Plazo, plazo
from app.plan.reglas.versiones import (
    ELEMENTOS,
    CambiosDeTabla,
    canonicas,
    comparar_versiones,
    cuantos_cambios,
    filas_publicadas,
    huella_de_tablas,
)

__all__ = [
    "CAMPOS",
    "ELEMENTOS",
    "ESTADOS",
    "LARGO_TITULO",
    "RESERVADOS",
    "Cambio",
    "CambiosDeTabla",
    "Contexto",
    "Diferencia",
    "FilaPlan",
    "Lectura",
    "Plazo",
    "ancestros",
    "canonicas",
    "clave_natural",
    "codigo_valido",
    "columna_de",
    "como_estaban",
    "comparar",
    "comparar_versiones",
    "cuantos_cambios",
    "en_documento",
    "escribir_tabla",
    "filas_publicadas",
    "fundir",
    "huella_de_tablas",
    "leer",
    "movidos",
    "ordenar_codigos",
    "partes_de_peso",
    "plazo",
    "profundidad",
]
