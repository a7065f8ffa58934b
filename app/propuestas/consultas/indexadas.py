"""Lo que el índice de las listas debe decir de cada propuesta, leído de las tablas."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Select, or_, select

from app.contenido.modelos import Contenido, ContenidoEtiqueta
from app.extensiones import db
from app.plan.modelos import Elemento, ElementoODS
from app.procesos.reglas import SIN_UMBRAL
from app.propuestas.modelos import NUNCA, Propuesta, PropuestaElemento
from app.propuestas.reglas import SIN_LUGAR, DatosFacetas, claves_de, lugar_a_numero
from app.territorio.modelos import Territorio

TANDA = 500
T = TypeVar("T")


def en_tandas(cosas: Iterable[T], cuantas: int = TANDA) -> Iterator[list[T]]:
    """Parte una secuencia en listas de `cuantas` como mucho."""
    iterador = iter(cosas)
    while tanda := list(islice(iterador, cuantas)):
        yield tanda


@dataclass(frozen=True)
class Indexada:
    """Una propuesta con lo que ordena y las claves bajo las que debe estar."""

    id: int
    publicada_en: Any
    apoyos: int
    actividad: int
    cierra: dt.datetime
    azar: int
    punto: int | None
    claves: frozenset[tuple[int, int]]

    def filas(self) -> Iterator[dict[str, Any]]:
        """Las filas del índice."""
        for clase, valor in sorted(self.claves):
            yield {
                "clase": clase,
                "valor": valor,
                "propuesta_id": self.id,
                "publicada_en": self.publicada_en,
                "apoyos": self.apoyos,
                "actividad": self.actividad,
                "cierra": self.cierra,
                "azar": self.azar,
                "punto": self.punto,
            }


def de_elementos(elementos: Iterable[int]) -> set[int]:
    """Las propuestas de estos elementos y de todo lo que cuelga de ellos."""
    ids: set[int] = set()
    for tanda in en_tandas(elementos, 50):
        bajo = or_(*(Elemento.ruta.contains(f"/{elemento_id}/") for elemento_id in tanda))
        ids.update(
            db.session.scalars(
                select(PropuestaElemento.propuesta_id)
                .join(Elemento, Elemento.id == PropuestaElemento.elemento_id)
                .where(bajo)
            )
        )
    return ids


def de_lugares(lugares: Iterable[int]) -> set[int]:
    """Las propuestas cuyo lugar propio es uno de estos."""
    ids: set[int] = set()
    for tanda in en_tandas(lugares):
        ids.update(db.session.scalars(select(Propuesta.id).where(Propuesta.territorio_id.in_(tanda))))
    return ids


def calcular(ids: Sequence[int]) -> list[Indexada]:
    """Lo que el índice debe decir de cada propuesta, según las tablas. Cuatro consultas, sean cuantas sean."""
    elementos, ods = _elementos_de(ids)
    etiquetas = _etiquetas_de(ids)
    filas = db.session.execute(_con_lugar(ids))
    return [_indexada(f, elementos[f.id], ods[f.id], etiquetas[f.id]) for f in filas]


def _con_lugar(ids: Sequence[int]) -> Select[Any]:
    return (
        select(
            Propuesta.id,
            Propuesta.estado,
            Propuesta.proceso_id,
            Propuesta.publicada_en,
            Propuesta.umbral,
            Propuesta.umbral_cruzado_en,
            Propuesta.apoyos,
            Propuesta.apoyos_importados,
            Propuesta.actividad,
            Propuesta.cierra_en,
            Propuesta.azar,
            Propuesta.latitud,
            Propuesta.longitud,
            Propuesta.territorio_id,
            Contenido.estado.label("visible"),
            Territorio.ruta,
        )
        .join(Contenido, Contenido.id == Propuesta.id)
        .outerjoin(Territorio, Territorio.id == Propuesta.territorio_id)
        .where(Propuesta.id.in_(ids), Contenido.id.in_(ids))
        .order_by(Propuesta.id)
    )


def _indexada(f: Any, elementos: set[int], ods: set[str], etiquetas: set[int]) -> Indexada:
    return Indexada(
        f.id,
        f.publicada_en,
        f.apoyos + f.apoyos_importados,
        f.actividad,
        NUNCA if f.cierra_en is None or f.estado == "archivada" else f.cierra_en,
        f.azar,
        None if f.latitud is None else lugar_a_numero(f.latitud, f.longitud),
        claves_de(
            DatosFacetas(
                estado=f.estado,
                oculta=f.visible == "oculto",
                cruzada=f.umbral_cruzado_en is not None,
                sin_umbral=f.umbral >= SIN_UMBRAL,
                proceso_id=f.proceso_id,
                elementos=frozenset(elementos),
                ods=frozenset(ods),
                territorios=frozenset(ids_de(f.ruta)),
                lugar=f.territorio_id or SIN_LUGAR,
                etiquetas=frozenset(etiquetas),
            )
        ),
    )


def ids_de(ruta: str | None) -> list[int]:
    """Los ids de una ruta `/1/4/9/`."""
    return [int(parte) for parte in (ruta or "").split("/") if parte]


def _elementos_de(ids: Sequence[int]) -> tuple[dict[int, set[int]], dict[int, set[str]]]:
    """De cada propuesta, sus elementos con los de arriba, y los ODS con que todos ellos se alinean."""
    elementos: dict[int, set[int]] = defaultdict(set)
    filas = db.session.execute(
        select(PropuestaElemento.propuesta_id, Elemento.ruta)
        .join(Elemento, Elemento.id == PropuestaElemento.elemento_id)
        .where(PropuestaElemento.propuesta_id.in_(ids))
    )
    for propuesta_id, ruta in filas:
        elementos[propuesta_id].update(ids_de(ruta))
    todos = sorted(set().union(*elementos.values())) if elementos else []
    ods_de: dict[int, set[str]] = defaultdict(set)
    for tanda in en_tandas(todos):
        for elemento_id, codigo in db.session.execute(
            select(ElementoODS.elemento_id, ElementoODS.codigo).where(ElementoODS.elemento_id.in_(tanda))
        ):
            ods_de[elemento_id].add(codigo)
    ods: dict[int, set[str]] = defaultdict(set)
    for propuesta_id, suyos in elementos.items():
        ods[propuesta_id] = set().union(*(ods_de[e] for e in suyos))
    return elementos, ods


def _etiquetas_de(ids: Sequence[int]) -> dict[int, set[int]]:
    etiquetas: dict[int, set[int]] = defaultdict(set)
    filas = db.session.execute(
        select(ContenidoEtiqueta.contenido_id, ContenidoEtiqueta.etiqueta_id).where(
            ContenidoEtiqueta.contenido_id.in_(ids)
        )
    )
    for propuesta_id, etiqueta_id in filas:
        etiquetas[propuesta_id].add(etiqueta_id)
    return etiquetas
