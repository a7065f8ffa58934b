"""Tablas de la privacidad: el aviso con sus versiones y las solicitudes sobre datos personales."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.cuentas.modelos import uno_de
from app.extensiones import Identificador, Modelo

CLASES_SOLICITUD = ("acceso", "correccion", "oposicion", "supresion")
ESTADOS_SOLICITUD = ("recibida", "atendida", "rechazada")


class AvisoPrivacidad(Modelo):
    """Una versión del aviso de privacidad de la ciudad, y qué cambió respecto de la anterior."""

    __tablename__ = "avisos_privacidad"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("texto <> '' AND cambios <> ''", name="completo"),
    )

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    texto: Mapped[str] = mapped_column(Text)
    cambios: Mapped[str] = mapped_column(String(500))
    autora_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    publicado_en: Mapped[dt.datetime]


class SolicitudDatos(Modelo):
    """Una solicitud de acceso, corrección, oposición o supresión, con o sin cuenta, y su plazo.

    `idioma` es el que se leía al pedirla: en él se responde a quien no tiene cuenta.
    """

    __tablename__ = "solicitudes_datos"
    __table_args__ = (
        UniqueConstraint("codigo"),
        CheckConstraint(uno_de("clase", CLASES_SOLICITUD), name="clase"),
        CheckConstraint(uno_de("estado", ESTADOS_SOLICITUD), name="estado"),
        CheckConstraint("persona_id IS NOT NULL OR contacto <> '' OR estado <> 'recibida'", name="a_quien"),
        CheckConstraint("vence > recibida_en", name="plazo"),
        CheckConstraint("(estado = 'recibida') = (resuelta_en IS NULL)", name="resuelta"),
        Index("ix_solicitudes_datos_estado_vence", "estado", "vence", "id"),
        Index("ix_solicitudes_datos_persona_id", "persona_id"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    codigo: Mapped[str] = mapped_column(String(12))
    clase: Mapped[str] = mapped_column(String(12))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    contacto: Mapped[str] = mapped_column(String(320), default="")
    idioma: Mapped[str] = mapped_column(String(8), default="")
    texto: Mapped[str] = mapped_column(Text, default="")
    estado: Mapped[str] = mapped_column(String(12), default="recibida")
    respuesta: Mapped[str] = mapped_column(Text, default="")
    resuelta_por_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    recibida_en: Mapped[dt.datetime]
    vence: Mapped[dt.datetime]
    resuelta_en: Mapped[dt.datetime | None]
