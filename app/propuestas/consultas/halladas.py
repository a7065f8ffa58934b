"""Buscar entre las propuestas: lo que coincide, cruzado con los filtros, ordenado y por trozos.

Nunca se ordenan más de 5.000: las más nuevas de las que coinciden o, si un filtro deja menos, las suyas.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from app.busqueda import consultas as busqueda
from app.busqueda.modelos import Documento
from app.busqueda.reglas import BUSCAR, Consulta, Pesada, coincide, puntuar
from app.extensiones import db
from app.nucleo.paginacion import Pagina, codificar, descifrar
from app.procesos.reglas import SIN_UMBRAL
from app.propuestas.consultas import piezas
from app.propuestas.consultas.piezas import Filtros, Orden, Referencia
from app.propuestas.modelos import Faceta, Propuesta

COLUMNAS = {Orden.NUEVAS: Faceta.publicada_en, Orden.APOYADAS: Faceta.apoyos}
"""Los órdenes que no son por parecido, y la columna del índice que siguen."""


RECIENTES, PALABRAS = 2_000, 10_000
"""Propuestas de las que se aprenden las palabras con que se corrige una búsqueda, y cuántas se aprenden."""


@dataclass(frozen=True)
class Hallazgo:
    """Un trozo de lo hallado, cuántas hay en total y si hubo que dejar fuera las más viejas."""

    pagina: Pagina[Referencia]
    total: int
    cortado: bool = False


@dataclass(frozen=True)
class Texto:
    """Lo que se lee de una propuesta hallada para sacar su extracto."""

    resumen: str
    cuerpo: str


def buscar(
    consulta: Consulta, filtros: Filtros, orden: Orden, clave: str | None = None, *, cuantas: int = 25
) -> Hallazgo:
    """Las propuestas que coinciden, en orden; sin términos no hay ninguna. Cinco consultas como mucho."""
    if not consulta:
        return Hallazgo(Pagina([]), 0)
    halladas, cortado = _candidatas(consulta, filtros, con_texto=orden not in COLUMNAS)
    ids = _ordenadas(halladas, consulta, orden)
    leida = descifrar(clave, (int,))
    inicio = min(max(0, int(leida[0])), len(ids)) if leida else 0
    trozo = ids[inicio : inicio + cuantas]
    hay_mas = inicio + cuantas < len(ids)
    pagina = Pagina(
        _referencias(trozo),
        codificar((inicio + cuantas,)) if hay_mas else None,
        codificar((max(0, inicio - cuantas),)) if inicio else None,
    )
    return Hallazgo(pagina, len(ids), cortado)


def _candidatas(consulta: Consulta, filtros: Filtros, *, con_texto: bool) -> tuple[list[Any], bool]:
    """Las filas del índice de lo que coincide y pasa los filtros, y si coincidían más de las que caben.

    Con el texto vienen también sus raíces, para ordenarlas.
    """
    claves, tope = filtros.claves, piezas.CANDIDATAS
    cortado = busqueda.contar([consulta], tope + 1)[0] > tope
    if cortado and filtros != Filtros():
        menor, otras = piezas.por_tamano(claves)
        suyas = _fila(con_texto=True).where(piezas.es(Faceta, menor), *filtros.periodo(Faceta))
        suyas = suyas.order_by(Faceta.publicada_en.desc(), Faceta.propuesta_id.desc()).limit(tope + 1)
        filas = db.session.execute(piezas.cruzar(suyas, Faceta.propuesta_id, otras)).all()
        if len(filas) <= tope:
            return [f for f in filas if coincide(consulta, f.titulo, f.texto)], False
    ids = select(busqueda.coincidentes(consulta, tope).subquery().c.contenido_id)
    mia = (piezas.es(Faceta, claves[0]), *filtros.periodo(Faceta))
    dentro = _fila(con_texto).where(*mia, Faceta.propuesta_id.in_(ids))
    return list(db.session.execute(piezas.cruzar(dentro, Faceta.propuesta_id, claves[1:]))), cortado


def _fila(con_texto: bool) -> Select[Any]:
    fila: Select[Any] = select(Faceta.propuesta_id, Faceta.publicada_en, Faceta.apoyos)
    if not con_texto:
        return fila
    con_raices = fila.join(Documento, Documento.contenido_id == Faceta.propuesta_id)
    return con_raices.add_columns(Documento.titulo, Documento.texto)


def _ordenadas(halladas: Sequence[Any], consulta: Consulta, orden: Orden) -> list[int]:
    columna = COLUMNAS.get(orden)
    if columna is not None:
        filas = sorted(halladas, key=lambda f: (getattr(f, columna.key), f.propuesta_id), reverse=True)
        return [f.propuesta_id for f in filas]
    documentos = [Pesada(f.propuesta_id, f.titulo, f.texto) for f in halladas]
    puntos = puntuar(busqueda.pesos(consulta.raices), documentos, BUSCAR)
    pares = sorted(zip(puntos, documentos, strict=True), key=lambda par: (-par[0], -par[1].id))
    return [d.id for _, d in pares]


def _referencias(ids: Sequence[int]) -> list[Referencia]:
    versiones = dict(
        db.session.execute(select(Propuesta.id, Propuesta.version).where(Propuesta.id.in_(ids))).tuples().all()
    )
    return [Referencia(i, versiones[i]) for i in ids if i in versiones]


def textos(ids: Sequence[int]) -> dict[int, Texto]:
    """El resumen y el texto de cada una."""
    filas = db.session.execute(
        select(Propuesta.id, Propuesta.resumen, Propuesta.cuerpo).where(Propuesta.id.in_(ids))
    )
    return {ident: Texto(resumen, cuerpo) for ident, resumen, cuerpo in filas}


def raices_recientes() -> dict[str, int]:
    """Las raíces más usadas en las últimas propuestas de la lista, y en cuántas está cada una."""
    recientes = (
        select(Documento.titulo, Documento.texto)
        .join(Faceta, Documento.contenido_id == Faceta.propuesta_id)
        .where(piezas.es(Faceta, Filtros().claves[0]))
        .order_by(Faceta.publicada_en.desc(), Faceta.propuesta_id.desc())
        .limit(RECIENTES)
    )
    cuenta: Counter[str] = Counter()
    for titulo, texto in db.session.execute(recientes):
        cuenta.update(set(f"{titulo} {texto}".split()))
    return dict(cuenta.most_common(PALABRAS))


def apoyables(ids: Sequence[int]) -> list[int]:
    """De estas, las que siguen en la lista de todas y se apoyan aquí (no lo traído para leer), en su orden."""
    todas = Filtros().claves[0]
    dentro = set(
        db.session.scalars(
            select(Faceta.propuesta_id)
            .join(Propuesta, Propuesta.id == Faceta.propuesta_id)
            .where(piezas.es(Faceta, todas), Faceta.propuesta_id.in_(ids), Propuesta.umbral < SIN_UMBRAL)
        )
    )
    return [i for i in ids if i in dentro]
