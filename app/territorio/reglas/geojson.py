"""Lectura de GeoJSON (RFC 7946): qué se acepta y con qué palabras se rechaza."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from app.territorio.reglas.geometria import Anillo, Poligonos, Punto

DECIMALES = 6
"""Seis decimales de grado son unos 11 cm: más sería ruido."""

_SISTEMAS = ("CRS84", "4326")


class GeometriaInvalida(ValueError):
    """La geometría no sirve; el texto dice por qué, para quien preparó el archivo."""


def poligonos(geometria: object) -> Poligonos:
    """Los polígonos de una geometría `Polygon` o `MultiPolygon`, cerrados y redondeados a 6 decimales."""
    if not isinstance(geometria, Mapping):
        raise GeometriaInvalida("la geometría no es un objeto GeoJSON")
    tipo, coordenadas = geometria.get("type"), geometria.get("coordinates")
    if tipo not in ("Polygon", "MultiPolygon"):
        raise GeometriaInvalida(f"se esperaba Polygon o MultiPolygon y es {tipo!r}")
    partes = [coordenadas] if tipo == "Polygon" else coordenadas
    if not _es_lista(partes) or not partes:
        raise GeometriaInvalida("no tiene coordenadas")
    return [_poligono(parte, numero) for numero, parte in enumerate(partes, 1)]


def a_geojson(formas: Poligonos) -> dict[str, Any]:
    """La geometría, como GeoJSON listo para guardar."""
    listas = [[[list(punto) for punto in anillo] for anillo in poligono] for poligono in formas]
    if len(listas) == 1:
        return {"type": "Polygon", "coordinates": listas[0]}
    return {"type": "MultiPolygon", "coordinates": listas}


def rasgos(documento: object) -> Sequence[Mapping[str, Any]]:
    """Los rasgos (`Feature`) de un documento GeoJSON; lanza `GeometriaInvalida` si no es una colección."""
    if not isinstance(documento, Mapping) or documento.get("type") not in ("FeatureCollection", "Feature"):
        raise GeometriaInvalida("no es GeoJSON: falta «type» con valor FeatureCollection")
    sistema = documento.get("crs")
    if sistema and not any(s in str(sistema) for s in _SISTEMAS):
        raise GeometriaInvalida("usa otro sistema de coordenadas: conviértelo a grados WGS 84 (EPSG:4326)")
    lista = [documento] if documento["type"] == "Feature" else documento.get("features")
    if not _es_lista(lista):
        raise GeometriaInvalida("la lista «features» falta o no es una lista")
    if not lista:
        raise GeometriaInvalida("no trae ningún lugar: la lista «features» está vacía")
    return [r if isinstance(r, Mapping) else {} for r in lista]


def _es_lista(valor: object) -> bool:
    return isinstance(valor, list | tuple)


def _poligono(anillos: object, numero: int) -> list[Anillo]:
    if not isinstance(anillos, list | tuple) or not anillos:
        raise GeometriaInvalida(f"el polígono {numero} no tiene anillos")
    return [_anillo(anillo, f"polígono {numero}, anillo {n}") for n, anillo in enumerate(anillos, 1)]


def _anillo(puntos: object, donde: str) -> Anillo:
    if not isinstance(puntos, list | tuple):
        raise GeometriaInvalida(f"{donde}: no es una lista de puntos")
    limpio: list[Punto] = []
    for posicion, crudo in enumerate(puntos, 1):
        punto = _punto(crudo, f"{donde}, punto {posicion}")
        if not limpio or limpio[-1] != punto:
            limpio.append(punto)
    if limpio and limpio[0] != limpio[-1]:
        limpio.append(limpio[0])
    if len(limpio) < 4:
        raise GeometriaInvalida(f"{donde}: un anillo necesita al menos 3 puntos distintos y el cierre")
    return limpio


def _punto(crudo: object, donde: str) -> Punto:
    if not isinstance(crudo, list | tuple) or len(crudo) < 2:
        raise GeometriaInvalida(f"{donde}: se esperaba [longitud, latitud]")
    lon, lat = crudo[0], crudo[1]
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in (lon, lat)):
        raise GeometriaInvalida(f"{donde}: las coordenadas no son números")
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise GeometriaInvalida(f"{donde}: las coordenadas no son números finitos")
    if abs(lon) > 180 or abs(lat) > 90:
        raise GeometriaInvalida(
            f"{donde}: [{lon}, {lat}] no son grados (longitud −180 a 180, latitud −90 a 90); ¿están en metros?"
        )
    return round(float(lon), DECIMALES) + 0.0, round(float(lat), DECIMALES) + 0.0
