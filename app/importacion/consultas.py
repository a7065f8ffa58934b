"""Lo que ya hay de una importación anterior, y a dónde se puede importar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import inspect, select

from app.contenido.modelos import Contenido, Hecho
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.propuestas.modelos import Propuesta

TANDA = 500
CLASES_DE_HECHO = ("propuestas.importada", "propuestas.puesta_al_dia")


@dataclass(frozen=True)
class Presente:
    """Una propuesta que ya se trajo, con lo que se compara con el archivo; `cruzada` si ya pasó su umbral."""

    titulo: str
    resumen: str
    cuerpo: str
    idioma: str
    apoyos: int
    publicada_en: dt.datetime
    retirada_en: dt.datetime | None
    autora: str | None
    url: str
    estado_origen: str
    cruzada: bool


def base_lista() -> bool:
    """Verdadero si la base tiene las tablas que la importación usa."""
    tablas = set(inspect(db.engine).get_table_names())
    return {Propuesta.__tablename__, Persona.__tablename__, Hecho.__tablename__} <= tablas


def presentes(origen: str) -> dict[str, Presente]:
    """Lo ya traído de un origen, por su identificador de allá."""
    estados = dict(_estados(origen))
    filas = db.session.execute(
        select(
            Propuesta.origen_id,
            Propuesta.titulo,
            Propuesta.resumen,
            Propuesta.cuerpo,
            Contenido.idioma,
            Propuesta.apoyos_importados,
            Propuesta.publicada_en,
            Propuesta.retirada_en,
            Persona.huella_origen,
            Propuesta.origen_url,
            Propuesta.umbral_cruzado_en,
        )
        .join(Contenido, Contenido.id == Propuesta.id)
        .outerjoin(Persona, Persona.id == Contenido.autora_id)
        .where(Propuesta.origen == origen)
    )
    return {
        str(f.origen_id): Presente(
            titulo=f.titulo,
            resumen=f.resumen,
            cuerpo=f.cuerpo,
            idioma=f.idioma,
            apoyos=f.apoyos_importados,
            publicada_en=f.publicada_en,
            retirada_en=f.retirada_en,
            autora=f.huella_origen,
            url=f.origen_url or "",
            estado_origen=estados.get(str(f.origen_id), ""),
            cruzada=f.umbral_cruzado_en is not None,
        )
        for f in filas
    }


def ids_de(origen: str, origen_ids: Sequence[str]) -> dict[str, int]:
    """El id de cada propuesta ya traída, por su identificador de allá."""
    halladas: dict[str, int] = {}
    for desde in range(0, len(origen_ids), TANDA):
        filas = db.session.execute(
            select(Propuesta.origen_id, Propuesta.id).where(
                Propuesta.origen == origen, Propuesta.origen_id.in_(origen_ids[desde : desde + TANDA])
            )
        )
        halladas |= {str(clave): ident for clave, ident in filas}
    return halladas


def personas_de(huellas: Sequence[str]) -> dict[str, int]:
    """El id de cada persona externa ya conocida, por su huella."""
    filas = db.session.execute(
        select(Persona.huella_origen, Persona.id).where(Persona.huella_origen.in_(huellas))
    )
    return {str(huella): ident for huella, ident in filas}


def _estados(origen: str) -> list[tuple[str, str]]:
    """El estado de allá de cada una, según su último hecho (el último par manda al hacer el diccionario)."""
    filas = db.session.execute(
        select(Propuesta.origen_id, Hecho.datos)
        .join(Hecho, Hecho.contenido_id == Propuesta.id)
        .where(Propuesta.origen == origen, Hecho.clase.in_(CLASES_DE_HECHO))
        .order_by(Hecho.id)
    ).tuples()
    return [(str(clave), str(datos.get("estado", ""))) for clave, datos in filas]
