"""Lo común de las listas: filtros, referencias y cómo se cruzan las claves del índice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.orm import aliased

from app.extensiones import db
from app.nucleo.paginacion import Pagina, codificar
from app.propuestas.modelos import Faceta
from app.propuestas.reglas import APARTE, Clase, EstadoLista, codigo_ods

TOPE_CUENTA = 1001
CANDIDATAS = 5000

Clave = tuple[int, int]


class Orden(StrEnum):
    """Los órdenes de una lista; los cuatro primeros siguen una columna del índice."""

    NUEVAS = "nuevas"
    APOYADAS = "apoyadas"
    ACTIVAS = "activas"
    TERMINAN = "terminan"
    CERCA = "cerca"
    AZAR = "azar"
    HALLADAS = "halladas"


@dataclass(frozen=True)
class Filtros:
    """Por qué se filtra; `estado` es un `EstadoLista`, `ods` un objetivo (`11`) o una meta (`11.2`).

    `territorio_id` incluye lo que contiene; `lugar_id` es solo ese lugar (0, las que no dicen ninguno).
    Publicadas en `[desde, hasta)`.
    """

    estado: str | None = None
    elemento_id: int | None = None
    ods: str | None = None
    territorio_id: int | None = None
    etiqueta_id: int | None = None
    proceso_id: int | None = None
    lugar_id: int | None = None
    desde: dt.datetime | None = None
    hasta: dt.datetime | None = None

    @property
    def aparte(self) -> int:
        """Cuánto se corren las clases del índice: lo retirado y lo archivado está en su propio espacio."""
        return APARTE if self.estado in set(EstadoLista) and EstadoLista(self.estado).aparte else 0

    @property
    def claves(self) -> list[Clave]:
        """Las claves del índice que hay que cruzar; sin filtros, la de todas."""
        claves: list[Clave] = []
        if self.estado:
            claves.append((int(Clase.ESTADO), _numero_de_estado(self.estado)))
        por_valor = (
            (Clase.ODS, codigo_ods(self.ods) if self.ods else None),
            (Clase.ELEMENTO, self.elemento_id),
            (Clase.TERRITORIO, self.territorio_id),
            (Clase.ETIQUETA, self.etiqueta_id),
            (Clase.PROCESO, self.proceso_id),
            (Clase.LUGAR, self.lugar_id),
        )
        claves += [(int(clase) + self.aparte, valor) for clase, valor in por_valor if valor is not None]
        return claves or list(self.universo)

    @property
    def esperan(self) -> bool:
        """Solo lo que espera respuesta: ahí lo que termina es el plazo de responder, no el de apoyar."""
        return self.estado == EstadoLista.ESPERA.value

    @property
    def universo(self) -> tuple[Clave, ...]:
        """Las claves que suman todo aquello de donde se filtra."""
        if not self.aparte:
            return ((int(Clase.TODAS), 0),)
        return tuple((int(Clase.ESTADO), e.numero) for e in EstadoLista if e.aparte)

    def periodo(self, faceta: Any) -> list[ColumnElement[bool]]:
        """Las condiciones de haberse publicado en `[desde, hasta)`."""
        bordes = [] if self.desde is None else [faceta.publicada_en >= self.desde]
        return bordes if self.hasta is None else [*bordes, faceta.publicada_en < self.hasta]


@dataclass(frozen=True)
class Referencia:
    """Una propuesta en una lista: basta para hallar su tarjeta ya dibujada."""

    id: int
    version: int


def _numero_de_estado(estado: str) -> int:
    return EstadoLista(estado).numero if estado in set(EstadoLista) else 0


def es(faceta: Any, clave: Clave) -> ColumnElement[bool]:
    """La condición de estar bajo una clave."""
    return and_(faceta.clase == clave[0], faceta.valor == clave[1])


def cruzar(consulta: Select[Any], propuesta_id: Any, claves: Sequence[Clave]) -> Select[Any]:
    """Exige que la propuesta esté también bajo cada clave: una búsqueda por clave primaria por cada una."""
    for clave in claves:
        otra = aliased(Faceta)
        consulta = consulta.join(otra, and_(otra.propuesta_id == propuesta_id, es(otra, clave)))
    return consulta


def por_tamano(claves: Sequence[Clave]) -> tuple[Clave, list[Clave]]:
    """La clave con menos propuestas (contando hasta el tope) y las demás. Una consulta."""
    cuentas = [
        select(func.count())
        .select_from(select(literal(1)).where(es(Faceta, c)).limit(CANDIDATAS + 1).subquery())
        .scalar_subquery()
        for c in claves
    ]
    tamanos = [int(n) for n in db.session.execute(select(*cuentas)).one()]
    orden = sorted(range(len(claves)), key=lambda i: (tamanos[i], i))
    return claves[orden[0]], [claves[i] for i in orden[1:]]


def armar(
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
