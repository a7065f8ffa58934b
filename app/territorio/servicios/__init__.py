"""Lo que cambia el territorio: importaciones, todo o nada, con ensayo. Y los nombres de los niveles."""

from app.territorio.servicios.lugares import (
    Cambio,
    Informe,
    Propiedades,
    importar_geojson,
    importar_territorios,
)
from app.territorio.servicios.niveles import nombrar_niveles, traducir_niveles
from app.territorio.servicios.poblacion import InformePoblacion, importar_poblacion

__all__ = [
    "Cambio",
    "Informe",
    "InformePoblacion",
    "Propiedades",
    "importar_geojson",
    "importar_poblacion",
    "importar_territorios",
    "nombrar_niveles",
    "traducir_niveles",
]
