"""Escrituras del plan: una función por intención."""

from app.plan.servicios.elementos import (
    borrar_elemento,
    cancelar_elemento,
    crear_elemento,
    editar_elemento,
    ordenar,
)
from app.plan.servicios.importar import confirmar_importacion, guardar_ensayo, importar, renovar_ensayo
from app.plan.servicios.planes import (
    DatosActo,
    DatosPlan,
    aprobar,
    cambiar_estado,
    crear_plan,
    editar_plan,
    estados_siguientes,
)
from app.plan.servicios.unidades import crear_unidad, importar_unidades

__all__ = [
    "DatosActo",
    "DatosPlan",
    "aprobar",
    "borrar_elemento",
    "cambiar_estado",
    "cancelar_elemento",
    "confirmar_importacion",
    "crear_elemento",
    "crear_plan",
    "crear_unidad",
    "editar_elemento",
    "editar_plan",
    "estados_siguientes",
    "guardar_ensayo",
    "importar",
    "importar_unidades",
    "ordenar",
    "renovar_ensayo",
]
