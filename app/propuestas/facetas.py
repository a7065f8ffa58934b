"""El índice de las listas: se rehace entero para las propuestas que cambian, en la transacción del cambio.

Cada propuesta pública tiene una fila por cosa por la que se la busca (`reglas.claves_de`). Lo retirado y lo
archivado están aparte; lo oculto y los borradores, en ninguna.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Table, delete, insert, update

from app.extensiones import db
from app.propuestas import buscable
from app.propuestas.consultas.indexadas import calcular, de_elementos, en_tandas
from app.propuestas.modelos import NUNCA, Faceta
from app.propuestas.reglas import Clase, EstadoLista

_TABLA = cast("Table", Faceta.__table__)
"""La tabla, sin pasar por los objetos: son diez filas por propuesta y así cuestan la mitad."""
_SIN_SESION = {"synchronize_session": False}


def rehacer(propuesta_id: int) -> None:
    """Rehace el índice de una propuesta."""
    rehacer_muchas([propuesta_id])


def rehacer_muchas(ids: Iterable[int], *, textos: bool = True) -> int:
    """Rehace el índice de varias, por tandas, siempre en orden de id (para no cruzarse con otras).

    `textos` dice si también el de la búsqueda; quien no tocó ni el texto ni el estado lo evita.
    """
    db.session.flush()
    total = 0
    for tanda in en_tandas(sorted(set(ids))):
        calculadas = calcular(tanda)
        db.session.execute(delete(Faceta).where(Faceta.propuesta_id.in_(tanda)), execution_options=_SIN_SESION)
        filas = [fila for indexada in calculadas for fila in indexada.filas()]
        if filas:
            db.session.execute(insert(_TABLA), filas)
        if textos:
            buscable.rehacer(tanda)
        total += len(tanda)
    return total


def rehacer_de_elementos(elementos: Iterable[int]) -> int:
    """Rehace el índice de las propuestas de estos elementos y de todo lo que cuelga de ellos (movidos…)."""
    return rehacer_muchas(de_elementos(elementos), textos=False)


def anotar(propuesta_id: int, **valores: Any) -> None:
    """Pone `apoyos` o `actividad` en todas las filas de una propuesta; quien llama tiene su cerrojo."""
    db.session.execute(
        update(Faceta).where(Faceta.propuesta_id == propuesta_id).values(valores), execution_options=_SIN_SESION
    )


def marcar_cruce(propuesta_id: int) -> None:
    """Pasa una propuesta de la lista de las que reúnen apoyos a la de las que esperan respuesta."""
    suyas = update(Faceta).where(Faceta.propuesta_id == propuesta_id)
    db.session.execute(
        suyas.where(Faceta.clase == int(Clase.ESTADO), Faceta.valor == EstadoLista.REUNE.numero).values(
            valor=EstadoLista.ESPERA.numero
        ),
        execution_options=_SIN_SESION,
    )
    db.session.execute(suyas.values(cierra=NUNCA), execution_options=_SIN_SESION)
