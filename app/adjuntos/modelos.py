"""La tabla de los adjuntos: imágenes y documentos que acompañan a un contenido."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.cuentas.modelos import uno_de
from app.extensiones import Identificador, Modelo

CLASES = ("imagen", "pdf")


class Adjunto(Modelo):
    """Un archivo ya limpio. `clave` es su nombre en disco, al azar; el nombre que traía solo se muestra.

    Mientras no tiene contenido está suelto: pertenece al `formulario` a medias de quien lo subió, y caduca.
    `orden` es su sitio entre los de su clase: que no haya dos en el mismo sitio es lo que impide pasarse del
    máximo. `peso` y `huella` (SHA-256) son los del archivo guardado.
    """

    __tablename__ = "adjuntos"
    __table_args__ = (
        UniqueConstraint("clave"),
        UniqueConstraint("contenido_id", "clase", "orden"),
        UniqueConstraint("persona_id", "formulario", "clase", "orden"),
        CheckConstraint(uno_de("clase", CLASES), name="clase"),
        CheckConstraint("peso > 0", name="peso"),
        CheckConstraint("clase <> 'imagen' OR (ancho > 0 AND alto > 0)", name="medidas"),
        CheckConstraint("orden >= 0 AND orden < 5 AND (clase <> 'pdf' OR orden < 2)", name="sitio"),
        CheckConstraint("(contenido_id IS NULL) = (formulario IS NOT NULL)", name="suelto_o_puesto"),
        Index("ix_adjuntos_sueltos", "creado_en", "contenido_id"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    clave: Mapped[str] = mapped_column(String(40))
    clase: Mapped[str] = mapped_column(String(8))
    contenido_id: Mapped[int | None] = mapped_column(ForeignKey("contenidos.id", ondelete="CASCADE"))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    formulario: Mapped[str | None] = mapped_column(String(40))
    nombre: Mapped[str] = mapped_column(String(120))
    descripcion: Mapped[str] = mapped_column(String(300), default="")
    peso: Mapped[int]
    ancho: Mapped[int] = mapped_column(default=0)
    alto: Mapped[int] = mapped_column(default=0)
    huella: Mapped[str] = mapped_column(String(64))
    orden: Mapped[int] = mapped_column(default=0)
    creado_en: Mapped[dt.datetime]
