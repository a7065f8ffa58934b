"""Inserta millones de filas de prisa en una base de usar y tirar: sin índices, claves foráneas ni disco seguro.

Nunca se usa sobre la base de una ciudad.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter
from types import TracebackType
from typing import Any

from sqlalchemy import Engine, Table, text

from app.extensiones import FechaUTC

_AL_EMPEZAR = {
    "sqlite": (
        "PRAGMA foreign_keys=OFF",
        "PRAGMA synchronous=OFF",
        "PRAGMA cache_size=-400000",
        "PRAGMA threads=2",
    ),
    "postgresql": ("SET session_replication_role = replica", "SET maintenance_work_mem = '512MB'"),
}
_AL_TERMINAR = {
    "sqlite": ("ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode=WAL"),
    "postgresql": ("VACUUM ANALYZE",),
}
CADA = 10.0
"""Cada cuántos segundos se dice por dónde va."""


class Bloque:
    """Contexto: quita los índices de las tablas que llena y los rehace al salir, que cuesta menos."""

    def __init__(self, motor: Engine, decir: Callable[[str], None] = lambda _texto: None) -> None:
        self._nombre = motor.dialect.name
        self._conexion = motor.connect()
        self._cruda: Any = self._conexion.connection.driver_connection
        self._tablas: list[Table] = []
        self._decir = decir
        self._etapa = ""
        self._empezada = self._dicho = 0.0

    def __enter__(self) -> Bloque:
        if self._nombre == "postgresql":
            self._cruda.autocommit = True
        else:
            with contextlib.suppress(sqlite3.OperationalError):  # si alguien más la tiene abierta, sigue en WAL
                self._cruda.execute("PRAGMA journal_mode=OFF")
        self._todas(_AL_EMPEZAR)
        return self

    def __exit__(
        self, clase: type[BaseException] | None, falla: BaseException | None, traza: TracebackType | None
    ) -> None:
        if falla is None:
            indices = [indice for tabla in self._tablas for indice in tabla.indexes]
            for n, indice in enumerate(indices):
                self.avance("índices", n, len(indices))
                creado = indice.create  # el DDL va por la misma conexión
                creado(self._conexion)
            self._conexion.commit()
            self._secuencias()
            self.avance("estadísticas", 0, 1)
            self._todas(_AL_TERMINAR)
        self._conexion.invalidate()
        self._conexion.close()

    def avance(self, etapa: str, hechas: int, total: int) -> None:
        """Dice por dónde va: al empezar cada etapa y cada diez segundos, con lo que falta a este ritmo."""
        instante = time.monotonic()
        if etapa != self._etapa:
            self._etapa, self._empezada, self._dicho = etapa, instante, instante
            self._decir(f"Siembro {etapa} …")
        elif instante - self._dicho >= CADA and hechas:
            self._dicho = instante
            faltan = (instante - self._empezada) / hechas * (total - hechas)
            cuanto = f"{hechas:,} de {total:,}".replace(",", ".")
            self._decir(f"Siembro {etapa}: {cuanto}; quedan unos {faltan:.0f} s.")

    def fecha(self, momento: dt.datetime) -> Any:
        """Un instante UTC como lo guarda el motor."""
        return momento.isoformat(" ", "microseconds")[:26] if self._nombre == "sqlite" else momento

    def insertar(self, modelo: Any, filas: Iterable[dict[str, Any]]) -> None:
        """Añade filas que traen todas las mismas columnas."""
        todas = iter(filas)
        primera = next(todas, None)
        if primera is not None:
            nombres = list(primera)
            self.insertar_filas(modelo, nombres, self._tuplas(modelo, nombres, chain((primera,), todas)))

    def insertar_filas(self, modelo: Any, nombres: Sequence[str], filas: Iterable[tuple[Any, ...]]) -> None:
        """Añade filas con esas columnas y las fechas ya como `fecha`; las demás toman su valor por omisión."""
        tabla: Table = modelo.__table__
        if tabla not in self._tablas:
            self._tablas.append(tabla)
            for indice in tabla.indexes:
                indice.drop(self._conexion)
            self._conexion.commit()
        fijos = {c.name: getattr(c.default, "arg", None) for c in tabla.columns if c.name not in nombres}
        fijos = {n: self._valor(v) for n, v in fijos.items() if v is not None}
        columnas, valores = ", ".join([*nombres, *fijos]), tuple(fijos.values())
        if self._nombre == "sqlite":
            huecos = ", ".join("?" * (len(nombres) + len(fijos)))
            self._cruda.execute("BEGIN")
            orden = f"INSERT INTO {tabla.name} ({columnas}) VALUES ({huecos})"  # noqa: S608
            self._cruda.executemany(orden, (fila + valores for fila in filas) if valores else filas)
            self._cruda.execute("COMMIT")
            return
        with self._cruda.cursor().copy(f"COPY {tabla.name} ({columnas}) FROM STDIN") as copia:
            for fila in filas:
                copia.write_row(fila + valores)

    def _valor(self, valor: Any) -> Any:
        return self.fecha(valor) if isinstance(valor, dt.datetime) else valor

    def _tuplas(
        self, modelo: Any, nombres: list[str], filas: Iterable[dict[str, Any]]
    ) -> Iterator[tuple[Any, ...]]:
        sacar = itemgetter(*nombres)
        tipos = modelo.__table__.columns
        fechas = [i for i, n in enumerate(nombres) if isinstance(tipos[n].type, FechaUTC)]
        for fila in filas:
            valores = list(sacar(fila))
            for i in fechas:
                valores[i] = self._valor(valores[i])
            yield tuple(valores)

    def _secuencias(self) -> None:
        """En PostgreSQL la numeración automática sigue después de lo insertado."""
        if self._nombre != "postgresql":
            return
        for tabla in ("contenidos", "personas"):
            self._cruda.execute(
                f"SELECT setval(pg_get_serial_sequence('{tabla}', 'id'), (SELECT max(id) FROM {tabla}))"  # noqa: S608
            )

    def _todas(self, ordenes: dict[str, tuple[str, ...]]) -> None:
        for orden in ordenes[self._nombre]:
            self._cruda.execute(str(text(orden)))
