"""Tablas del ancla común: contenidos, enlaces, hechos, etiquetas y actos."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cuentas.modelos import Persona, uno_de
from app.extensiones import Identificador, Modelo

CLASES = ("plan", "elemento", "proceso", "propuesta", "comentario")
ESTADOS = ("visible", "oculto")
TIPOS_ENLACE = (
    "inspira", "contribuye", "se_opone", "se_convierte_en", "financia", "se_ejecuta_como", "se_une_a",
)  # fmt: skip


class Contenido(Modelo):
    """Una cosa pública (o por publicar): id interno, código corto, clase, autora y estado de moderación."""

    __tablename__ = "contenidos"
    __table_args__ = (
        UniqueConstraint("codigo"),
        CheckConstraint("length(codigo) = 8", name="codigo"),
        CheckConstraint(uno_de("clase", CLASES), name="clase"),
        CheckConstraint(uno_de("estado", ESTADOS), name="estado"),
        Index("ix_contenidos_autora_id_clase", "autora_id", "clase"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    codigo: Mapped[str] = mapped_column(String(8))
    clase: Mapped[str] = mapped_column(String(20))
    autora_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    estado: Mapped[str] = mapped_column(String(10), default="visible")
    idioma: Mapped[str] = mapped_column(String(8), default="es")
    creado_en: Mapped[dt.datetime]

    autora: Mapped[Persona | None] = relationship(lazy="raise_on_sql")


class Enlace(Modelo):
    """Une dos contenidos con un tipo, una fecha y un motivo."""

    __tablename__ = "enlaces"
    __table_args__ = (
        UniqueConstraint("origen_id", "destino_id", "tipo"),
        CheckConstraint("origen_id <> destino_id", name="distintos"),
        CheckConstraint(uno_de("tipo", TIPOS_ENLACE), name="tipo"),
        Index("ix_enlaces_destino_id_tipo", "destino_id", "tipo"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    origen_id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="CASCADE"))
    destino_id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="CASCADE"))
    tipo: Mapped[str] = mapped_column(String(20))
    motivo: Mapped[str] = mapped_column(String(500), default="")
    autora_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    creado_en: Mapped[dt.datetime]


class Hecho(Modelo):
    """Qué pasó, cuándo, quién, por qué y sobre qué. Un disparador impide cambiarlo o borrarlo."""

    __tablename__ = "hechos"
    __table_args__ = (Index("ix_hechos_contenido_id_id", "contenido_id", "id"),)

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    clase: Mapped[str] = mapped_column(String(60))
    contenido_id: Mapped[int | None] = mapped_column(ForeignKey("contenidos.id", ondelete="RESTRICT"))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    ocurrio_en: Mapped[dt.datetime]
    motivo: Mapped[str] = mapped_column(Text, default="")
    datos: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    publico: Mapped[bool] = mapped_column(default=True)

    persona: Mapped[Persona | None] = relationship(lazy="raise_on_sql")


class Etiqueta(Modelo):
    """Una palabra que agrupa; `clave` es su forma sin acentos ni mayúsculas."""

    __tablename__ = "etiquetas"
    __table_args__ = (UniqueConstraint("clave"), CheckConstraint("nombre <> ''", name="nombre"))

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    clave: Mapped[str] = mapped_column(String(40))
    nombre: Mapped[str] = mapped_column(String(40))


class ContenidoEtiqueta(Modelo):
    """La etiqueta de un contenido."""

    __tablename__ = "contenidos_etiquetas"

    contenido_id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="CASCADE"), primary_key=True)
    etiqueta_id: Mapped[int] = mapped_column(
        ForeignKey("etiquetas.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Acto(Modelo):
    """Una decisión formal: órgano, número, fecha, gaceta y, si se tiene, la huella SHA-256 de su documento."""

    __tablename__ = "actos"
    __table_args__ = (
        CheckConstraint("organo <> '' AND numero <> ''", name="completo"),
        CheckConstraint("huella = '' OR length(huella) = 64", name="huella"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    organo: Mapped[str] = mapped_column(String(160))
    numero: Mapped[str] = mapped_column(String(80))
    fecha: Mapped[dt.date] = mapped_column(Date)
    gaceta: Mapped[str] = mapped_column(String(300), default="")
    huella: Mapped[str] = mapped_column(String(64), default="")
