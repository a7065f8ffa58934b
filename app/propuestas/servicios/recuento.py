"""Recontar: los contadores y el índice se calculan otra vez desde las filas, y se dice qué no coincidía."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update

from app.extensiones import db
from app.propuestas import facetas
from app.propuestas.modelos import Apoyo, Faceta, Propuesta


@dataclass(frozen=True)
class Diferencia:
    """Una cosa que no coincidía: lo guardado y lo que sale de las filas."""

    propuesta_id: int
    cosa: str
    guardado: str
    correcto: str


def recontar(*, corregir: bool = True) -> list[Diferencia]:
    """Compara contadores e índice con las filas, por tandas; corrige si se pide. Devuelve lo que no coincidía.

    El cruce del umbral es un hecho con fecha y no se toca. Toma el cerrojo de cada tanda en orden de id.
    """
    halladas: list[Diferencia] = []
    for ids in _tandas():
        contadores = list(_contadores(ids))
        halladas += contadores
        if corregir and contadores:
            _corregir_contadores(ids)
        malas = list(_indice(ids))
        halladas += malas
        if corregir and malas:
            facetas.rehacer_muchas(d.propuesta_id for d in malas)
    return halladas


def _tandas() -> Iterator[list[int]]:
    ultimo = 0
    while ids := list(
        db.session.scalars(
            select(Propuesta.id)
            .where(Propuesta.id > ultimo)
            .order_by(Propuesta.id)
            .limit(facetas.TANDA)
            .with_for_update(key_share=True)
        )
    ):
        yield ids
        ultimo = ids[-1]


def _cuentas(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    filas = db.session.execute(
        select(Apoyo.propuesta_id, func.count(), func.count().filter(Apoyo.contado.is_(True)))
        .where(Apoyo.propuesta_id.in_(ids))
        .group_by(Apoyo.propuesta_id)
    )
    return {ident: (int(todos), int(contados)) for ident, todos, contados in filas}


def _contadores(ids: Sequence[int]) -> Iterator[Diferencia]:
    cuentas = _cuentas(ids)
    filas = db.session.execute(
        select(Propuesta.id, Propuesta.apoyos, Propuesta.apoyos_contados)
        .where(Propuesta.id.in_(ids))
        .order_by(Propuesta.id)
    )
    for ident, apoyos, contados in filas:
        todos, que_cuentan = cuentas.get(ident, (0, 0))
        if apoyos != todos:
            yield Diferencia(ident, "apoyos", str(apoyos), str(todos))
        if contados != que_cuentan:
            yield Diferencia(ident, "apoyos_contados", str(contados), str(que_cuentan))


def _corregir_contadores(ids: Sequence[int]) -> None:
    cuentas = _cuentas(ids)
    for ident in ids:
        todos, contados = cuentas.get(ident, (0, 0))
        db.session.execute(
            update(Propuesta)
            .where(
                Propuesta.id == ident,
                (Propuesta.apoyos != todos) | (Propuesta.apoyos_contados != contados),
            )
            .values(apoyos=todos, apoyos_contados=contados, version=Propuesta.version + 1)
            .execution_options(synchronize_session=False)
        )


def _indice(ids: Sequence[int]) -> Iterator[Diferencia]:
    guardadas: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    columnas = (
        Faceta.propuesta_id,
        Faceta.clase,
        Faceta.valor,
        Faceta.publicada_en,
        Faceta.apoyos,
        Faceta.azar,
    )
    for fila in db.session.execute(select(*columnas).where(Faceta.propuesta_id.in_(ids))):
        guardadas[fila.propuesta_id].add(tuple(fila)[1:])
    for indexada in facetas.calcular(ids):
        correctas = {
            (f["clase"], f["valor"], f["publicada_en"], f["apoyos"], f["azar"]) for f in indexada.filas()
        }
        if correctas != guardadas[indexada.id]:
            yield Diferencia(
                indexada.id,
                "índice",
                _resumen(guardadas[indexada.id] - correctas),
                _resumen(correctas - guardadas[indexada.id]),
            )


def _resumen(filas: set[tuple[Any, ...]]) -> str:
    return ", ".join(f"{clase}:{valor}" for clase, valor, *_ in sorted(filas, key=str)[:4]) or "nada"
