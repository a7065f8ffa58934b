"""Lecturas del plan."""

from app.plan.consultas.elementos import (
    alineados,
    arbol,
    buscar,
    direccion_de,
    ejes_de,
    exportar_csv,
    filas_de,
    opciones,
    resumenes,
)
from app.plan.consultas.ensayo import Ensayo, ensayar
from app.plan.consultas.fichas import (
    ESTADOS_PUBLICOS,
    ActoDado,
    Arbol,
    FichaPlan,
    Nodo,
    NombreUnidad,
    Resumen,
)
from app.plan.consultas.hilo import HechoDelPlan, hechos_de_elemento, hechos_de_plan
from app.plan.consultas.planes import (
    hubo_estado_publico,
    importacion,
    plan_vigente,
    planes,
    por_clave,
    puede_ver_borradores,
    traducciones_de,
    unidades,
)

__all__ = [
    "ESTADOS_PUBLICOS",
    "ActoDado",
    "Arbol",
    "Ensayo",
    "FichaPlan",
    "HechoDelPlan",
    "Nodo",
    "NombreUnidad",
    "Resumen",
    "alineados",
    "arbol",
    "buscar",
    "direccion_de",
    "ejes_de",
    "ensayar",
    "exportar_csv",
    "filas_de",
    "hechos_de_elemento",
    "hechos_de_plan",
    "hubo_estado_publico",
    "importacion",
    "opciones",
    "plan_vigente",
    "planes",
    "por_clave",
    "puede_ver_borradores",
    "resumenes",
    "traducciones_de",
    "unidades",
]
