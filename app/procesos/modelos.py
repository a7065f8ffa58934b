"""Tablas de los procesos."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contenido.modelos import Contenido
from app.cuentas.modelos import uno_de
from app.extensiones import Identificador, Modelo

CLASES = ("permanente", "convocatoria")
ESTADOS = ("borrador", "publicado", "archivado")
CLASES_FASE = ("informar", "proponer", "debatir", "evaluar", "votar", "responder", "ejecutar")
CLASES_UMBRAL = ("absoluto", "porcentaje")


class Proceso(Modelo):
    """Un proceso participativo: comparte id con su contenido. Un umbral en porcentaje va en centésimas.

    `vigencia_meses`: lo que una propuesta tiene para llegar al umbral antes de archivarse; vacío, sin límite.
    `traducciones`, también en las fases: {idioma: {campo: texto}}.
    """

    __tablename__ = "procesos"
    __table_args__ = (
        UniqueConstraint("clave"),
        CheckConstraint(uno_de("clase", CLASES), name="clase"),
        CheckConstraint(uno_de("estado", ESTADOS), name="estado"),
        CheckConstraint(uno_de("umbral_clase", CLASES_UMBRAL), name="umbral_clase"),
        CheckConstraint("umbral_ciudad > 0 AND umbral_territorio > 0 AND umbral_minimo > 0", name="umbral"),
        CheckConstraint(
            "acreditacion_proponer BETWEEN 0 AND 3 AND acreditacion_apoyar BETWEEN 0 AND 3"
            " AND acreditacion_umbral BETWEEN 0 AND 3 AND acreditacion_comentar BETWEEN 0 AND 3",
            name="acreditaciones",
        ),
        CheckConstraint("plazo_respuesta > 0", name="plazo_respuesta"),
        CheckConstraint("edad_minima >= 0", name="edad_minima"),
        CheckConstraint("vigencia_meses IS NULL OR vigencia_meses > 0", name="vigencia_meses"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="RESTRICT"), primary_key=True)
    clave: Mapped[str] = mapped_column(String(60))
    nombre: Mapped[str] = mapped_column(String(160))
    proposito: Mapped[str] = mapped_column(Text)
    reglas: Mapped[str] = mapped_column(Text, default="")
    clase: Mapped[str] = mapped_column(String(20))
    estado: Mapped[str] = mapped_column(String(12), default="borrador")
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("planes.id", ondelete="RESTRICT"))
    territorio_id: Mapped[int | None] = mapped_column(ForeignKey("territorios.id", ondelete="RESTRICT"))
    acreditacion_proponer: Mapped[int] = mapped_column(default=1)
    acreditacion_apoyar: Mapped[int] = mapped_column(default=1)
    acreditacion_umbral: Mapped[int] = mapped_column(default=2)
    acreditacion_comentar: Mapped[int] = mapped_column(default=1)
    edad_minima: Mapped[int] = mapped_column(default=0)
    umbral_clase: Mapped[str] = mapped_column(String(12), default="absoluto")
    umbral_ciudad: Mapped[int]
    umbral_territorio: Mapped[int]
    umbral_minimo: Mapped[int] = mapped_column(default=1)
    plazo_respuesta: Mapped[int] = mapped_column(default=30)
    vigencia_meses: Mapped[int | None]
    traducciones: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)

    contenido: Mapped[Contenido] = relationship(lazy="raise_on_sql")
    fases: Mapped[list[Fase]] = relationship(
        back_populates="proceso", order_by="Fase.orden", lazy="raise_on_sql"
    )


class Fase(Modelo):
    """Una etapa con fecha, `[abre, cierra)` en UTC; sin cierre sigue abierta."""

    __tablename__ = "fases"
    __table_args__ = (
        CheckConstraint(uno_de("clase", CLASES_FASE), name="clase"),
        CheckConstraint("cierra > abre", name="fechas"),
        UniqueConstraint("proceso_id", "orden"),
        Index("ix_fases_cierra", "cierra"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    proceso_id: Mapped[int] = mapped_column(ForeignKey("procesos.id", ondelete="CASCADE"))
    clase: Mapped[str] = mapped_column(String(12))
    nombre: Mapped[str] = mapped_column(String(120))
    descripcion: Mapped[str] = mapped_column(Text, default="")
    abre: Mapped[dt.datetime]
    cierra: Mapped[dt.datetime | None]
    orden: Mapped[int]
    traducciones: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)

    proceso: Mapped[Proceso] = relationship(back_populates="fases", lazy="raise_on_sql")
