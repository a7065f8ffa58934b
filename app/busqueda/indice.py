"""Lo que el índice de la búsqueda pone en la base y los modelos no conocen."""

from __future__ import annotations

TABLAS = frozenset(
    {
        "documentos_fts",
        "documentos_vocabulario",
        *(f"documentos_fts_{parte}" for parte in ("data", "idx", "content", "docsize", "config")),
    }
)
PIEZAS = frozenset({"vector", "ix_documentos_vector"})


def de_los_modelos(_objeto: object, nombre: str | None, tipo: str, _reflejado: bool, _par: object) -> bool:
    """Para Alembic (`include_object`): falso si lo hizo la migración de la búsqueda y no un modelo."""
    return nombre not in (TABLAS if tipo == "table" else PIEZAS)
