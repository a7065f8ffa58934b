"""Escrituras del padrón.

Para el mostrador: `acreditar_en_mostrador` (acreditación 3: en persona) y, en `consultas`,
`persona_por_documento(tipo, numero)`, `puntos()` y `punto(id)`. Para los umbrales: `consultas.total_de`.
"""

from app.padron.servicios.bajas import dar_de_baja, desvincular
from app.padron.servicios.cortes import crear_corte, mover_corte, tomar_cortes, tomar_si_toca
from app.padron.servicios.ediciones import (
    abrir_padron,
    aplicar,
    barrer,
    cerrar_padron,
    comparar_otra_vez,
    descartar,
)
from app.padron.servicios.importacion import importar
from app.padron.servicios.lote import Union, vincular_en_lote
from app.padron.servicios.objeciones import DeQuien, objetar, resolver_objecion
from app.padron.servicios.puntos import DatosPunto, cambiar_punto, crear_punto
from app.padron.servicios.vinculos import (
    Acreditada,
    acreditar_en_mostrador,
    comprobar_en_linea,
    gastar_intento,
    hallar_por_documento,
)

__all__ = [
    "Acreditada",
    "DatosPunto",
    "DeQuien",
    "Union",
    "abrir_padron",
    "acreditar_en_mostrador",
    "aplicar",
    "barrer",
    "cambiar_punto",
    "cerrar_padron",
    "comparar_otra_vez",
    "comprobar_en_linea",
    "crear_corte",
    "crear_punto",
    "dar_de_baja",
    "descartar",
    "desvincular",
    "gastar_intento",
    "hallar_por_documento",
    "importar",
    "mover_corte",
    "objetar",
    "resolver_objecion",
    "tomar_cortes",
    "tomar_si_toca",
    "vincular_en_lote",
]
