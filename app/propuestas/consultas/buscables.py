"""Lo que la búsqueda indexa de las propuestas, leído de las tablas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.propuestas.modelos import Faceta, Propuesta
from app.propuestas.reglas import Clase, Estado

NO_SE_BUSCAN = (Estado.BORRADOR, Estado.RETIRADA)


def buscables(ids: Sequence[int]) -> Sequence[Any]:
    """De estas, las que cualquiera puede leer hoy, con sus textos e idioma."""
    return db.session.execute(
        select(
            Propuesta.id,
            Propuesta.titulo,
            Propuesta.resumen,
            Propuesta.cuerpo,
            Propuesta.referencia,
            Contenido.idioma,
        )
        .join(Contenido, Contenido.id == Propuesta.id)
        .where(Propuesta.id.in_(ids), Propuesta.estado.not_in(NO_SE_BUSCAN), Contenido.estado == "visible")
    ).all()


def anteriores(hasta: int, cuantas: int) -> list[int]:
    """Los ids de las `cuantas` propuestas anteriores a `hasta`, de la más nueva a la más vieja."""
    return list(
        db.session.scalars(
            select(Propuesta.id).where(Propuesta.id < hasta).order_by(Propuesta.id.desc()).limit(cuantas)
        )
    )


def primera_en_listas() -> int | None:
    """El id más bajo de las que están en la lista de todas."""
    return db.session.scalar(
        select(func.min(Faceta.propuesta_id)).where(Faceta.clase == int(Clase.TODAS), Faceta.valor == 0)
    )


def cuantas_hay() -> int:
    """Todas, también los borradores."""
    return db.session.scalar(select(func.count()).select_from(Propuesta)) or 0
