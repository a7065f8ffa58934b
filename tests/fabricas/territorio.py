"""Lugares y población para las pruebas: cuadrados de un grado de lado, válidos si no se dice otra cosa."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from sqlalchemy import select

from app.extensiones import db
from app.territorio.modelos import Nivel, Poblacion, Territorio
from app.territorio.reglas import arbol, geojson, geometria

_numero = count(1)
_NIVELES = {
    "municipio": ("municipio", "municipios", 20),
    "distrito": ("distrito", "distritos", 30),
    "barrio": ("barrio", "barrios", 40),
}


def cuadrado(oeste: float = 0, sur: float = 0, lado: float = 1) -> dict[str, Any]:
    """Un polígono GeoJSON cuadrado."""
    este, norte = oeste + lado, sur + lado
    anillo = [[oeste, sur], [este, sur], [este, norte], [oeste, norte], [oeste, sur]]
    return {"type": "Polygon", "coordinates": [anillo]}


def nivel(clave: str = "barrio") -> Nivel:
    """El nivel pedido, creado si falta."""
    hallado = db.session.scalar(select(Nivel).where(Nivel.clave == clave))
    if hallado is None:
        singular, plural, orden = _NIVELES[clave]
        hallado = Nivel(clave=clave, singular=singular, plural=plural, orden=orden)
        db.session.add(hallado)
        db.session.commit()
    return hallado


def lugar(
    nombre: str | None = None,
    *,
    de: Territorio | None = None,
    en: str = "barrio",
    forma: dict[str, Any] | None = None,
    **datos: Any,
) -> Territorio:
    """Un lugar; `de` es su padre, `en` su nivel y `forma` su geometría."""
    n = next(_numero)
    valores: dict[str, Any] = {"codigo": f"L{n}", "nombre": nombre or f"Barrio del Ceibo {n}", "orden": n}
    if forma is not None:
        oeste, sur, este, norte = geometria.caja(geojson.poligonos(forma))
        valores |= {"geometria": forma, "oeste": oeste, "sur": sur, "este": este, "norte": norte}
    nuevo = Territorio(nivel_id=nivel(en).id, padre_id=de.id if de else None, **{**valores, **datos})
    db.session.add(nuevo)
    db.session.flush()
    nuevo.ruta = arbol.ruta(de.ruta if de else "", nuevo.id)
    db.session.commit()
    return nuevo


def ciudad() -> dict[str, Territorio]:
    """Un municipio con dos distritos y tres barrios con forma: `norte` tiene `n1` y `n2`; `sur`, `s1`."""
    municipio = lugar("Villa Ceibo", en="municipio", forma=cuadrado(0, 0, 2), codigo="M")
    norte = lugar("Norte", de=municipio, en="distrito", forma=cuadrado(0, 1), codigo="D1")
    sur = lugar("Sur", de=municipio, en="distrito", forma=cuadrado(0, 0), codigo="D2")
    return {
        "m": municipio,
        "norte": norte,
        "sur": sur,
        "n1": lugar("Las Lomas", de=norte, forma=cuadrado(0, 1, 0.5), codigo="D1-01"),
        "n2": lugar("El Alto", de=norte, forma=cuadrado(0.5, 1, 0.5), codigo="D1-02"),
        "s1": lugar("La Orilla", de=sur, forma=cuadrado(0, 0, 0.5), codigo="D2-01"),
    }


def poblacion(de: Territorio, personas: int = 100, *, anio: int = 2024, **datos: Any) -> Poblacion:
    """Una fila de población de un lugar."""
    valores: dict[str, Any] = {"sexo": "T", "edad_desde": 0, "fuente": "Censo de prueba"}
    fila = Poblacion(territorio_id=de.id, anio=anio, personas=personas, **{**valores, **datos})
    db.session.add(fila)
    from app.territorio.modelos import nueva_marca

    de.marca = nueva_marca()
    db.session.commit()
    return fila


def archivo(*rasgos: tuple[dict[str, Any], dict[str, Any] | None]) -> bytes:
    """Un archivo GeoJSON con estos (propiedades, geometría)."""
    lista = [{"type": "Feature", "properties": p, "geometry": g} for p, g in rasgos]
    return json.dumps({"type": "FeatureCollection", "features": lista}, ensure_ascii=False).encode()
