"""Tablas del territorio."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensiones import Identificador, Modelo


class Nivel(Modelo):
    """Un nivel del árbol, con el nombre que la ciudad le da. `traducciones`: {idioma: {singular, plural}}."""

    __tablename__ = "niveles"
    __table_args__ = (
        UniqueConstraint("clave"),
        UniqueConstraint("orden"),
        CheckConstraint("orden >= 0", name="orden"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clave: Mapped[str] = mapped_column(String(40))
    singular: Mapped[str] = mapped_column(String(60))
    plural: Mapped[str] = mapped_column(String(60))
    orden: Mapped[int]
    traducciones: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)


def nueva_marca() -> int:
    """Un azar nuevo: dice que el lugar o su población cambió."""
    return secrets.randbelow(2**31)


class Territorio(Modelo):
    """Un lugar. `ruta` es `/abuelo/padre/yo/` con ids: los descendientes son los que empiezan por ella.

    `marca` es un azar que cambia con cada cambio del lugar o de su población: la suma de todas dice, con una
    consulta muy barata, si el árbol que un proceso guarda en memoria sigue al día.
    """

    __tablename__ = "territorios"
    __table_args__ = (
        UniqueConstraint("codigo"),
        CheckConstraint("padre_id IS NULL OR padre_id <> id", name="padre"),
        CheckConstraint("indice_necesidad >= 0 AND indice_necesidad <= 1", name="indice_necesidad"),
        CheckConstraint("codigo <> '' AND nombre <> ''", name="con_nombre"),
        Index("ix_territorios_padre_id_orden", "padre_id", "orden"),
        Index("ix_territorios_ruta", "ruta"),
        Index("ix_territorios_marca", "marca"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    padre_id: Mapped[int | None] = mapped_column(ForeignKey("territorios.id", ondelete="RESTRICT"))
    nivel_id: Mapped[int] = mapped_column(ForeignKey("niveles.id"))
    codigo: Mapped[str] = mapped_column(String(40))
    nombre: Mapped[str] = mapped_column(String(120))
    ruta: Mapped[str] = mapped_column(String(200), default="")
    orden: Mapped[int] = mapped_column(default=0)
    fuera_del_municipio: Mapped[bool] = mapped_column(default=False)
    marca: Mapped[int] = mapped_column(default=nueva_marca, onupdate=nueva_marca)
    geometria: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    oeste: Mapped[float | None] = mapped_column(Float)
    sur: Mapped[float | None] = mapped_column(Float)
    este: Mapped[float | None] = mapped_column(Float)
    norte: Mapped[float | None] = mapped_column(Float)
    indice_necesidad: Mapped[Decimal | None] = mapped_column(Numeric(4, 3))

    nivel: Mapped[Nivel] = relationship(lazy="raise_on_sql")
    padre: Mapped[Territorio | None] = relationship(remote_side=[id], lazy="raise_on_sql")


class Poblacion(Modelo):
    """Personas de un territorio por sexo, banda de edad y año, con su fuente.

    Sexo: M (mujeres), H (hombres), X (otro) o T (sin distinguir). `edad_hasta` vacía es «y más».
    """

    __tablename__ = "poblaciones"
    __table_args__ = (
        CheckConstraint("personas >= 0", name="personas"),
        CheckConstraint("edad_desde >= 0 AND edad_hasta >= edad_desde", name="edades"),
        CheckConstraint("sexo IN ('M', 'H', 'X', 'T')", name="sexo"),
    )

    territorio_id: Mapped[int] = mapped_column(
        ForeignKey("territorios.id", ondelete="CASCADE"), primary_key=True
    )
    anio: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sexo: Mapped[str] = mapped_column(String(1), primary_key=True)
    edad_desde: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    edad_hasta: Mapped[int | None]
    personas: Mapped[int]
    fuente: Mapped[str] = mapped_column(String(200))


class SeccionElectoral(Modelo):
    """Una sección electoral y el territorio al que pertenece."""

    __tablename__ = "secciones_electorales"

    codigo: Mapped[str] = mapped_column(String(40), primary_key=True)
    territorio_id: Mapped[int] = mapped_column(ForeignKey("territorios.id", ondelete="CASCADE"), index=True)
