"""Escrituras del plan: una función por intención."""

from app.plan.servicios.alineaciones import alinear, desalinear
from app.plan.servicios.elementos import (
    borrar_elemento,
    crear_elemento,
    editar_elemento,
    ordenar,
)
from app.plan.servicios.importar import (
    aplicar_elementos,
    aplicar_ensayos,
    comprobar,
    confirmar_importacion,
    guardar_ensayo,
    importar,
    renovar_ensayo,
)
from app.plan.servicios.planes import (
    DOCUMENTO_DE_ACTO,
    DatosActo,
    DatosPlan,
    cambiar_estado,
    crear_plan,
    editar_plan,
    estados_siguientes,
    exigir_vivo,
)
from app.plan.servicios.unidades import crear_unidad, importar_unidades
from app.plan.servicios.versiones import PUBLICAN, aprobar, publicar_version

__all__ = [
    "DOCUMENTO_DE_ACTO",
    "PUBLICAN",
    "DatosActo",
    "DatosPlan",
    "alinear",
    "aplicar_elementos",
    "aplicar_ensayos",
    "aprobar",
    "borrar_elemento",
    "cambiar_estado",
    "comprobar",
    "confirmar_importacion",
    "crear_elemento",
    "crear_plan",
    "crear_unidad",
    "desalinear",
    "editar_elemento",
    "editar_plan",
    "estados_siguientes",
    "exigir_vivo",
    "guardar_ensayo",
    "importar",
    "importar_unidades",
    "ordenar",
    "publicar_version",
    "renovar_ensayo",
]
