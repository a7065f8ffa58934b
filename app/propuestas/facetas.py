"""El índice de las listas: se rehace entero para las propuestas que cambian, en la transacción del cambio.

Cada propuesta pública tiene una fila por cosa por la que se la busca (`reglas.claves_de`). Lo retirado queda
solo en la lista de retiradas; lo oculto y los borradores, en ninguna.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar, cast

from sqlalchemy import Select, Table, delete, insert, or_, select, update

from app.contenido.modelos import Contenido, ContenidoEtiqueta
from app.extensiones import db
from app.plan.modelos import Elemento, ElementoODS
from app.procesos.reglas import SIN_UMBRAL
from app.propuestas.modelos import Faceta, Propuesta, PropuestaElemento
from app.propuestas.reglas import Clase, DatosFacetas, EstadoLista, claves_de
from app.territorio.modelos import Territorio

TANDA = 500
_TABLA = cast("Table", Faceta.__table__)
"""La tabla, sin pasar por los objetos: son diez filas por propuesta y así cuestan la mitad."""

T = TypeVar("T")


@dataclass(frozen=True)
class Indexada:
    """Una propuesta con lo que ordena y las claves bajo las que debe estar."""

    id: int
    publicada_en: Any
    apoyos: int
    azar: int
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
                "azar": self.azar,
            }


def en_tandas(cosas: Iterable[T], cuantas: int = TANDA) -> Iterator[list[T]]:
    """Parte una secuencia en listas de `cuantas` como mucho."""
    iterador = iter(cosas)
    while tanda := list(islice(iterador, cuantas)):
        yield tanda


def rehacer(propuesta_id: int) -> None:
    """Rehace el índice de una propuesta."""
    rehacer_muchas([propuesta_id])


def rehacer_muchas(ids: Iterable[int]) -> int:
    """Rehace el índice de varias, por tandas, siempre en orden de id (para no cruzarse con otras)."""
    db.session.flush()
    total = 0
    for tanda in en_tandas(sorted(set(ids))):
        calculadas = calcular(tanda)
        db.session.execute(
            delete(Faceta).where(Faceta.propuesta_id.in_(tanda)),
            execution_options={"synchronize_session": False},
        )
        filas = [fila for indexada in calculadas for fila in indexada.filas()]
        if filas:
            db.session.execute(insert(_TABLA), filas)
        total += len(tanda)
    return total


def rehacer_de_elementos(elementos: Iterable[int]) -> int:
    """Rehace el índice de las propuestas de estos elementos y de todo lo que cuelga de ellos (movidos…)."""
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
    return rehacer_muchas(ids)


def anotar_apoyos(propuesta_id: int, apoyos: int) -> None:
    """Pone el número de apoyos en todas las filas de una propuesta; quien llama tiene su cerrojo."""
    db.session.execute(
        update(Faceta).where(Faceta.propuesta_id == propuesta_id).values(apoyos=apoyos),
        execution_options={"synchronize_session": False},
    )


def marcar_cruce(propuesta_id: int) -> None:
    """Pasa una propuesta de la lista de las que reúnen apoyos a la de las que esperan respuesta."""
    db.session.execute(
        update(Faceta)
        .where(
            Faceta.propuesta_id == propuesta_id,
            Faceta.clase == int(Clase.ESTADO),
            Faceta.valor == EstadoLista.REUNE.numero,
        )
        .values(valor=EstadoLista.ESPERA.numero),
        execution_options={"synchronize_session": False},
    )


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
            Propuesta.azar,
            Propuesta.latitud,
            Propuesta.longitud,
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
        f.azar,
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
                etiquetas=frozenset(etiquetas),
                punto=None if f.latitud is None else (f.latitud, f.longitud),
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
