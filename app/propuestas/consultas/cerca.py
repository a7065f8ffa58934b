"""El orden «cerca»: la distancia exacta de las más próximas, leyendo solo el índice y poco más de lo necesario.

El punto de cada propuesta va como un número entero en todas sus filas del índice: bajo cualquier filtro, un
círculo son unos pocos tramos de números seguidos. Lo caro es mirar de más: antes de leer se estima, con una
muestra que cuesta igual con mil propuestas que con un millón, cuántas del filtro hay alrededor, y se pide el
círculo que basta.
"""

from __future__ import annotations

import bisect
import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    column,
    func,
    literal,
    select,
    union_all,
    values,
)
from sqlalchemy.orm import aliased

from app.extensiones import db
from app.nucleo.paginacion import Pagina, descifrar
from app.propuestas.consultas import piezas
from app.propuestas.consultas.piezas import Clave, Filtros, Referencia
from app.propuestas.modelos import NUNCA, Faceta, Propuesta
from app.propuestas.reglas import area_en_rejilla, distancia, lugar_a_numero, numero_a_lugar, tramos_alrededor
from app.propuestas.reglas.indice import TRAMOS

POR_OCTAVA = 16
RADIOS = [10.0 * 2 ** (n / POR_OCTAVA) for n in range(21 * POR_OCTAVA + 1)]
"""Metros: de 10 hasta la vuelta al mundo, en pasos del 4 %."""

VECINAS = 128
"""Cuántas se miran a cada lado del lugar para estimar cuántas hay alrededor."""

HOLGURA = 1.35
"""Cuántas veces lo que muestra una página se espera en el primer círculo: así pocas veces hace falta otro."""

INTENTOS = 4
_TODOS = [(0, 1 << 62)]
"""El tramo de todos los lugares."""
_SIEMPRE = dt.datetime(1, 1, 1, tzinfo=dt.UTC)

Punto = tuple[float, float]
Lejania = tuple[int, int]
"""(milímetros, propuesta)."""

Lugares = list[tuple[int, int]]
"""(propuesta, lugar como número)."""


@dataclass(frozen=True)
class Sondeo:
    """Lo que dice la muestra: la clave con menos alrededor y las demás que hay que cruzar con ella.

    `densidad`: cuántas de las pedidas hay por número; None, que bajo esa clave son menos que la muestra.
    """

    menor: Clave
    otras: list[Clave]
    densidad: float | None


def pagina_cerca(filtros: Filtros, clave: str | None, punto: Punto, cuantas: int) -> Pagina[Referencia]:
    """Un trozo por distancia; la clave es (milímetros, id). Mira 5.000 candidatas a la vez como mucho."""
    leida = descifrar(clave, (int, int, int))
    atras = leida is not None and int(leida[0]) < 0
    tope = None if leida is None else (int(leida[1]), int(leida[2]))
    trozo = _trozo(filtros, punto, tope, atras, cuantas + 1)
    versiones = dict(
        db.session.execute(
            select(Propuesta.id, Propuesta.version).where(Propuesta.id.in_([i for _, i in trozo]))
        )
        .tuples()
        .all()
    )
    filas = [(par, versiones[par[1]]) for par in trozo]
    return piezas.armar(filas, cuantas, atras, primera=tope is None)


def _trozo(filtros: Filtros, punto: Punto, tope: Lejania | None, atras: bool, cuantas: int) -> list[Lejania]:
    """Las `cuantas` siguientes a `tope`, exactas: dentro de un círculo que cupo entero no falta ninguna.

    Si bajo el filtro hay pocas, se miran todas. Si no, el primer círculo es el que según la muestra basta; si
    no bastó, se mira más lejos al ritmo de lo hallado.
    """
    sondeo = _sondear(filtros, punto)
    if sondeo.densidad is None:
        return _de_lo_que_cabe(filtros, sondeo, punto, tope, atras, cuantas)
    lejos = 0.0 if tope is None else tope[0] / 1000
    corto, largo = _peldano(lejos) - 1, len(RADIOS)
    peldano = _primero(sondeo.densidad, punto, lejos, cuantas)
    for _intento in range(INTENTOS):
        if not corto < peldano < largo:
            break
        candidatas, completo = _del_circulo(filtros, sondeo, punto, peldano)
        if completo:
            trozo = _cortar(candidatas, punto, tope, atras, cuantas, RADIOS[peldano])
            if atras or len(trozo) == cuantas or peldano == len(RADIOS) - 1:
                return trozo
            corto, peldano = peldano, min(largo - 1, peldano + _salto(len(trozo), cuantas))
        else:
            largo, peldano = peldano, max(corto + 1, peldano - 2 * POR_OCTAVA)
    return _de_lo_que_cabe(filtros, sondeo, punto, tope, atras, cuantas)


def _de_lo_que_cabe(
    filtros: Filtros, sondeo: Sondeo, punto: Punto, tope: Lejania | None, atras: bool, cuantas: int
) -> list[Lejania]:
    """De todas las del filtro, si caben; si no, del círculo más ancho que cabe entero: ahí acaba la lista."""
    candidatas, completo = _leer(filtros, sondeo, _TODOS)
    if completo:
        return _cortar(candidatas, punto, tope, atras, cuantas)
    cabe, no_cabe = 0, len(RADIOS)
    candidatas, _completo = _del_circulo(filtros, sondeo, punto, cabe)
    while no_cabe - cabe > 1:
        medio = (cabe + no_cabe) // 2
        otras, completo = _del_circulo(filtros, sondeo, punto, medio)
        if completo:
            cabe, candidatas = medio, otras
        else:
            no_cabe = medio
    return _cortar(candidatas, punto, tope, atras, cuantas, RADIOS[cabe])


def _cortar(
    candidatas: Lugares,
    punto: Punto,
    tope: Lejania | None,
    atras: bool,
    cuantas: int,
    radio: float = math.inf,
) -> list[Lejania]:
    hasta = radio * 1000
    lejanias = sorted((round(distancia(punto, numero_a_lugar(n)) * 1000), ident) for ident, n in candidatas)
    lejanias = [par for par in lejanias if par[0] < hasta]
    if tope is not None:
        lejanias = [par for par in lejanias if (par < tope if atras else par > tope)]
    if atras:
        lejanias.reverse()
    return lejanias[:cuantas]


# ── Cuánto mirar ──


def _peldano(metros: float) -> int:
    """El menor círculo con más radio que ese."""
    return min(bisect.bisect_right(RADIOS, metros), len(RADIOS) - 1)


def _primero(densidad: float, punto: Punto, lejos: float, cuantas: int) -> int:
    """El círculo donde, según la muestra, hay más que suficientes más allá de `lejos`."""
    superficie = HOLGURA * cuantas / densidad / area_en_rejilla(punto[0], 1.0)
    return _peldano(math.sqrt(lejos * lejos + superficie / math.pi))


def _salto(halladas: int, cuantas: int) -> int:
    """Cuántos círculos más allá habría suficientes, al ritmo de lo hallado: de 1,5 a 16 veces la superficie."""
    veces = HOLGURA * cuantas / max(1, halladas)
    return math.ceil(POR_OCTAVA / 2 * math.log2(min(16.0, max(1.5, veces))))


def _sondear(filtros: Filtros, punto: Punto) -> Sondeo:
    """Estima sin contar. Una consulta, que lee siempre lo mismo.

    A cuántos números de distancia están, bajo cada clave, las 128 vecinas de un lado dice cuántas hay por
    superficie. De varias claves se parte de la que tiene menos; de las demás se supone que dejan pasar, de
    ella, la misma parte que de todas.
    """
    claves = filtros.claves
    todas = filtros.universo if len(claves) > 1 else ()
    aqui = lugar_a_numero(*punto)
    consultadas = [*claves, *todas]
    datos = {"aqui": aqui, "saltos": VECINAS - 1, **_datos_de(consultadas)}
    fila = db.session.execute(_sonda(len(consultadas)), datos).one()
    lados = [[abs(n - aqui) + 1 for n in fila[i : i + 2] if n is not None] for i in range(0, len(fila), 2)]
    densidades = [VECINAS / min(suyos) if suyos else 0.0 for suyos in lados]
    menor = min(range(len(claves)), key=lambda i: (densidades[i], i))
    otras = [n for n in range(len(claves)) if n != menor]
    densidad = densidades[menor]
    universo = sum(densidades[len(claves) :])
    if universo:
        densidad *= math.prod(min(1.0, densidades[n] / universo) for n in otras)
    return Sondeo(claves[menor], [claves[n] for n in otras], densidad if lados[menor] else None)


@cache
def _sonda(cuantas_claves: int) -> Select[Any]:
    def de_un_lado(n: int, condicion: ColumnElement[bool], orden: ColumnElement[Any]) -> Any:
        suyas = select(Faceta.punto).where(_pedida(Faceta, n), condicion)
        return suyas.order_by(orden).limit(1).offset(bindparam("saltos")).scalar_subquery()

    aqui: ColumnElement[int] = bindparam("aqui")
    return select(
        *(
            lado
            for n in range(cuantas_claves)
            for lado in (
                de_un_lado(n, Faceta.punto < aqui, Faceta.punto.desc()),
                de_un_lado(n, Faceta.punto >= aqui, Faceta.punto.asc()),
            )
        )
    )


# ── Leer candidatas ──
# Sus consultas se escriben una vez por cada número de filtros: armarlas costaba más que ejecutarlas.


def _pedida(faceta: Any, n: int) -> ColumnElement[bool]:
    return and_(faceta.clase == bindparam(f"clase_{n}"), faceta.valor == bindparam(f"valor_{n}"))


def _datos_de(claves: Sequence[Clave]) -> dict[str, int]:
    clases = {f"clase_{n}": clase for n, (clase, _valor) in enumerate(claves)}
    return clases | {f"valor_{n}": valor for n, (_clase, valor) in enumerate(claves)}


def _del_circulo(filtros: Filtros, sondeo: Sondeo, punto: Punto, peldano: int) -> tuple[Lugares, bool]:
    """Las de los cuadrados que cubren ese círculo y pasan los filtros."""
    return _leer(filtros, sondeo, tramos_alrededor(*punto, RADIOS[peldano]))


def _leer(filtros: Filtros, sondeo: Sondeo, tramos: Sequence[tuple[int, int]]) -> tuple[Lugares, bool]:
    """Las de esos tramos que pasan los filtros, y si son todas. Con varios filtros, las miradas se cuentan."""
    datos: dict[str, Any] = _datos_de([sondeo.menor, *sondeo.otras])
    bordes = [n for tramo in tramos for n in tramo]
    huecos = 1 if len(tramos) == 1 else TRAMOS
    datos.update(zip(_BORDES, bordes + [0] * (2 * huecos - len(bordes)), strict=False))
    datos["tope"] = piezas.CANDIDATAS + 1
    periodo = filtros.desde is not None or filtros.hasta is not None
    if periodo:
        datos |= {"publicada_desde": filtros.desde or _SIEMPRE, "publicada_hasta": filtros.hasta or NUNCA}
    filas = db.session.execute(_consulta(huecos, len(sondeo.otras), periodo), datos).tuples().all()
    if not (sondeo.otras or periodo):
        return list(filas), len(filas) <= piezas.CANDIDATAS
    miradas = sum(n for ident, n in filas if ident == 0)
    return [(ident, n) for ident, n in filas if ident], miradas <= piezas.CANDIDATAS


_BORDES = [f"{borde}_{n}" for n in range(TRAMOS) for borde in ("desde", "hasta")]


@cache
def _consulta(cuantos_tramos: int, cuantas_otras: int, periodo: bool) -> Select[Any]:
    """Una fila por candidata; si hay más de un filtro, otra con id 0 que dice cuántas se miraron."""
    columnas = (Faceta.propuesta_id, Faceta.punto, *((Faceta.publicada_en,) if periodo else ()))
    tramos = _tramos(cuantos_tramos)
    dentro = and_(Faceta.punto >= tramos.c.desde, Faceta.punto < tramos.c.hasta)
    todas = select(*columnas).select_from(tramos).join(Faceta, and_(_pedida(Faceta, 0), dentro))
    todas = todas.limit(bindparam("tope"))
    if not (cuantas_otras or periodo):
        return select(todas.subquery())
    base = todas.cte()
    pasan = select(base.c.propuesta_id, base.c.punto)
    if periodo:
        pasan = pasan.where(
            base.c.publicada_en >= bindparam("publicada_desde"),
            base.c.publicada_en < bindparam("publicada_hasta"),
        )
    pasan = _cruzada(pasan, base.c.propuesta_id, range(1, cuantas_otras + 1))
    miradas = select(literal(0), func.count()).select_from(base)
    return select(union_all(miradas, pasan).subquery())


def _tramos(cuantos: int) -> CTE:
    desde, hasta = column("desde", BigInteger), column("hasta", BigInteger)
    bordes = [
        tuple(bindparam(f"{borde}_{n}", type_=BigInteger) for borde in ("desde", "hasta"))
        for n in range(cuantos)
    ]
    return values(desde, hasta, name="tramos").data(bordes).cte()


def _cruzada(consulta: Select[Any], propuesta_id: Any, claves: Sequence[int]) -> Select[Any]:
    """Solo las que están también bajo esas claves. Con EXISTS: una unión dejaba recorrer la clave entera."""
    for n in claves:
        otra = aliased(Faceta)
        bajo = select(literal(1)).where(otra.propuesta_id == propuesta_id, _pedida(otra, n))
        consulta = consulta.where(bajo.exists())
    return consulta
