"""Lo que va en bloque en la base de las medidas: propuestas con su índice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from app.contenido.modelos import Contenido, ContenidoEtiqueta
from app.operacion.medir import textos
from app.operacion.medir.bloque import Bloque
from app.operacion.medir.semillas import UMBRAL, Marco, Semilla, codigo
from app.procesos.consultas import zona
from app.propuestas.modelos import NUNCA, Cifra, Faceta, Propuesta, PropuestaElemento
from app.propuestas.reglas import lugar_a_numero
from app.propuestas.reglas.cifras import ClaveCifra, mes_de, suma_en

TANDA = 20_000


def propuestas(bloque: Bloque, marco: Marco, todas: Sequence[Semilla], desde: int) -> None:
    """Inserta las propuestas con su ancla, sus elementos, sus etiquetas, su índice y sus cifras."""
    for inicio in range(0, len(todas), TANDA):
        bloque.avance("propuestas", inicio, len(todas))
        tanda = todas[inicio : inicio + TANDA]
        anclas(bloque, "propuesta", ((s.id, s.nacida, s.autora) for s in tanda))
        bloque.insertar(Propuesta, (_propuesta(marco, s, s.id - desde + 1) for s in tanda))
        bloque.insertar_filas(
            PropuestaElemento, ("propuesta_id", "elemento_id"), ((s.id, s.elemento.id) for s in tanda)
        )
        bloque.insertar_filas(
            ContenidoEtiqueta, ("contenido_id", "etiqueta_id"), ((s.id, e) for s in tanda for e in s.etiquetas)
        )
        bloque.insertar_filas(Faceta, _DE_FACETA, (fila for s in tanda for fila in _facetas(bloque, s)))
    _cifras(bloque, todas)


def anclas(bloque: Bloque, clase: str, cuales: Iterator[tuple[int, dt.datetime, int | None]]) -> None:
    filas = ((i, codigo(i), clase, bloque.fecha(nacida), autora) for i, nacida, autora in cuales)
    bloque.insertar_filas(Contenido, ("id", "codigo", "clase", "creado_en", "autora_id"), filas)


def _cifras(bloque: Bloque, todas: Sequence[Semilla]) -> None:
    """Lo que cada propuesta suma en los tableros: las de las mismas claves y mes, juntas."""
    donde = zona()
    suma = Counter[ClaveCifra]()
    for (claves, mes), cuantas in Counter((s.claves, mes_de(s.nacida, donde)) for s in todas).items():
        for clave in suma_en(claves, mes):
            suma[clave] += cuantas
    nombres = ("elemento_id", "territorio_id", "mes", "estado", "proceso_id", "cuantas")
    bloque.insertar_filas(Cifra, nombres, ((*clave, n) for clave, n in sorted(suma.items())))


def _propuesta(marco: Marco, s: Semilla, n: int) -> dict[str, Any]:
    latitud, longitud = s.punto or (None, None)
    cuenta = "apoyos" if s.con_filas else "apoyos_importados"
    return {
        "id": s.id,
        "proceso_id": marco.proceso_id,
        "estado": "publicada",
        "titulo": textos.titulo(n),
        "resumen": textos.parrafo(s.id, 2)[:300],
        "cuerpo": textos.parrafo(s.id, 12),
        "territorio_id": s.lugar.id,
        "latitud": latitud,
        "longitud": longitud,
        "publicada_en": s.nacida,
        "cierra_en": s.cierra,
        "umbral": UMBRAL,
        "umbral_cruzado_en": s.nacida if s.cruzada else None,
        "respuesta_vence": s.nacida + dt.timedelta(days=30) if s.cruzada else None,
        "apoyos_contados": s.apoyos if s.con_filas else 0,
        "actividad": s.actividad,
        "azar": s.azar,
        cuenta: s.apoyos,
    }


_DE_FACETA = (
    "clase",
    "valor",
    "propuesta_id",
    "publicada_en",
    "apoyos",
    "azar",
    "actividad",
    "cierra",
    "punto",
)


def _facetas(bloque: Bloque, s: Semilla) -> list[tuple[Any, ...]]:
    """Las mismas filas que calcula la aplicación."""
    punto = None if s.punto is None else lugar_a_numero(*s.punto)
    nacida, cierra = bloque.fecha(s.nacida), bloque.fecha(s.cierra or NUNCA)
    comun = (s.id, nacida, s.apoyos, s.azar, s.actividad, cierra, punto)
    return [(*clave, *comun) for clave in _en_orden(s.claves)]


@cache
def _en_orden(claves: frozenset[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(claves)
