"""El orden «cerca»: la distancia exacta de las más próximas, leyendo solo el índice y poco más de lo necesario.

El punto entero de cada propuesta va en su clave del índice, así que un círculo son unos pocos tramos de números
seguidos. Lo caro es mirar de más: antes de leer se estima, con una muestra que cuesta igual con mil propuestas
que con un millón, cuántas hay alrededor y qué parte deja pasar el filtro, y se pide el círculo que basta.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, select, union_all
from sqlalchemy.orm import aliased

from app.extensiones import db
from app.nucleo.paginacion import Pagina, descifrar
from app.propuestas.consultas import piezas
from app.propuestas.consultas.indexadas import en_tandas
from app.propuestas.consultas.piezas import Clave, Filtros, Referencia
from app.propuestas.modelos import Faceta, Propuesta
from app.propuestas.reglas import (
    AZAR,
    area_en_rejilla,
    distancia,
    lugar_a_numero,
    numero_a_lugar,
    tramos_alrededor,
)
from app.propuestas.reglas.indice import TRAMOS

POR_OCTAVA = 16
RADIOS = [10.0 * 2 ** (n / POR_OCTAVA) for n in range(21 * POR_OCTAVA + 1)]
"""Metros: de 10 hasta la vuelta al mundo, en pasos del 4 %."""

MUESTRA, VECINAS = 256, 128
"""Cuántas se miran para estimar cuántas hay bajo una clave y cuántas hay a cada lado del lugar."""

HOLGURA = 1.35
"""Cuántas veces lo que muestra una página se espera en el primer círculo: así pocas veces hace falta otro."""

INTENTOS = 4

Punto = tuple[float, float]
Lejania = tuple[int, int]
"""(milímetros, propuesta)."""

Lugares = list[tuple[int, int]]
"""(propuesta, lugar como número)."""


@dataclass(frozen=True)
class Sondeo:
    """Lo que dice la muestra: cuántas hay bajo cada clave, qué parte pasa la menor y cuán juntas están."""

    tamanos: list[float]
    parte: float
    densidad: float

    @property
    def menor(self) -> int:
        """Qué clave tiene menos."""
        return min(range(len(self.tamanos)), key=lambda i: (self.tamanos[i], i))


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
    if sondeo.tamanos[sondeo.menor] < MUESTRA:
        candidatas, completo = _del_filtro(filtros, sondeo.menor)
        if completo:
            return _cortar(candidatas, punto, tope, atras, cuantas)
    lejos = 0.0 if tope is None else tope[0] / 1000
    corto, largo = _peldano(lejos) - 1, len(RADIOS)
    peldano = _primero(sondeo, punto, lejos, cuantas)
    for _intento in range(INTENTOS):
        if not corto < peldano < largo:
            break
        candidatas, completo = _del_circulo(filtros, punto, peldano)
        if completo:
            trozo = _cortar(candidatas, punto, tope, atras, cuantas, RADIOS[peldano])
            if atras or len(trozo) == cuantas or peldano == len(RADIOS) - 1:
                return trozo
            if sondeo.tamanos[sondeo.menor] <= piezas.CANDIDATAS:
                break
            corto, peldano = peldano, min(largo - 1, peldano + _salto(len(trozo), cuantas))
        else:
            largo, peldano = peldano, max(corto + 1, peldano - 2 * POR_OCTAVA)
    return _de_lo_que_cabe(filtros, sondeo, punto, tope, atras, cuantas)


def _de_lo_que_cabe(
    filtros: Filtros, sondeo: Sondeo, punto: Punto, tope: Lejania | None, atras: bool, cuantas: int
) -> list[Lejania]:
    """De todas las del filtro, si caben; si no, del círculo más ancho que cabe entero: ahí acaba la lista."""
    if sondeo.tamanos[sondeo.menor] <= 2 * piezas.CANDIDATAS:
        candidatas, completo = _del_filtro(filtros, sondeo.menor)
        if completo:
            return _cortar(candidatas, punto, tope, atras, cuantas)
    cabe, no_cabe = 0, len(RADIOS)
    candidatas, _completo = _del_circulo(filtros, punto, cabe)
    while no_cabe - cabe > 1:
        medio = (cabe + no_cabe) // 2
        otras, completo = _del_circulo(filtros, punto, medio)
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


def _primero(sondeo: Sondeo, punto: Punto, lejos: float, cuantas: int) -> int:
    """El círculo donde, según la muestra, hay más que suficientes más allá de `lejos`."""
    esperadas = HOLGURA * cuantas / sondeo.parte
    superficie = esperadas / sondeo.densidad / area_en_rejilla(punto[0], 1.0)
    return _peldano(math.sqrt(lejos * lejos + superficie / math.pi))


def _salto(halladas: int, cuantas: int) -> int:
    """Cuántos círculos más allá habría suficientes, al ritmo de lo hallado: de 1,5 a 16 veces la superficie."""
    veces = HOLGURA * cuantas / max(1, halladas)
    return math.ceil(POR_OCTAVA / 2 * math.log2(min(16.0, max(1.5, veces))))


def _sondear(filtros: Filtros, punto: Punto) -> Sondeo:
    """Estima sin contar. Una consulta, que lee siempre lo mismo.

    El número al azar de la propuesta que hace 256 dice cuántas hay bajo una clave; a cuántos números de
    distancia están las 128 vecinas de un lado, cuántas hay por superficie. Menos de 256 son pocas: se sabe.
    """
    claves = list(dict.fromkeys([*filtros.claves, *filtros.universo]))
    aqui = lugar_a_numero(*punto)
    saltos = {"muestra": MUESTRA - 1, "vecinas": VECINAS - 1}
    datos = {"celda": filtros.celda, "aqui": aqui, **saltos, **_datos_de(claves)}
    fila = db.session.execute(_sonda(len(claves)), datos).one()
    tamanos = {c: _estimar(azar) for c, azar in zip(claves, fila[2:], strict=True)}
    lados = [abs(n - aqui) + 1 for n in fila[:2] if n is not None]
    todas = sum(tamanos[c] for c in filtros.universo)
    suyos = [tamanos[c] for c in filtros.claves]
    return Sondeo(suyos, min(1.0, min(suyos) / todas), VECINAS / min(lados, default=area_en_rejilla(0.0, 1e15)))


def _estimar(azar: int | None) -> float:
    return MUESTRA - 1.0 if azar is None else (MUESTRA - 1) * AZAR / (azar + 1)


@cache
def _sonda(cuantas_claves: int) -> Select[Any]:
    def de_un_lado(condicion: ColumnElement[bool], orden: ColumnElement[Any]) -> Any:
        suyas = select(Faceta.valor).where(Faceta.clase == bindparam("celda"), condicion)
        return suyas.order_by(orden).limit(1).offset(bindparam("vecinas")).scalar_subquery()

    def en_la_muestra(n: int) -> Any:
        suyas = select(Faceta.azar).where(_pedida(Faceta, n)).order_by(Faceta.azar)
        return suyas.limit(1).offset(bindparam("muestra")).scalar_subquery()

    return select(
        de_un_lado(Faceta.valor < bindparam("aqui"), Faceta.valor.desc()),
        de_un_lado(Faceta.valor >= bindparam("aqui"), Faceta.valor.asc()),
        *(en_la_muestra(n) for n in range(cuantas_claves)),
    )


# ── Leer candidatas ──
# Sus consultas se escriben una vez por cada número de filtros: armarlas costaba más que ejecutarlas.


def _pedida(faceta: Any, n: int) -> ColumnElement[bool]:
    return and_(faceta.clase == bindparam(f"clase_{n}"), faceta.valor == bindparam(f"valor_{n}"))


def _datos_de(claves: Sequence[Clave]) -> dict[str, int]:
    clases = {f"clase_{n}": clase for n, (clase, _valor) in enumerate(claves)}
    return clases | {f"valor_{n}": valor for n, (_clase, valor) in enumerate(claves)}


def _leer(consulta: Select[Any], datos: dict[str, int], filtros: Filtros) -> tuple[Lugares, bool]:
    """Las candidatas, y si son todas: la primera fila dice cuántas se miraron."""
    filas = db.session.execute(consulta, {**datos, "tope": piezas.CANDIDATAS + 1}).tuples().all()
    miradas = sum(n for ident, n in filas if ident == 0)
    lugares = [(ident, n) for ident, n in filas if ident]
    if filtros.periodo(Faceta):
        lugares = _del_periodo(lugares, filtros)
    return lugares, miradas <= piezas.CANDIDATAS


def _del_periodo(lugares: Lugares, filtros: Filtros) -> Lugares:
    """Las publicadas en el periodo del filtro, por la clave primaria de su lugar."""
    suyas = select(Faceta.propuesta_id).where(Faceta.clase == filtros.celda, *filtros.periodo(Faceta))
    quedan: set[int] = set()
    for tanda in en_tandas(lugares):
        ids, numeros = [ident for ident, _ in tanda], [n for _, n in tanda]
        dentro = suyas.where(Faceta.valor.in_(numeros), Faceta.propuesta_id.in_(ids))
        quedan.update(db.session.scalars(dentro))
    return [par for par in lugares if par[0] in quedan]


def _y_cuantas(base: Any, pasan: Select[Any]) -> Select[Any]:
    miradas = select(literal(0), func.count()).select_from(base)
    return select(union_all(miradas, pasan).subquery())


def _del_filtro(filtros: Filtros, menor: int) -> tuple[Lugares, bool]:
    """Las de la clave menor que pasan las demás y tienen lugar."""
    claves = filtros.claves
    otras = [c for n, c in enumerate(claves) if n != menor]
    datos = {"celda": filtros.celda, **_datos_de([claves[menor], *otras])}
    return _leer(_consulta_del_filtro(len(otras)), datos, filtros)


@cache
def _consulta_del_filtro(cuantas_otras: int) -> Select[Any]:
    base = select(Faceta.propuesta_id).where(_pedida(Faceta, 0)).limit(bindparam("tope")).cte()
    lugar = aliased(Faceta)
    suyo = and_(lugar.propuesta_id == base.c.propuesta_id, lugar.clase == bindparam("celda"))
    pasan = select(lugar.propuesta_id, lugar.valor).select_from(base).join(lugar, suyo)
    return _y_cuantas(base, _cruzada(pasan, base.c.propuesta_id, range(1, cuantas_otras + 1)))


def _del_circulo(filtros: Filtros, punto: Punto, peldano: int) -> tuple[Lugares, bool]:
    """Las de los cuadrados que cubren ese círculo y pasan los filtros."""
    otras = [c for c in filtros.claves if c not in filtros.universo or len(filtros.universo) > 1]
    tramos = tramos_alrededor(*punto, RADIOS[peldano])
    datos = {"celda": filtros.celda, **_datos_de(otras)}
    bordes = [n for tramo in tramos for n in tramo]
    datos.update(zip(_BORDES, bordes + [0] * (2 * TRAMOS - len(bordes)), strict=True))
    return _leer(_consulta_del_circulo(len(otras)), datos, filtros)


_BORDES = [f"{borde}_{n}" for n in range(TRAMOS) for borde in ("desde", "hasta")]


@cache
def _consulta_del_circulo(cuantas_otras: int) -> Select[Any]:
    tramos = [
        select(Faceta.propuesta_id, Faceta.valor).where(
            Faceta.clase == bindparam("celda"),
            Faceta.valor >= bindparam(f"desde_{n}"),
            Faceta.valor < bindparam(f"hasta_{n}"),
        )
        for n in range(TRAMOS)
    ]
    base = union_all(*tramos).limit(bindparam("tope")).cte()
    pasan = select(base.c.propuesta_id, base.c.valor)
    return _y_cuantas(base, _cruzada(pasan, base.c.propuesta_id, range(cuantas_otras)))


def _cruzada(consulta: Select[Any], propuesta_id: Any, claves: Sequence[int]) -> Select[Any]:
    """Solo las que están también bajo esas claves. Con EXISTS: una unión dejaba recorrer la clave entera."""
    for n in claves:
        otra = aliased(Faceta)
        bajo = select(literal(1)).where(otra.propuesta_id == propuesta_id, _pedida(otra, n))
        consulta = consulta.where(bajo.exists())
    return consulta
