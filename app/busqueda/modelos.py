"""La tabla de lo que se busca: cada contenido público, en raíces de palabras."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensiones import Modelo


class Documento(Modelo):
    """Un contenido que se puede encontrar: su título y su texto reducidos a raíces, sin acentos.

    El índice de cada motor (FTS5 o `tsvector`) se mantiene con disparadores de la migración.
    """

    __tablename__ = "documentos"

    contenido_id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="CASCADE"), primary_key=True)
    clase: Mapped[str] = mapped_column(String(20))
    titulo: Mapped[str] = mapped_column(Text, default="")
    texto: Mapped[str] = mapped_column(Text, default="")
