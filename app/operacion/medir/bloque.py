"""Inserta millones de filas de prisa en una base de usar y tirar: sin índices, claves foráneas ni disco seguro.

Nunca se usa sobre la base de una ciudad.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any

from sqlalchemy import Column, Engine, Table, text

_AL_EMPEZAR = {
    "sqlite": ("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-400000"),
    "postgresql": ("SET session_replication_role = replica", "SET maintenance_work_mem = '512MB'"),
}
_AL_TERMINAR = {"sqlite": ("ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"), "postgresql": ("VACUUM ANALYZE",)}


class Bloque:
    """Contexto: quita los índices de las tablas que llena y los rehace al salir, que cuesta menos."""

    def __init__(self, motor: Engine) -> None:
        self._nombre = motor.dialect.name
        self._conexion = motor.connect()
        self._cruda: Any = self._conexion.connection.driver_connection
        self._tablas: list[Table] = []

    def __enter__(self) -> Bloque:
        if self._nombre == "postgresql":
            self._cruda.autocommit = True
        self._todas(_AL_EMPEZAR)
        return self

    def __exit__(
        self, clase: type[BaseException] | None, falla: BaseException | None, traza: TracebackType | None
    ) -> None:
        if falla is None:
            for tabla in self._tablas:
                for indice in tabla.indexes:
                    creado = indice.create  # el DDL va por la misma conexión
                    creado(self._conexion)
            self._conexion.commit()
            self._secuencias()
            self._todas(_AL_TERMINAR)
        self._conexion.invalidate()
        self._conexion.close()

    def insertar(self, modelo: Any, filas: Iterable[dict[str, Any]]) -> None:
        """Añade filas; las columnas que no traen toman el valor fijo por omisión del modelo."""
        tabla: Table = modelo.__table__
        if tabla not in self._tablas:
            self._tablas.append(tabla)
            for indice in tabla.indexes:
                indice.drop(self._conexion)
            self._conexion.commit()
        columnas = list(tabla.columns)
        tuplas = self._tuplas(columnas, filas)
        nombres = ", ".join(c.name for c in columnas)
        if self._nombre == "sqlite":
            huecos = ", ".join("?" * len(columnas))
            self._cruda.execute("BEGIN")
            self._cruda.executemany(f"INSERT INTO {tabla.name} ({nombres}) VALUES ({huecos})", tuplas)  # noqa: S608
            self._cruda.execute("COMMIT")
            return
        with self._cruda.cursor().copy(f"COPY {tabla.name} ({nombres}) FROM STDIN") as copia:
            for tupla in tuplas:
                copia.write_row(tupla)

    def _tuplas(
        self, columnas: list[Column[Any]], filas: Iterable[dict[str, Any]]
    ) -> Iterator[tuple[Any, ...]]:
        base = {c.name: getattr(c.default, "arg", None) for c in columnas}
        fechas = self._nombre == "sqlite"
        for fila in filas:
            valores = ({**base, **fila}).values()
            yield tuple(
                v.strftime("%Y-%m-%d %H:%M:%S.%f") if fechas and isinstance(v, dt.datetime) else v
                for v in valores
            )

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
