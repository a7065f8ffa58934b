"""Lo que los adjuntos preguntan de una propuesta: quién la ve, quién la firma y quién puede cambiarla."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensiones import db
from app.nucleo.permisos import Identidad
from app.propuestas import permisos
from app.propuestas.consultas.ficha import objeto_de
from app.propuestas.modelos import Propuesta
from app.propuestas.permisos import Objeto


def _objeto(propuesta_id: int) -> Objeto | None:
    p = (
        db.session.scalars(
            select(Propuesta)
            .where(Propuesta.id == propuesta_id)
            .options(joinedload(Propuesta.contenido), joinedload(Propuesta.coautorias))
        )
        .unique()
        .one_or_none()
    )
    return None if p is None else objeto_de(p)


def puede_ver(propuesta_id: int, quien: Identidad) -> bool:
    """Si `quien` ve la propuesta; de lo oculto por una decisión responde quien pregunta."""
    objeto = _objeto(propuesta_id)
    return objeto is not None and permisos.puede_ver(quien, objeto)


def firma(propuesta_id: int, quien: Identidad) -> bool:
    """Si `quien` la escribió o aceptó firmarla."""
    objeto = _objeto(propuesta_id)
    return objeto is not None and permisos.firma(quien, objeto)


def puede_cambiar(propuesta_id: int, quien: Identidad) -> bool:
    """Si `quien` puede cambiar ahora su texto y lo que lleva adjunto."""
    objeto = _objeto(propuesta_id)
    return objeto is not None and (
        permisos.puede_editar_borrador(quien, objeto) or permisos.puede_editar(quien, objeto)
    )
