"""Propuestas con su fila bloqueada hasta el final de la transacción y recién leídas, para escribir sobre ellas.

Todo el que escribe sobre una propuesta toma primero este cerrojo, y quien toma varias lo hace en orden de id:
por eso no hay abrazos mortales.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload

from app.contenido.modelos import Contenido
from app.contenido.reglas import normalizar_codigo
from app.extensiones import db
from app.procesos.modelos import Proceso
from app.propuestas.modelos import Coautoria, Propuesta


def entera(codigo: str) -> Propuesta | None:
    """La propuesta de un código con contenido, firmas, lugar y proceso con fases; None si no hay."""
    limpio = normalizar_codigo(codigo)
    if limpio is None:
        return None
    return db.session.scalar(
        select(Propuesta)
        .join(Propuesta.contenido)
        .where(Contenido.codigo == limpio)
        .options(
            contains_eager(Propuesta.contenido).joinedload(Contenido.autora),
            joinedload(Propuesta.proceso, innerjoin=True).selectinload(Proceso.fases),
            joinedload(Propuesta.proceso, innerjoin=True).joinedload(Proceso.contenido, innerjoin=True),
            selectinload(Propuesta.territorio),
            selectinload(Propuesta.coautorias).joinedload(Coautoria.persona),
        )
        .with_for_update(of=Propuesta, key_share=True)
        .execution_options(populate_existing=True)
    )


@cache
def _tomada() -> Select[tuple[Propuesta]]:
    return (
        select(Propuesta)
        .join(Propuesta.contenido)
        .where(Contenido.codigo == bindparam("codigo_pedido"))
        .options(
            contains_eager(Propuesta.contenido),
            joinedload(Propuesta.proceso, innerjoin=True).selectinload(Proceso.fases),
            defer(Propuesta.cuerpo),
        )
        .with_for_update(of=Propuesta, key_share=True)
        .execution_options(populate_existing=True)
    )


def tomada(codigo: str) -> Propuesta | None:
    """La propuesta publicada de un código, con su cerrojo, su proceso y sus fases: dos consultas."""
    limpio = normalizar_codigo(codigo)
    if limpio is None:
        return None
    p = db.session.scalar(_tomada(), {"codigo_pedido": limpio})
    return p if p is not None and p.estado != "borrador" else None


def tomadas(ids: Sequence[int], *, con_autora: bool = False) -> Sequence[Propuesta]:
    """Varias propuestas con su cerrojo, en orden de id: el mismo orden siempre evita los abrazos mortales."""
    contenido = joinedload(Propuesta.contenido)
    if con_autora:
        contenido = contenido.joinedload(Contenido.autora)
    return db.session.scalars(
        select(Propuesta)
        .where(Propuesta.id.in_(ids))
        .options(contenido, joinedload(Propuesta.proceso), defer(Propuesta.cuerpo))
        .order_by(Propuesta.id)
        .with_for_update(of=Propuesta, key_share=True)
        .execution_options(populate_existing=True)
    ).all()
