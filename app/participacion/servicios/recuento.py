"""Recontar: las cuentas de cada conversación y de cada comentario salen otra vez de las filas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, select, update

from app.extensiones import db
from app.participacion.modelos import Comentario, Conversacion, Voto
from app.participacion.reglas import Conteo, contar_conversacion
from app.participacion.servicios.comunes import tomar_conversacion

TANDA = 500


@dataclass(frozen=True)
class Diferencia:
    """Una cuenta que no coincidía: de qué conversación o comentario, lo guardado y lo que sale de las filas."""

    id: int
    cosa: str
    guardado: str
    correcto: str


def conversaciones() -> Iterator[int]:
    """Los ids de todo lo que se comentó, por tandas."""
    ultimo = 0
    while ids := db.session.scalars(
        select(Comentario.sobre_id)
        .where(Comentario.sobre_id > ultimo)
        .distinct()
        .order_by(Comentario.sobre_id)
        .limit(TANDA)
    ).all():
        yield from ids
        ultimo = ids[-1]


def recontar(de: Iterable[int] | None = None, *, corregir: bool = True) -> list[Diferencia]:
    """Compara las cuentas con las filas, una conversación cada vez, y corrige si se pide. Dice qué difería."""
    halladas: list[Diferencia] = []
    for contenido_id in list(conversaciones()) if de is None else de:
        halladas += _una(contenido_id, corregir)
    return halladas


def _una(contenido_id: int, corregir: bool) -> list[Diferencia]:
    conversacion = tomar_conversacion(contenido_id)
    filas = db.session.execute(
        select(
            Comentario.id,
            Comentario.padre_id,
            Comentario.posicion,
            Comentario.retirado_en,
            Comentario.creado_en,
            Comentario.a_favor_importados,
            Comentario.en_contra_importados,
            Comentario.a_favor,
            Comentario.en_contra,
            Comentario.respuestas,
            Comentario.puntaje,
        )
        .where(Comentario.sobre_id == contenido_id)
        .order_by(Comentario.id)
    ).all()
    conteo = contar_conversacion([tuple(f)[:7] for f in filas], _votos(contenido_id))
    guardadas = {f.id: (f.a_favor, f.en_contra, f.respuestas, f.puntaje) for f in filas}
    malas = {i: c for i, c in conteo.comentarios.items() if guardadas[i] != c}
    de_conversacion = {c: getattr(conversacion, c) for c in conteo.conversacion}
    diferencias = [
        *_comparar(contenido_id, de_conversacion, conteo.conversacion),
        *(Diferencia(i, "comentario", str(guardadas[i]), str(c)) for i, c in malas.items()),
    ]
    if corregir and diferencias:
        _corregir(conversacion, conteo, malas)
    return diferencias


def _votos(contenido_id: int) -> dict[int, tuple[int, int]]:
    filas = db.session.execute(
        select(
            Voto.comentario_id,
            func.count().filter(Voto.valor == 1),
            func.count().filter(Voto.valor == -1),
        )
        .join(Comentario, Comentario.id == Voto.comentario_id)
        .where(Comentario.sobre_id == contenido_id)
        .group_by(Voto.comentario_id)
    )
    return {ident: (int(si), int(no)) for ident, si, no in filas}


def _comparar(ident: int, hay: dict[str, Any], toca: dict[str, Any]) -> Iterator[Diferencia]:
    for cosa, correcto in toca.items():
        if hay[cosa] != correcto:
            yield Diferencia(ident, cosa, str(hay[cosa]), str(correcto))


def _corregir(conversacion: Conversacion, conteo: Conteo, malas: dict[int, tuple[int, int, int, int]]) -> None:
    for columna, valor in conteo.conversacion.items():
        setattr(conversacion, columna, valor)
    conversacion.version += 1
    db.session.flush()
    pares = list(malas.items())
    for desde in range(0, len(pares), TANDA):
        _escribir(pares[desde : desde + TANDA])


def _escribir(pares: Sequence[tuple[int, tuple[int, int, int, int]]]) -> None:
    tabla = cast("Table", Comentario.__table__)
    db.session.connection().execute(
        update(tabla)
        .where(tabla.c.id == bindparam("de"))
        .values({c: bindparam(f"_{c}") for c in ("a_favor", "en_contra", "respuestas", "puntaje")}),
        [
            {"de": i, "_a_favor": a, "_en_contra": e, "_respuestas": r, "_puntaje": p}
            for i, (a, e, r, p) in pares
        ],
    )
    db.session.expire_all()
