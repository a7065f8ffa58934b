"""Poner y quitar del índice de la búsqueda, en la transacción de quien cambia el contenido."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.busqueda.modelos import Documento
from app.busqueda.reglas import IDIOMA, raices
from app.extensiones import db

RAICES_MAXIMO = 3_000
"""Raíces de un texto que se guardan: un texto más largo se halla por su comienzo."""

_TABLA = cast("Table", Documento.__table__)


@dataclass(frozen=True)
class Entrada:
    """Un contenido público tal como se lee: de aquí salen sus raíces."""

    contenido_id: int
    clase: str
    titulo: str
    texto: str
    idioma: str = IDIOMA

    def fila(self) -> dict[str, Any]:
        """Lo que se guarda."""
        return {
            "contenido_id": self.contenido_id,
            "clase": self.clase,
            "titulo": " ".join(raices(self.titulo, self.idioma)),
            "texto": " ".join(raices(self.texto, self.idioma)[:RAICES_MAXIMO]),
        }


def indexar(contenido_id: int, clase: str, titulo: str, texto: str, idioma: str = IDIOMA) -> None:
    """Pone un contenido en el índice, o lo pone al día. Quien llama responde de que sea público."""
    indexar_muchos([Entrada(contenido_id, clase, titulo, texto, idioma)])


def indexar_muchos(entradas: Sequence[Entrada]) -> int:
    """Como `indexar`, para una tanda: dos consultas. Lo que no cambió no se toca; devuelve cuántos cambió."""
    ids = [e.contenido_id for e in entradas]
    columnas = (Documento.contenido_id, Documento.clase, Documento.titulo, Documento.texto)
    hay = {
        f.contenido_id: f for f in db.session.execute(select(*columnas).where(Documento.contenido_id.in_(ids)))
    }
    filas = [fila for e in entradas if tuple((fila := e.fila()).values()) != tuple(hay.get(e.contenido_id, ()))]
    if filas:
        motor = db.session.get_bind().dialect.name
        orden = (postgresql.insert if motor == "postgresql" else sqlite.insert)(_TABLA)
        nuevos = {c: orden.excluded[c] for c in ("clase", "titulo", "texto")}
        db.session.execute(orden.on_conflict_do_update(index_elements=["contenido_id"], set_=nuevos), filas)
    return len(filas)


def quitar(*ids: int) -> None:
    """Saca contenidos del índice: lo que deja de ser público deja de encontrarse en la misma petición."""
    quitar_muchos(ids)


def quitar_muchos(ids: Collection[int]) -> None:
    """Como `quitar`, para una tanda."""
    if ids:
        db.session.execute(
            delete(Documento).where(Documento.contenido_id.in_(ids)),
            execution_options={"synchronize_session": False},
        )
