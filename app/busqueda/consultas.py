"""Qué contenidos coinciden con una búsqueda y cuáles se parecen a un texto.

El motor halla; ordenar es de `reglas`, igual en los dos. Ninguna lectura pasa de 5.000 candidatos: los más
nuevos de los que coinciden o, para lo parecido, los que comparten las raíces más raras.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import cast

from flask import current_app
from sqlalchemy import ColumnElement, Select, TextClause, column, func, literal, select, table, text

from app.busqueda.modelos import Documento
from app.busqueda.reglas import Consulta, Pesada, a_fts5, a_tsquery, familias, puntuar, rareza, una_de
from app.extensiones import db
from app.nucleo.reloj import ahora

CANDIDATOS = 5_000
TOTAL_MAXIMO = 100_001
DEL_TITULO, DEL_TEXTO, MIRADAS = 12, 8, 40
"""Palabras del título y del texto con que se busca lo parecido, y cuántas del texto se pesan para elegirlas."""

PESO_DEL_TEXTO = 0.5
VIGENCIA = 300
_EXTENSION = "rumbo_frecuencias"
_MEMORIA_MAXIMA = 20_000

_FTS = table("documentos_fts", column("rowid"))
_TOTAL = {
    "sqlite": "SELECT count(*) FROM (SELECT 1 FROM documentos_fts_docsize LIMIT :n)",
    "postgresql": "SELECT count(*) FROM (SELECT 1 FROM documentos LIMIT :n) AS d",
}


@dataclass
class _Memoria:
    """En cuántos documentos está cada raíz y cuántos hay: solo pesa el orden, así que puede atrasarse."""

    tramo: int = -1
    total: int = 0
    veces: dict[str, int] = field(default_factory=dict)
    cerrojo: Lock = field(default_factory=Lock)


def _motor() -> str:
    return db.session.get_bind().dialect.name


def _donde(consulta: Consulta, nombre: str = "buscado") -> tuple[ColumnElement[int], TextClause]:
    """La columna del id y la condición de coincidir, en la lengua del motor."""
    if _motor() == "sqlite":
        return _FTS.c.rowid, text(f"documentos_fts MATCH :{nombre}").bindparams(**{nombre: a_fts5(consulta)})
    condicion = text(f"documentos.vector @@ CAST(:{nombre} AS tsquery)")
    return cast("ColumnElement[int]", Documento.contenido_id), condicion.bindparams(
        **{nombre: a_tsquery(consulta)}
    )


def coincidentes(consulta: Consulta, tope: int = CANDIDATOS) -> Select[tuple[int]]:
    """Los ids de lo que tiene todos los términos (al menos uno): los `tope` más nuevos."""
    ident, condicion = _donde(consulta)
    return select(ident.label("contenido_id")).where(condicion).order_by(ident.desc()).limit(tope)


def contar(consultas: Sequence[Consulta], tope: int = CANDIDATOS + 1) -> list[int]:
    """Cuántos coinciden con cada consulta, contando hasta el tope. Una sola consulta a la base."""
    if not consultas:
        return []
    cuentas = []
    for lugar, consulta in enumerate(consultas):
        ident, condicion = _donde(consulta, f"buscado_{lugar}")
        dentro = select(literal(1)).select_from(ident.table).where(condicion).limit(tope).subquery()
        cuentas.append(select(func.count()).select_from(dentro).scalar_subquery())
    return [int(n) for n in db.session.execute(select(*cuentas)).one()]


def esta(contenido_id: int) -> bool:
    """Verdadero si el contenido está en el índice."""
    return db.session.scalar(select(literal(1)).where(Documento.contenido_id == contenido_id)) is not None


def pesados(ids: Select[tuple[int]], clase: str) -> list[Pesada]:
    """Los documentos de una clase entre los de esa consulta, para ordenarlos."""
    dentro = ids.subquery()
    leidos = (
        select(Documento.contenido_id, Documento.titulo, Documento.texto)
        .join(dentro, dentro.c.contenido_id == Documento.contenido_id)
        .where(Documento.clase == clase)
    )
    return [Pesada(*fila) for fila in db.session.execute(leidos).tuples()]


def _memoria() -> _Memoria:
    memoria: _Memoria = current_app.extensions.setdefault(_EXTENSION, _Memoria())
    tramo = int(ahora().timestamp()) // VIGENCIA
    with memoria.cerrojo:
        if memoria.tramo != tramo or len(memoria.veces) > _MEMORIA_MAXIMA:
            total = db.session.scalar(text(_TOTAL[_motor()]), {"n": TOTAL_MAXIMO}) or 0
            memoria.tramo, memoria.total, memoria.veces = tramo, int(total), {}
    return memoria


def pesos(buscadas: Iterable[str]) -> dict[str, float]:
    """Cuánto dice cada raíz, por lo rara que es. Una consulta por las que aún no se conocen."""
    veces, total = frecuencias(buscadas)
    return {r: rareza(n, total) for r, n in veces.items()}


def frecuencias(buscadas: Iterable[str]) -> tuple[dict[str, int], int]:
    """En cuántos documentos está cada raíz (hasta 5.001) y cuántos documentos hay (hasta 100.001)."""
    unicas = list(dict.fromkeys(buscadas))
    memoria = _memoria()
    faltan = [r for r in unicas if r not in memoria.veces]
    if faltan:
        cuentas = contar([una_de(frozenset({r})) for r in faltan])
        with memoria.cerrojo:
            memoria.veces.update(zip(faltan, cuentas, strict=True))
    return {r: memoria.veces.get(r, 0) for r in unicas}, memoria.total


@dataclass(frozen=True)
class Parecido:
    """Un contenido que se parece a un texto; `parte` es lo que comparte de lo que el texto dice, de 0 a 1."""

    id: int
    puntos: float
    parte: float


def parecidos(
    titulo: str,
    texto: str,
    *,
    idioma: str,
    clase: str,
    cuantos: int = 5,
    sin: int | None = None,
    candidatos: int = CANDIDATOS,
) -> list[Parecido]:
    """Los contenidos de una clase que más se parecen a un texto, del más al menos parecido.

    Se buscan las raíces del título y las que más dicen del texto, escrito en `idioma`, y también en los demás
    idiomas, porque lo publicado puede estar en cualquiera. Cuatro consultas como mucho.
    """
    pedidas = _pedidas(titulo, texto, idioma)
    if not pedidas:
        return []
    documentos = [d for d in _candidatos(pedidas, clase, candidatos) if d.id != sin]
    pesos = {r: p.peso for p in pedidas for r in p.raices}
    dice = sum(p.peso for p in pedidas)
    mejores = sorted(zip(puntuar(pesos, documentos), documentos, strict=True), key=_de_mas_a_menos)[:cuantos]
    return [Parecido(d.id, p, _compartido(d, pedidas) / dice) for p, d in mejores if p > 0]


def _de_mas_a_menos(par: tuple[float, Pesada]) -> tuple[float, int]:
    return -par[0], -par[1].id


def _compartido(d: Pesada, pedidas: Sequence[_Pedida]) -> float:
    suyas = set(f"{d.titulo} {d.texto}".split())
    return sum(p.peso for p in pedidas if not suyas.isdisjoint(p.raices))


@dataclass(frozen=True)
class _Pedida:
    """Una palabra del texto: sus raíces en los idiomas en que la hay, en cuántos documentos y cuánto dice."""

    raices: frozenset[str]
    veces: int
    peso: float


def _pedidas(titulo: str, texto: str, idioma: str) -> list[_Pedida]:
    """Las palabras del título, enteras, y las que más dicen del texto, a la mitad."""
    cuenta_titulo, del_titulo = familias(titulo, idioma)
    cuenta, del_texto = familias(texto, idioma)
    elegidas = list(cuenta_titulo)[:DEL_TITULO]
    otras = [r for r in cuenta if r not in elegidas and not r.isdigit()]
    miradas = sorted(otras, key=lambda r: (-cuenta[r], -len(r), r))[:MIRADAS]
    formas = {r: del_titulo[r] for r in elegidas} | {r: del_texto[r] for r in miradas}
    veces, total = frecuencias(f for todas in formas.values() for f in sorted(todas))

    def pedida(r: str, parte: float) -> _Pedida:
        hay = frozenset(f for f in formas[r] if veces[f])
        n = sum(veces[f] for f in hay)
        return _Pedida(hay, n, parte * rareza(n, total))

    halladas = {r: p for r in miradas if (p := pedida(r, PESO_DEL_TEXTO)).raices}
    mejores = sorted(halladas, key=lambda r: (-cuenta[r] * halladas[r].peso, r))[:DEL_TEXTO]
    return [pedida(r, 1.0) for r in elegidas] + [halladas[r] for r in mejores]


def _candidatos(pedidas: Sequence[_Pedida], clase: str, tope: int) -> list[Pesada]:
    """Los que tienen alguna de las palabras más raras, mientras quepan; si ninguna cabe, los más nuevos."""
    raras: set[str] = set()
    suma = 0
    for p in sorted(pedidas, key=lambda p: (p.veces, sorted(p.raices))):
        if raras and suma + p.veces > tope:
            break
        raras |= p.raices
        suma += p.veces
    return pesados(coincidentes(una_de(frozenset(raras)), tope), clase) if raras else []
