"""Lo que cambia el territorio: importaciones, todo o nada, con ensayo. Solo las llaman las órdenes."""

from app.territorio.servicios.lugares import (
    Cambio,
    Informe,
    Propiedades,
    importar_geojson,
    importar_territorios,
)
from app.territorio.servicios.niveles import traducir_niveles
from app.territorio.servicios.poblacion import InformePoblacion, importar_poblacion

__all__ = [
    "Cambio",
    "Informe",
    "InformePoblacion",
    "Propiedades",
    "importar_geojson",
    "importar_poblacion",
    "importar_territorios",
    "traducir_niveles",
]
