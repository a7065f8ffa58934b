"""Las listas: cada orden con un filtro lee solo el índice, y cuesta igual con mil propuestas que con un millón.

Varios filtros a la vez se cruzan partiendo del más pequeño y se ordenan 5.000 candidatas como mucho. Las
cuentas paran en 1.001 («más de 1.000»).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from app.extensiones import db
from app.nucleo.paginacion import Pagina, codificar, descifrar
from app.propuestas.modelos import Faceta, Propuesta
from app.propuestas.reglas import Clase, EstadoLista, codigo_ods, distancia, intervalos, numero_a_lugar

TOPE_CUENTA = 1001
CANDIDATAS = 5000
ESCALAS = (18, 16, 14, 12, 10, 8, 6)
"""Lados de 150 m, 600 m, 2,4 km, 10 km, 39 km, 156 km y 625 km: «cerca» usa el mayor con pocas candidatas."""

Clave = tuple[int, int]
_EPOCA = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Orden(StrEnum):
    """Los órdenes de una lista."""

    NUEVAS = "nuevas"
    APOYADAS = "apoyadas"
    CERCA = "cerca"
    AZAR = "azar"


@dataclass(frozen=True)
class Filtros:
    """Por qué se filtra; `estado` es un `EstadoLista`, `ods` un objetivo (`11`) o una meta (`11.2`)."""

    estado: str | None = None
    elemento_id: int | None = None
    ods: str | None = None
    territorio_id: int | None = None
    etiqueta_id: int | None = None
    proceso_id: int | None = None

    @property
    def claves(self) -> list[Clave]:
        """Las claves del índice que hay que cruzar; sin filtros, la de todas."""
        claves: list[Clave] = []
        if self.estado:
            claves.append((int(Clase.ESTADO), _numero_de_estado(self.estado)))
        if self.ods:
            claves.append((int(Clase.ODS), codigo_ods(self.ods)))
        por_id = (
            (Clase.ELEMENTO, self.elemento_id),
            (Clase.TERRITORIO, self.territorio_id),
            (Clase.ETIQUETA, self.etiqueta_id),
            (Clase.PROCESO, self.proceso_id),
        )
        claves += [(int(clase), valor) for clase, valor in por_id if valor is not None]
        return claves or [(int(Clase.TODAS), 0)]


@dataclass(frozen=True)
class Referencia:
    """Una propuesta en una lista: basta para hallar su tarjeta ya dibujada."""

    id: int
    version: int


def _numero_de_estado(estado: str) -> int:
    return EstadoLista(estado).numero if estado in set(EstadoLista) else 0


def contar(filtros: Filtros) -> int:
    """Cuántas hay, hasta 1.001 (que se lee «más de 1.000»)."""
    claves = filtros.claves
    if len(claves) == 1:
        dentro = select(literal(1)).where(_es(Faceta, claves[0])).limit(TOPE_CUENTA)
    else:
        menor, otras = _por_tamano(claves)
        base = select(Faceta.propuesta_id).where(_es(Faceta, menor)).limit(CANDIDATAS).subquery()
        dentro = _cruzar(select(literal(1)).select_from(base), base.c.propuesta_id, otras).limit(TOPE_CUENTA)
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
        return _pagina_cerca(filtros, clave, punto, cuantas)
    if orden is Orden.AZAR:
        return _pagina_azar(filtros, clave, semilla, cuantas)
    return _pagina_por(filtros, Orden.APOYADAS if orden is Orden.APOYADAS else Orden.NUEVAS, clave, cuantas)


# ── Piezas ──


def _es(faceta: Any, clave: Clave) -> ColumnElement[bool]:
    return and_(faceta.clase == clave[0], faceta.valor == clave[1])


def _cruzar(consulta: Select[Any], propuesta_id: Any, claves: Sequence[Clave]) -> Select[Any]:
    """Exige que la propuesta esté también bajo cada clave: una búsqueda por clave primaria por cada una."""
    for clave in claves:
        otra = aliased(Faceta)
        consulta = consulta.join(otra, and_(otra.propuesta_id == propuesta_id, _es(otra, clave)))
    return consulta


def _por_tamano(claves: Sequence[Clave], minimo: int = 0) -> tuple[Clave, list[Clave]]:
    """La clave con menos propuestas (contando hasta el tope) y las demás; con una sola no consulta."""
    if len(claves) == 1 and not minimo:
        return claves[0], []
    tamanos = _tamanos(claves)
    orden = sorted(range(len(claves)), key=lambda i: (tamanos[i], i))
    return claves[orden[0]], [claves[i] for i in orden[1:]]


def _tamanos(claves: Sequence[Clave]) -> list[int]:
    cuentas = [
        select(func.count())
        .select_from(select(literal(1)).where(_es(Faceta, c)).limit(CANDIDATAS + 1).subquery())
        .scalar_subquery()
        for c in claves
    ]
    return [int(n) for n in db.session.execute(select(*cuentas)).one()]


def _fuente(claves: Sequence[Clave], orden: Sequence[Any]) -> tuple[Any, list[Clave]]:
    """De dónde salen las filas: el índice bajo una clave o, si hay varias, las primeras 5.000 de la menor."""
    if len(claves) == 1:
        return Faceta, []
    menor, otras = _por_tamano(claves)
    candidatas = (
        select(Faceta.propuesta_id, Faceta.publicada_en, Faceta.apoyos, Faceta.azar)
        .where(_es(Faceta, menor))
        .order_by(*orden)
        .limit(CANDIDATAS)
        .subquery()
    )
    return candidatas, otras


def _columnas(fuente: Any) -> Any:
    return fuente.c if isinstance(fuente, FromClause) else fuente


def _con_version(trozo: FromClause, orden: Sequence[Any]) -> Any:
    """Las filas de un trozo ya cortado con la versión de su propuesta, por clave primaria."""
    return db.session.execute(
        select(*trozo.c, Propuesta.version)
        .join(Propuesta, Propuesta.id == trozo.c.propuesta_id)
        .order_by(*orden)
    ).all()


def _a_entero(momento: dt.datetime) -> int:
    return (momento - _EPOCA) // dt.timedelta(microseconds=1)


def _a_momento(entero: int) -> dt.datetime | None:
    try:
        return _EPOCA + dt.timedelta(microseconds=entero)
    except OverflowError:
        return None


# ── Nuevas y más apoyadas ──


def _pagina_por(filtros: Filtros, orden: Orden, clave: str | None, cuantas: int) -> Pagina[Referencia]:
    atributo = "apoyos" if orden is Orden.APOYADAS else "publicada_en"
    columna = getattr(Faceta, atributo)
    fuente, otras = _fuente(filtros.claves, [columna.desc(), Faceta.propuesta_id.desc()])
    c = _columnas(fuente)
    valor, ident = getattr(c, atributo), c.propuesta_id
    consulta = select(ident, valor.label("valor"))
    consulta = consulta.select_from(fuente)
    if fuente is Faceta:
        consulta = consulta.where(_es(Faceta, filtros.claves[0]))
    atras, tope = _leer_clave(clave, orden)
    if tope is not None:
        par, limite = tuple_(valor, ident), tuple_(*(literal(t) for t in tope))
        consulta = consulta.where(par > limite if atras else par < limite)
    sentido = (valor.asc(), ident.asc()) if atras else (valor.desc(), ident.desc())
    trozo = _cruzar(consulta, ident, otras).order_by(*sentido).limit(cuantas + 1).subquery()
    exterior = (
        (trozo.c.valor.asc(), trozo.c.propuesta_id.asc())
        if atras
        else (trozo.c.valor.desc(), trozo.c.propuesta_id.desc())
    )
    filas = [
        ((_a_entero(f.valor) if atributo == "publicada_en" else f.valor, f.propuesta_id), f.version)
        for f in _con_version(trozo, exterior)
    ]
    return _armar(filas, cuantas, atras, primera=tope is None)


def _leer_clave(clave: str | None, orden: Orden) -> tuple[bool, tuple[Any, ...] | None]:
    leida = descifrar(clave, (int, int, int))
    if leida is None:
        return False, None
    sentido, valor, ident = (int(x) for x in leida)
    if orden is Orden.NUEVAS:
        momento = _a_momento(valor)
        return (sentido < 0, (momento, ident)) if momento is not None else (False, None)
    return sentido < 0, (valor, ident)


def _armar(
    filas: list[tuple[tuple[Any, ...], int]], cuantas: int, atras: bool, primera: bool
) -> Pagina[Referencia]:
    """Recorta la fila de más, endereza lo leído hacia atrás y pone las claves vecinas."""
    hay_mas = len(filas) > cuantas
    filas = filas[:cuantas]
    if atras:
        filas.reverse()
    if not filas:
        return Pagina([])
    siguiente = codificar((1, *filas[-1][0])) if hay_mas or atras else None
    anterior = codificar((-1, *filas[0][0])) if (hay_mas if atras else not primera) else None
    return Pagina([Referencia(valores[-1], version) for valores, version in filas], siguiente, anterior)


# ── Al azar ──


def _pagina_azar(filtros: Filtros, clave: str | None, semilla: int, cuantas: int) -> Pagina[Referencia]:
    """Empieza en `semilla`, sube por la columna al azar y, al llegar al final, sigue desde el principio."""
    fuente, otras = _fuente(filtros.claves, [Faceta.azar, Faceta.propuesta_id])
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
        cruzada = _cruzar(consulta, c.propuesta_id, otras)
        vueltas.append(select(cruzada.order_by(*sentido).limit(cuantas + 1).subquery()))
    unidas = union_all(*vueltas).subquery()
    orden = [unidas.c.vuelta, unidas.c.azar, unidas.c.propuesta_id]
    exterior = [columna.desc() for columna in orden] if atras else orden
    trozo = select(unidas).order_by(*exterior).limit(cuantas + 1).subquery()
    final = [trozo.c.vuelta, trozo.c.azar, trozo.c.propuesta_id]
    leidas = _con_version(trozo, [columna.desc() for columna in final] if atras else final)
    filas = [((f.vuelta, f.azar, f.propuesta_id), f.version) for f in leidas]
    return _armar(filas, cuantas, atras, primera=leida is None)


def _una_vuelta(fuente: Any, clave: Clave, semilla: int, vuelta: int) -> Select[Any]:
    c = _columnas(fuente)
    consulta = select(literal(vuelta).label("vuelta"), c.azar, c.propuesta_id).select_from(fuente)
    if fuente is Faceta:
        consulta = consulta.where(_es(Faceta, clave))
    return consulta.where(c.azar >= semilla if vuelta == 0 else c.azar < semilla)


def _desde(c: Any, vuelta: int, tope: tuple[int, ...], atras: bool) -> ColumnElement[bool] | None:
    """La parte de esta vuelta que queda más allá de la clave; None si queda entera."""
    if vuelta == tope[0]:
        par, limite = tuple_(c.azar, c.propuesta_id), tuple_(literal(tope[1]), literal(tope[2]))
        return par < limite if atras else par > limite
    queda = vuelta < tope[0] if atras else vuelta > tope[0]
    return None if queda else literal(1) == literal(0)


# ── Cerca ──


def _pagina_cerca(
    filtros: Filtros, clave: str | None, punto: tuple[float, float], cuantas: int
) -> Pagina[Referencia]:
    """Ordena por distancia exacta las candidatas más cercanas; la clave es (milímetros, id)."""
    lejanias = sorted(
        (round(distancia(punto, numero_a_lugar(numero)) * 1000), ident)
        for ident, numero in _candidatas_cerca(filtros, punto)
    )
    leida = descifrar(clave, (int, int, int))
    atras = leida is not None and int(leida[0]) < 0
    if leida is not None:
        tope = (int(leida[1]), int(leida[2]))
        lejanias = [par for par in lejanias if (par < tope if atras else par > tope)]
    if atras:
        lejanias.reverse()
    trozo = lejanias[: cuantas + 1]
    versiones = dict(
        db.session.execute(
            select(Propuesta.id, Propuesta.version).where(Propuesta.id.in_([i for _, i in trozo]))
        )
        .tuples()
        .all()
    )
    return _armar([(par, versiones[par[1]]) for par in trozo], cuantas, atras, primera=leida is None)


def _en_tramos(faceta: Any, punto: tuple[float, float], escala: int) -> ColumnElement[bool]:
    tramos = intervalos(*punto, escala)
    return and_(
        faceta.clase == int(Clase.CELDA),
        or_(*(and_(faceta.valor >= desde, faceta.valor < hasta) for desde, hasta in tramos)),
    )


def _candidatas_cerca(filtros: Filtros, punto: tuple[float, float]) -> Sequence[tuple[int, int]]:
    """Hasta 5.000 (propuesta, número de su punto).

    Si el filtro cabe en 5.000, todas las suyas con lugar. Si no, las del mayor cuadro alrededor del punto que
    no se pase de 5.000. Dos consultas siempre.
    """
    claves = filtros.claves
    cuentas = [
        select(func.count())
        .select_from(select(literal(1)).where(_en_tramos(Faceta, punto, e)).limit(CANDIDATAS + 1).subquery())
        .scalar_subquery()
        for e in ESCALAS
    ]
    propias = [
        select(func.count())
        .select_from(select(literal(1)).where(_es(Faceta, c)).limit(CANDIDATAS + 1).subquery())
        .scalar_subquery()
        for c in claves
    ]
    medidas = [int(n) for n in db.session.execute(select(*propias, *cuentas)).one()]
    tamanos, anillos = medidas[: len(claves)], medidas[len(claves) :]
    menor = min(range(len(claves)), key=lambda i: (tamanos[i], i))
    if tamanos[menor] <= CANDIDATAS:
        otras = [c for i, c in enumerate(claves) if i != menor]
        celda = aliased(Faceta)
        suyas = (
            select(celda.propuesta_id, celda.valor)
            .select_from(Faceta)
            .join(celda, and_(celda.propuesta_id == Faceta.propuesta_id, celda.clase == int(Clase.CELDA)))
            .where(_es(Faceta, claves[menor]))
        )
        consulta = _cruzar(suyas, Faceta.propuesta_id, otras)
    else:
        caben = [e for e, n in zip(ESCALAS, anillos, strict=True) if n <= CANDIDATAS]
        base = (
            select(Faceta.propuesta_id, Faceta.valor)
            .where(_en_tramos(Faceta, punto, min(caben, default=ESCALAS[0])))
            .limit(CANDIDATAS)
            .subquery()
        )
        filtrar = [c for c in claves if c[0] != int(Clase.TODAS)]
        consulta = _cruzar(select(base.c.propuesta_id, base.c.valor), base.c.propuesta_id, filtrar)
    return [(int(i), int(v)) for i, v in db.session.execute(consulta)]
