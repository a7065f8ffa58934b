"""Los comentarios que ya se trajeron de otra plataforma."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.participacion.modelos import Comentario


@dataclass(frozen=True)
class Guardado:
    """Uno ya traído, con lo que se compara con el archivo."""

    id: int
    raiz_id: int
    profundidad: int
    sobre_id: int
    autora_id: int | None
    texto: str
    idioma: str
    a_favor: int
    en_contra: int
    creado_en: dt.datetime
    de_personal: str
    retirado: bool


def guardados(origen: str, ids: Sequence[str]) -> dict[str, Guardado]:
    """Lo ya traído de un origen con estos identificadores de allá."""
    columnas = (
        Comentario.id,
        Comentario.raiz_id,
        Comentario.profundidad,
        Comentario.sobre_id,
        Contenido.autora_id,
        Comentario.texto,
        Contenido.idioma,
        Comentario.a_favor_importados,
        Comentario.en_contra_importados,
        Comentario.creado_en,
        Comentario.de_personal,
        Comentario.retirado_en.is_not(None),
    )
    filas = db.session.execute(
        select(Comentario.origen_id, *columnas)
        .join(Contenido, Contenido.id == Comentario.id)
        .where(Comentario.origen == origen, Comentario.origen_id.in_(ids))
    )
    return {str(clave): Guardado(*resto) for clave, *resto in filas}
