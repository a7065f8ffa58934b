"""Las raíces de una conversación por páginas, con sus primeras respuestas: siempre las mismas consultas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.orm import aliased

from app.extensiones import db
from app.nucleo.paginacion import Pagina, codificar, descifrar
from app.participacion.consultas.piezas import Fila, en_pie, filas, leer
from app.participacion.modelos import Comentario
from app.participacion.reglas import RAICES_POR_PAGINA, RESPUESTAS_DE_MUESTRA, Orden, Posicion

_EPOCA = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICRO = dt.timedelta(microseconds=1)
_ULTIMO = 2**63 - 1
_COLUMNA: dict[Orden, Any] = {
    Orden.VALORADOS: Comentario.puntaje,
    Orden.NUEVOS: Comentario.creado_en,
    Orden.ANTIGUOS: Comentario.creado_en,
    Orden.RESPONDIDOS: Comentario.respuestas,
}


@dataclass(frozen=True)
class Hilo:
    """Una raíz y sus primeras respuestas, en el orden en que se escribieron."""

    raiz: Fila
    respuestas: tuple[Fila, ...]


def consulta_de_raices(
    contenido_id: int, orden: Orden, posicion: Posicion | None, clave: str | None, cuantas: int
) -> Select[Any]:
    """Los ids de una página de raíces (y uno más, por saber si hay otra), por el índice de su orden."""
    columna, ident = _COLUMNA[orden], Comentario.id
    atras, tope = _leer_clave(clave, orden)
    consulta = select(ident, columna.label("valor")).where(
        Comentario.sobre_id == contenido_id, Comentario.padre_id.is_(None), en_pie()
    )
    if posicion is not None:
        consulta = consulta.where(Comentario.posicion == posicion.value)
    sube = (orden is Orden.ANTIGUOS) != atras
    if tope is not None:
        par, limite = tuple_(columna, ident), tuple_(*(literal(t) for t in tope))
        consulta = consulta.where(par > limite if sube else par < limite)
    sentido = (columna.asc(), ident.asc()) if sube else (columna.desc(), ident.desc())
    return consulta.order_by(*sentido).limit(cuantas + 1)


def raices(
    contenido_id: int,
    orden: Orden = Orden.VALORADOS,
    posicion: Posicion | None = None,
    clave: str | None = None,
    *,
    cuantas: int = RAICES_POR_PAGINA,
    respuestas: int = RESPUESTAS_DE_MUESTRA,
) -> Pagina[Hilo]:
    """Una página de raíces con hasta `respuestas` de cada una, en dos consultas."""
    atras, tope = _leer_clave(clave, orden)
    consulta = consulta_de_raices(contenido_id, orden, posicion, clave, cuantas)
    leidas = [(i, _a_entero(v)) for i, v in db.session.execute(consulta)]
    hay_mas, leidas = len(leidas) > cuantas, leidas[:cuantas]
    if atras:
        leidas.reverse()
    if not leidas:
        return Pagina(())
    claves = [codificar((s, v, i)) for s, (i, v) in ((-1, leidas[0]), (1, leidas[-1]))]
    hay_antes, hay_despues = (hay_mas, True) if atras else (tope is not None, hay_mas)
    return Pagina(
        _con_respuestas([i for i, _v in leidas], respuestas),
        siguiente=claves[1] if hay_despues else None,
        anterior=claves[0] if hay_antes else None,
    )


def consulta_de_hilos(ids: Sequence[int], respuestas: int) -> Select[Any]:
    """Cada raíz y sus primeras respuestas: de cada hilo se lee un trozo del índice, por largo que sea."""
    raiz, otra = aliased(Comentario), aliased(Comentario)
    ultima = (
        select(otra.id)
        .where(otra.raiz_id == raiz.id)
        .order_by(otra.id)
        .offset(respuestas)
        .limit(1)
        .correlate(raiz)
        .scalar_subquery()
    )
    topes = (
        select(raiz.id.label("raiz"), func.coalesce(ultima, _ULTIMO).label("tope"))
        .where(raiz.id.in_(ids))
        .cte("topes")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return (
        filas()
        .join(topes, (topes.c.raiz == Comentario.raiz_id) & (Comentario.id <= topes.c.tope))
        .where(en_pie())
        .order_by(Comentario.id)
    )


def _con_respuestas(ids: Sequence[int], respuestas: int) -> list[Hilo]:
    raices_: dict[int, Fila] = {}
    debajo: dict[int, list[Fila]] = {ident: [] for ident in ids}
    for fila in leer(consulta_de_hilos(ids, respuestas)):
        if fila.padre_id is None:
            raices_[fila.id] = fila
        else:
            debajo[fila.raiz_id].append(fila)
    return [Hilo(raices_[i], tuple(debajo[i])) for i in ids if i in raices_]


def _a_entero(valor: dt.datetime | int) -> int:
    return (valor - _EPOCA) // _MICRO if isinstance(valor, dt.datetime) else valor


def _leer_clave(clave: str | None, orden: Orden) -> tuple[bool, tuple[Any, int] | None]:
    """Si se va hacia atrás, y desde qué fila; una clave rota es como no traerla."""
    leida = descifrar(clave, (int, int, int))
    if leida is None:
        return False, None
    sentido, valor, ident = (int(x) for x in leida)
    if orden not in (Orden.NUEVOS, Orden.ANTIGUOS):
        return sentido < 0, (valor, ident)
    try:
        return sentido < 0, (_EPOCA + valor * _MICRO, ident)
    except OverflowError:
        return False, None
