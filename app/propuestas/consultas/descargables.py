"""Lo que se descarga de una lista: todo lo que está en ella, por tandas, sin guardarla en memoria."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, select, tuple_

from app.contenido.modelos import Contenido, ContenidoEtiqueta, Etiqueta
from app.cuentas.consultas import es_menor_hoy
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.plan.modelos import Elemento, Plan
from app.procesos.modelos import Proceso
from app.procesos.reglas import SIN_UMBRAL
from app.propuestas.consultas import piezas
from app.propuestas.consultas.piezas import Filtros
from app.propuestas.modelos import Faceta, Propuesta, PropuestaElemento
from app.propuestas.reglas import EstadoLista
from app.territorio.modelos import Territorio

TANDA = 500
TRAIDA = "traida"
"""El estado, en la descarga, de lo que se trajo de otra plataforma solo para leer."""


@dataclass(frozen=True)
class Descargable:
    """Una propuesta de una lista: nada dice quién la escribió ni quién la apoya.

    `elementos`: `plan:código`. El punto falta si no lo tiene o si quien la escribió es menor de edad.
    """

    codigo: str
    titulo: str
    resumen: str
    estado: str
    proceso: str
    territorio: str
    lugar: str
    punto: tuple[float, float] | None
    elementos: tuple[str, ...]
    etiquetas: tuple[str, ...]
    publicada_en: dt.datetime
    apoyos: int
    verificados: int
    de_personal: int
    importados: int
    umbral: int | None
    cruzado_en: dt.datetime | None
    vence: dt.datetime | None
    cierra_en: dt.datetime | None
    idioma: str


def de_lista(filtros: Filtros) -> Iterator[Descargable]:
    """Todas las de una lista, de la más nueva a la más vieja; cuatro consultas por cada 500."""
    tope: tuple[Any, int] | None = None
    claves = filtros.claves
    menor, otras = piezas.por_tamano(claves) if len(claves) > 1 else (claves[0], [])
    while True:
        trozo = select(Faceta.publicada_en, Faceta.propuesta_id).where(
            piezas.es(Faceta, menor), *filtros.periodo(Faceta)
        )
        if tope is not None:
            limite = tuple_(*(literal(t) for t in tope))
            trozo = trozo.where(tuple_(Faceta.publicada_en, Faceta.propuesta_id) < limite)
        cruzada = piezas.cruzar(trozo, Faceta.propuesta_id, otras)
        orden = (Faceta.publicada_en.desc(), Faceta.propuesta_id.desc())
        filas = db.session.execute(cruzada.order_by(*orden).limit(TANDA)).all()
        yield from descargables([f.propuesta_id for f in filas])
        if len(filas) < TANDA:
            return
        tope = (filas[-1].publicada_en, filas[-1].propuesta_id)


def descargables(ids: Sequence[int]) -> list[Descargable]:
    """Esas propuestas visibles, en el mismo orden. Tres consultas."""
    elementos, etiquetas = _elementos(ids), _etiquetas(ids)
    filas = db.session.execute(
        select(
            Propuesta.id,
            Contenido.codigo,
            Contenido.idioma,
            Propuesta.titulo,
            Propuesta.resumen,
            Propuesta.estado,
            Proceso.clave,
            Territorio.codigo.label("territorio"),
            Territorio.nombre,
            Propuesta.latitud,
            Propuesta.longitud,
            Propuesta.publicada_en,
            Propuesta.apoyos,
            Propuesta.apoyos_contados,
            Propuesta.apoyos_personal,
            Propuesta.apoyos_importados,
            Propuesta.umbral,
            Propuesta.umbral_cruzado_en,
            Propuesta.respuesta_vence,
            Propuesta.cierra_en,
            Persona.nacimiento,
        )
        .join(Contenido, Contenido.id == Propuesta.id)
        .join(Proceso, Proceso.id == Propuesta.proceso_id)
        .outerjoin(Territorio, Territorio.id == Propuesta.territorio_id)
        .outerjoin(Persona, Persona.id == Contenido.autora_id)
        .where(Propuesta.id.in_(ids), Propuesta.estado != "borrador", Contenido.estado == "visible")
    )
    por_id = {f.id: _descargable(f, elementos[f.id], etiquetas[f.id]) for f in filas}
    return [por_id[i] for i in ids if i in por_id]


def _descargable(f: Any, elementos: list[str], etiquetas: list[str]) -> Descargable:
    con_punto = f.latitud is not None and not es_menor_hoy(f.nacimiento)
    return Descargable(
        codigo=f.codigo,
        titulo=f.titulo,
        resumen=f.resumen,
        estado=_estado(f),
        proceso=f.clave,
        territorio=f.territorio or "",
        lugar=f.nombre or "",
        punto=(f.latitud, f.longitud) if con_punto else None,
        elementos=tuple(elementos),
        etiquetas=tuple(etiquetas),
        publicada_en=f.publicada_en,
        apoyos=f.apoyos,
        verificados=f.apoyos_contados,
        de_personal=f.apoyos_personal,
        importados=f.apoyos_importados,
        umbral=f.umbral if f.umbral < SIN_UMBRAL else None,
        cruzado_en=f.umbral_cruzado_en,
        vence=f.respuesta_vence,
        cierra_en=f.cierra_en,
        idioma=f.idioma,
    )


def _estado(f: Any) -> str:
    if f.estado in ("retirada", "archivada"):
        return str(f.estado)
    if f.umbral_cruzado_en is not None:
        return EstadoLista.ESPERA.value
    return EstadoLista.REUNE.value if f.umbral < SIN_UMBRAL else TRAIDA


def _elementos(ids: Sequence[int]) -> dict[int, list[str]]:
    suyos: dict[int, list[str]] = defaultdict(list)
    for propuesta_id, clave, codigo in db.session.execute(
        select(PropuestaElemento.propuesta_id, Plan.clave, Elemento.codigo)
        .join(Elemento, Elemento.id == PropuestaElemento.elemento_id)
        .join(Plan, Plan.id == Elemento.plan_id)
        .where(PropuestaElemento.propuesta_id.in_(ids))
        .order_by(Plan.clave, Elemento.orden)
    ):
        suyos[propuesta_id].append(f"{clave}:{codigo}")
    return suyos


def _etiquetas(ids: Sequence[int]) -> dict[int, list[str]]:
    suyas: dict[int, list[str]] = defaultdict(list)
    for propuesta_id, clave in db.session.execute(
        select(ContenidoEtiqueta.contenido_id, Etiqueta.clave)
        .join(Etiqueta, Etiqueta.id == ContenidoEtiqueta.etiqueta_id)
        .where(ContenidoEtiqueta.contenido_id.in_(ids))
        .order_by(Etiqueta.clave)
    ):
        suyas[propuesta_id].append(clave)
    return suyas
