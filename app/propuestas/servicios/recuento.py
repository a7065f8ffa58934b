"""Recontar: los contadores y el índice se calculan otra vez desde las filas, y se dice qué no coincidía."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, not_, or_, select, update

from app.extensiones import db
from app.nucleo.reloj import ahora
from app.propuestas import cifras, facetas
from app.propuestas.consultas.apoyos import sin_identidades
from app.propuestas.consultas.cifras import descuadres
from app.propuestas.consultas.indexadas import TANDA, calcular
from app.propuestas.consultas.tomadas import tomadas
from app.propuestas.modelos import Apoyo, Faceta, Propuesta
from app.propuestas.reglas import peso, sumar_actividad


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
        quietas = list(_sin_actividad(ids))
        halladas += quietas
        if corregir and quietas:
            _corregir_actividad([d.propuesta_id for d in quietas])
        malas = list(_indice(ids))
        halladas += malas
        if corregir and malas:
            facetas.rehacer_muchas(d.propuesta_id for d in malas)
    return halladas


@dataclass(frozen=True)
class Descuadre:
    """Un cruce de las cifras que no coincide con el índice: cuántas decía y cuántas son."""

    clave: tuple[int, int, int, int, int]
    guardado: int
    correcto: int


def recontar_cifras(*, corregir: bool = True) -> list[Descuadre]:
    """Compara las cifras de los tableros con el índice ya recontado. Devuelve lo que no coincidía.

    Corrige sumando la diferencia, así que no pisa lo que otra persona cambie mientras tanto.
    """
    cifras.aplicar()
    hallados = [Descuadre(clave, *numeros) for clave, numeros in descuadres().items()]
    if corregir:
        cifras.sumar(db.session(), {d.clave: d.correcto - d.guardado for d in hallados})
    return hallados


def _tandas() -> Iterator[list[int]]:
    ultimo = 0
    while ids := list(
        db.session.scalars(
            select(Propuesta.id)
            .where(Propuesta.id > ultimo)
            .order_by(Propuesta.id)
            .limit(TANDA)
            .with_for_update(key_share=True)
        )
    ):
        yield ids
        ultimo = ids[-1]


_CONTADORES = ("apoyos", "apoyos_contados", "apoyos_personal")
_NINGUNO = (0, 0, 0)


def _cuentas(ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    filas = db.session.execute(
        select(
            Apoyo.propuesta_id,
            func.count(),
            func.count().filter(Apoyo.contado.is_(True)),
            func.count().filter(Apoyo.de_personal.is_(True)),
        )
        .where(Apoyo.propuesta_id.in_(ids))
        .group_by(Apoyo.propuesta_id)
    )
    return {ident: (int(todos), int(contados), int(personal)) for ident, todos, contados, personal in filas}


def _contadores(ids: Sequence[int]) -> Iterator[Diferencia]:
    cuentas = _cuentas(ids)
    filas = db.session.execute(
        select(Propuesta.id, *(getattr(Propuesta, nombre) for nombre in _CONTADORES))
        .where(Propuesta.id.in_(ids), not_(sin_identidades(ahora())))
        .order_by(Propuesta.id)
    )
    for ident, *guardados in filas:
        for nombre, guardado, correcto in zip(
            _CONTADORES, guardados, cuentas.get(ident, _NINGUNO), strict=True
        ):
            if guardado != correcto:
                yield Diferencia(ident, nombre, str(guardado), str(correcto))


def _corregir_contadores(ids: Sequence[int]) -> None:
    cuentas = _cuentas(ids)
    for ident in ids:
        valores = dict(zip(_CONTADORES, cuentas.get(ident, _NINGUNO), strict=True))
        con_filas = not_(sin_identidades(ahora()))
        distinta = or_(*(getattr(Propuesta, nombre) != valor for nombre, valor in valores.items()))
        db.session.execute(
            update(Propuesta)
            .where(Propuesta.id == ident, con_filas, distinta)
            .values(**valores, version=Propuesta.version + 1)
            .execution_options(synchronize_session=False)
        )


def _sin_actividad(ids: Sequence[int]) -> Iterator[Diferencia]:
    """Lo publicado antes de que se midiera el movimiento no tiene ninguno."""
    for ident in db.session.scalars(
        select(Propuesta.id)
        .where(Propuesta.id.in_(ids), Propuesta.actividad == 0, Propuesta.publicada_en.is_not(None))
        .order_by(Propuesta.id)
    ):
        yield Diferencia(ident, "actividad", "0", "la de sus fechas")


def _corregir_actividad(ids: Sequence[int]) -> None:
    """La vuelve a sumar desde la publicación y los apoyos."""
    for p in tomadas(ids):
        actividad = peso(p.publicada_en) if p.publicada_en else 0
        for momento in db.session.scalars(select(Apoyo.dado_en).where(Apoyo.propuesta_id == p.id)):
            actividad = sumar_actividad(actividad, momento)
        p.actividad = actividad
    db.session.flush()


def _indice(ids: Sequence[int]) -> Iterator[Diferencia]:
    guardadas: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
    nombres = ("clase", "valor", "publicada_en", "apoyos", "actividad", "cierra", "azar", "punto")
    columnas = (Faceta.propuesta_id, *(getattr(Faceta, nombre) for nombre in nombres))
    for fila in db.session.execute(select(*columnas).where(Faceta.propuesta_id.in_(ids))):
        guardadas[fila.propuesta_id].add(tuple(fila)[1:])
    for indexada in calcular(ids):
        correctas = {tuple(f[nombre] for nombre in nombres) for f in indexada.filas()}
        if correctas != guardadas[indexada.id]:
            yield Diferencia(
                indexada.id,
                "índice",
                _resumen(guardadas[indexada.id] - correctas),
                _resumen(correctas - guardadas[indexada.id]),
            )


def _resumen(filas: set[tuple[Any, ...]]) -> str:
    return ", ".join(f"{clase}:{valor}" for clase, valor, *_ in sorted(filas, key=str)[:4]) or "nada"
