"""Las listas: cada orden con un filtro lee solo el índice, y cuesta igual con mil propuestas que con un millón.

Varios filtros a la vez se cruzan partiendo del más pequeño y se ordenan 5.000 candidatas como mucho. Las
cuentas paran en 1.001 («más de 1.000»).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from app.extensiones import db
from app.nucleo.paginacion import Pagina, descifrar
from app.nucleo.reloj import ahora
from app.propuestas.consultas import cerca, piezas
from app.propuestas.consultas.piezas import Clave, Filtros, Orden, Referencia
from app.propuestas.consultas.vencen import pagina_vencen
from app.propuestas.modelos import NUNCA, Faceta, Propuesta

_EPOCA = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def contar(filtros: Filtros, orden: Orden = Orden.NUEVAS) -> int:
    """Cuántas hay, hasta 1.001 (que se lee «más de 1.000»). TERMINAN solo trae las que tienen fecha."""
    claves, periodo = filtros.claves, filtros.periodo(Faceta)
    orden = Orden.NUEVAS if filtros.esperan else orden
    if len(claves) == 1 and not periodo and orden is not Orden.TERMINAN:
        return db.session.scalar(_cuenta_de_una(piezas.TOPE_CUENTA), _como_parametros(claves[0])) or 0
    menor, otras = (claves[0], []) if len(claves) == 1 else piezas.por_tamano(claves)
    base = (
        select(Faceta.propuesta_id)
        .where(piezas.es(Faceta, menor), *_visibles_en(orden), *periodo)
        .limit(piezas.CANDIDATAS)
        .subquery()
    )
    dentro = piezas.cruzar(select(literal(1)).select_from(base), base.c.propuesta_id, otras).limit(
        piezas.TOPE_CUENTA
    )
    return db.session.scalar(select(func.count()).select_from(dentro.subquery())) or 0


def pagina(
    filtros: Filtros,
    orden: Orden,
    clave: str | None = None,
    *,
    semilla: int = 0,
    punto: tuple[float, float] | None = None,
    cuantas: int = 25,
) -> Pagina[Referencia]:
    """Un trozo de una lista. `clave` es la de `siguiente` o `anterior` de otra página; rota, da la primera.

    `semilla` es de cada visita y dice dónde empieza el orden al azar; `punto` (latitud, longitud) es de
    CERCA, que sin punto ordena por nuevas y con él solo trae propuestas con lugar en el mapa.
    """
    if orden is Orden.CERCA and punto is not None:
        return cerca.pagina_cerca(filtros, clave, punto, cuantas)
    if orden is Orden.AZAR:
        return _pagina_azar(filtros, clave, semilla, cuantas)
    if orden is Orden.TERMINAN and filtros.esperan:
        return pagina_vencen(filtros, clave, cuantas)
    return _pagina_por(filtros, orden if orden in _COLUMNAS else Orden.NUEVAS, clave, cuantas)


# Las dos consultas de la primera página con un filtro, que son casi todas, se escriben una sola vez: armarlas
# en cada petición costaba más que ejecutarlas.


def _como_parametros(clave: Clave) -> dict[str, int]:
    return {"clase_pedida": clave[0], "valor_pedido": clave[1]}


def _bajo_la_pedida() -> ColumnElement[bool]:
    return and_(Faceta.clase == bindparam("clase_pedida"), Faceta.valor == bindparam("valor_pedido"))


@cache
def _cuenta_de_una(tope: int) -> Select[tuple[int]]:
    dentro = select(literal(1)).where(_bajo_la_pedida()).limit(tope).subquery()
    return select(func.count()).select_from(dentro)


_COLUMNAS = {
    Orden.NUEVAS: "publicada_en",
    Orden.APOYADAS: "apoyos",
    Orden.ACTIVAS: "actividad",
    Orden.TERMINAN: "cierra",
}
"""La columna del índice que sigue cada orden: de mayor a menor, menos TERMINAN."""


def _sentido(orden: Orden, valor: Any, ident: Any, *, al_reves: bool = False) -> tuple[Any, Any]:
    """Por qué columnas se ordena y hacia dónde; el id desempata."""
    sube = (orden is Orden.TERMINAN) is not al_reves
    return (valor.asc(), ident.asc()) if sube else (valor.desc(), ident.desc())


def _visibles_en(orden: Orden) -> list[ColumnElement[bool]]:
    """TERMINAN solo tiene las que se cierran en una fecha que aún no llega."""
    return (
        [Faceta.cierra > bindparam("ahora", ahora()), Faceta.cierra < NUNCA] if orden is Orden.TERMINAN else []
    )


@cache
def _primera(orden: Orden, cuantas: int) -> Select[Any]:
    valor = getattr(Faceta, _COLUMNAS[orden])
    trozo = select(Faceta.propuesta_id, valor.label("valor")).where(_bajo_la_pedida(), *_visibles_en(orden))
    cortado = trozo.order_by(*_sentido(orden, valor, Faceta.propuesta_id)).limit(cuantas + 1).subquery()
    return _uniendo_version(cortado, lambda t: _sentido(orden, t.c.valor, t.c.propuesta_id))


def _fuente(filtros: Filtros, orden: Sequence[Any], *donde: Any, sigue: bool) -> tuple[Any, list[Clave]]:
    """De dónde salen las filas: el índice bajo una clave o, si hay varias, las primeras 5.000 de la menor.

    Con un período, las más nuevas que caen en él; `sigue` dice que el orden pedido es el de publicación, que lo
    recorre sin candidatas.
    """
    claves, periodo = filtros.claves, filtros.periodo(Faceta)
    if len(claves) == 1 and (sigue or not periodo):
        return Faceta, []
    menor, otras = piezas.por_tamano(claves) if len(claves) > 1 else (claves[0], [])
    if periodo:
        donde = (*donde, *periodo)
        orden = (Faceta.publicada_en.desc(), Faceta.propuesta_id.desc())
    columnas = (Faceta.publicada_en, Faceta.apoyos, Faceta.actividad, Faceta.cierra, Faceta.azar)
    candidatas = (
        select(Faceta.propuesta_id, *columnas)
        .where(piezas.es(Faceta, menor), *donde)
        .order_by(*orden)
        .limit(piezas.CANDIDATAS)
        .subquery()
    )
    return candidatas, otras


def _columnas(fuente: Any) -> Any:
    return fuente.c if isinstance(fuente, FromClause) else fuente


def _con_version(trozo: FromClause, orden: Sequence[Any]) -> Any:
    """Las filas de un trozo ya cortado con la versión de su propuesta, por clave primaria."""
    return db.session.execute(_uniendo_version(trozo, lambda _trozo: orden)).all()


def _uniendo_version(trozo: FromClause, orden: Callable[[FromClause], Sequence[Any]]) -> Select[Any]:
    return (
        select(*trozo.c, Propuesta.version)
        .join(Propuesta, Propuesta.id == trozo.c.propuesta_id)
        .order_by(*orden(trozo))
    )


def _a_entero(momento: dt.datetime) -> int:
    return (momento - _EPOCA) // dt.timedelta(microseconds=1)


def _a_momento(entero: int) -> dt.datetime | None:
    try:
        return _EPOCA + dt.timedelta(microseconds=entero)
    except OverflowError:
        return None


# ── Nuevas, más apoyadas, más activas y las que terminan pronto ──


def _pagina_por(filtros: Filtros, orden: Orden, clave: str | None, cuantas: int) -> Pagina[Referencia]:
    claves, periodo = filtros.claves, filtros.periodo(Faceta)
    atras, tope = _leer_clave(clave, orden)
    if len(claves) == 1 and tope is None and not periodo:
        datos = {**_como_parametros(claves[0]), **({"ahora": ahora()} if orden is Orden.TERMINAN else {})}
        leidas = db.session.execute(_primera(orden, cuantas), datos).all()
        return piezas.armar(_como_filas(leidas), cuantas, atras=False, primera=True)
    columna = getattr(Faceta, _COLUMNAS[orden])
    visibles = _visibles_en(orden)
    sentido = _sentido(orden, columna, Faceta.propuesta_id)
    fuente, otras = _fuente(filtros, sentido, *visibles, sigue=orden is Orden.NUEVAS)
    c = _columnas(fuente)
    valor, ident = getattr(c, _COLUMNAS[orden]), c.propuesta_id
    consulta = select(ident, valor.label("valor")).select_from(fuente)
    if fuente is Faceta:
        consulta = consulta.where(piezas.es(Faceta, claves[0]), *visibles, *periodo)
    if tope is not None:
        par, limite = tuple_(valor, ident), tuple_(*(literal(t) for t in tope))
        consulta = consulta.where(par > limite if atras is not (orden is Orden.TERMINAN) else par < limite)
    cruzada = piezas.cruzar(consulta, ident, otras).order_by(*_sentido(orden, valor, ident, al_reves=atras))
    trozo = cruzada.limit(cuantas + 1).subquery()
    exterior = _sentido(orden, trozo.c.valor, trozo.c.propuesta_id, al_reves=atras)
    return piezas.armar(_como_filas(_con_version(trozo, exterior)), cuantas, atras, primera=tope is None)


def _como_filas(leidas: Sequence[Any]) -> list[tuple[tuple[Any, ...], int]]:
    return [
        ((_a_entero(f.valor) if isinstance(f.valor, dt.datetime) else f.valor, f.propuesta_id), f.version)
        for f in leidas
    ]


def _leer_clave(clave: str | None, orden: Orden) -> tuple[bool, tuple[Any, ...] | None]:
    leida = descifrar(clave, (int, int, int))
    if leida is None:
        return False, None
    sentido, valor, ident = (int(x) for x in leida)
    if orden in (Orden.NUEVAS, Orden.TERMINAN):
        momento = _a_momento(valor)
        return (sentido < 0, (momento, ident)) if momento is not None else (False, None)
    return sentido < 0, (valor, ident)


# ── Al azar ──


def _pagina_azar(filtros: Filtros, clave: str | None, semilla: int, cuantas: int) -> Pagina[Referencia]:
    """Empieza en `semilla`, sube por la columna al azar y, al llegar al final, sigue desde el principio."""
    fuente, otras = _fuente(filtros, [Faceta.azar, Faceta.propuesta_id], sigue=False)
    leida = descifrar(clave, (int, int, int, int))
    atras = leida is not None and int(leida[0]) < 0
    vueltas = []
    for vuelta in (0, 1):
        consulta = _una_vuelta(fuente, filtros.claves[0], semilla, vuelta)
        c = _columnas(fuente)
        if leida is not None:
            corte = _desde(c, vuelta, tuple(int(x) for x in leida[1:]), atras)
            if corte is not None:
                consulta = consulta.where(corte)
        sentido = (c.azar.desc(), c.propuesta_id.desc()) if atras else (c.azar, c.propuesta_id)
        cruzada = piezas.cruzar(consulta, c.propuesta_id, otras)
        vueltas.append(select(cruzada.order_by(*sentido).limit(cuantas + 1).subquery()))
    unidas = union_all(*vueltas).subquery()
    orden = [unidas.c.vuelta, unidas.c.azar, unidas.c.propuesta_id]
    exterior = [columna.desc() for columna in orden] if atras else orden
    trozo = select(unidas).order_by(*exterior).limit(cuantas + 1).subquery()
    final = [trozo.c.vuelta, trozo.c.azar, trozo.c.propuesta_id]
    leidas = _con_version(trozo, [columna.desc() for columna in final] if atras else final)
    filas = [((f.vuelta, f.azar, f.propuesta_id), f.version) for f in leidas]
    return piezas.armar(filas, cuantas, atras, primera=leida is None)


def _una_vuelta(fuente: Any, clave: Clave, semilla: int, vuelta: int) -> Select[Any]:
    c = _columnas(fuente)
    consulta = select(literal(vuelta).label("vuelta"), c.azar, c.propuesta_id).select_from(fuente)
    if fuente is Faceta:
        consulta = consulta.where(piezas.es(Faceta, clave))
    return consulta.where(c.azar >= semilla if vuelta == 0 else c.azar < semilla)


def _desde(c: Any, vuelta: int, tope: tuple[int, ...], atras: bool) -> ColumnElement[bool] | None:
    """La parte de esta vuelta que queda más allá de la clave; None si queda entera."""
    if vuelta == tope[0]:
        par, limite = tuple_(c.azar, c.propuesta_id), tuple_(literal(tope[1]), literal(tope[2]))
        return par < limite if atras else par > limite
    queda = vuelta < tope[0] if atras else vuelta > tope[0]
    return None if queda else literal(1) == literal(0)
