"""Lecturas del ancla."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.contenido.modelos import Contenido, ContenidoEtiqueta, Etiqueta, Hecho
from app.contenido.reglas import normalizar_codigo
from app.extensiones import db


def por_codigo(texto: str) -> Contenido | None:
    """El contenido de un código corto, tal como alguien lo tecleó; None si no hay."""
    codigo = normalizar_codigo(texto)
    if codigo is None:
        return None
    return db.session.scalar(select(Contenido).where(Contenido.codigo == codigo))


def por_id(contenido_id: int) -> Contenido | None:
    """El contenido de ese id; None si no hay."""
    return db.session.get(Contenido, contenido_id)


def hechos_de(contenido_id: int, *, solo_publicos: bool = True) -> Sequence[Hecho]:
    """Los hechos de un contenido, del más antiguo al más nuevo, con su persona."""
    consulta = (
        select(Hecho)
        .where(Hecho.contenido_id == contenido_id)
        .options(joinedload(Hecho.persona))
        .order_by(Hecho.ocurrio_en, Hecho.id)
    )
    if solo_publicos:
        consulta = consulta.where(Hecho.publico.is_(True))
    return db.session.scalars(consulta).all()


def motivos_de(contenidos: Sequence[int], clase: str) -> dict[int, str]:
    """El motivo del último hecho público de cada contenido cuya clase empieza así, si lo tiene."""
    if not contenidos:
        return {}
    filas = db.session.execute(
        select(Hecho.contenido_id, Hecho.motivo)
        .where(
            Hecho.contenido_id.in_(contenidos),
            Hecho.clase.startswith(clase, autoescape=True),
            Hecho.publico.is_(True),
        )
        .order_by(Hecho.ocurrio_en, Hecho.id)
    )
    return {ident: motivo for ident, motivo in filas if ident is not None}


def etiquetas_de(contenido_id: int) -> Sequence[Etiqueta]:
    """Las etiquetas de un contenido, por nombre."""
    return db.session.scalars(
        select(Etiqueta)
        .join(ContenidoEtiqueta)
        .where(ContenidoEtiqueta.contenido_id == contenido_id)
        .order_by(Etiqueta.clave)
    ).all()


def etiqueta_por_clave(clave: str) -> Etiqueta | None:
    """La etiqueta con esa clave (sin acentos ni mayúsculas); None si no existe."""
    return db.session.scalar(select(Etiqueta).where(Etiqueta.clave == clave))
