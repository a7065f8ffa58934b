"""Tablas del plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contenido.modelos import Acto, Contenido, Enlace
from app.cuentas.modelos import Unidad, uno_de
from app.extensiones import Identificador, Modelo

__all__ = [
    "Acto", "Contenido", "Elemento", "ElementoODS", "ElementoUnidad", "Enlace", "Importacion", "Plan", "Unidad",
    "VersionPlan",
]  # fmt: skip

TIPOS = ("estrategico", "gobierno", "presupuestario", "indicativo", "anual", "marco")
"""`marco` es uno de fuera con el que la ciudad se alinea: un plan nacional, un pacto."""
TABLAS = ("elementos", "indicadores", "metas", "mediciones", "hitos", "avances", "montos")
"""Lo que se trae en un archivo."""
ESTADOS_PLAN = ("borrador", "en_consulta", "vigente", "evaluado", "archivado")
ESTADOS_ELEMENTO = ("previsto", "en_curso", "terminado", "detenido", "cancelado")


class Plan(Modelo):
    """Un plan: comparte id con su contenido. `niveles` es una lista de {idioma: {singular, plural}}.

    `traducciones` lleva nombre, lema y presentación en otros idiomas: {idioma: {campo: texto}}. Los umbrales
    son el avance, en centésimas de lo que tocaría por el tiempo pasado, desde el que va a tiempo o en riesgo.
    """

    __tablename__ = "planes"
    __table_args__ = (
        UniqueConstraint("clave"),
        CheckConstraint(uno_de("tipo", TIPOS), name="tipo"),
        CheckConstraint(uno_de("estado", ESTADOS_PLAN), name="estado"),
        CheckConstraint("estado <> 'vigente' OR acto_id IS NOT NULL", name="vigente_con_acto"),
        CheckConstraint("fin >= inicio", name="periodo"),
        CheckConstraint("nombre <> ''", name="nombre"),
        CheckConstraint(
            "umbral_en_riesgo > 0 AND umbral_a_tiempo > umbral_en_riesgo AND umbral_a_tiempo <= 100",
            name="umbrales",
        ),
    )

    id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="RESTRICT"), primary_key=True)
    clave: Mapped[str] = mapped_column(String(60))
    nombre: Mapped[str] = mapped_column(String(160))
    lema: Mapped[str] = mapped_column(String(200), default="")
    presentacion: Mapped[str] = mapped_column(Text, default="")
    tipo: Mapped[str] = mapped_column(String(20))
    estado: Mapped[str] = mapped_column(String(20), default="borrador")
    inicio: Mapped[dt.date] = mapped_column(Date)
    fin: Mapped[dt.date] = mapped_column(Date)
    niveles: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    traducciones: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    acto_id: Mapped[int | None] = mapped_column(ForeignKey("actos.id", ondelete="RESTRICT"))
    umbral_a_tiempo: Mapped[int] = mapped_column(SmallInteger, default=90)
    umbral_en_riesgo: Mapped[int] = mapped_column(SmallInteger, default=60)

    contenido: Mapped[Contenido] = relationship(lazy="raise_on_sql")
    acto: Mapped[Acto | None] = relationship(lazy="raise_on_sql")


class Elemento(Modelo):
    """Un elemento del plan: comparte id con su contenido. `ruta` es `/abuelo/padre/yo/` con ids."""

    __tablename__ = "elementos"
    __table_args__ = (
        UniqueConstraint("plan_id", "codigo"),
        CheckConstraint(uno_de("estado", ESTADOS_ELEMENTO), name="estado"),
        CheckConstraint("peso >= 0", name="peso"),
        CheckConstraint("nivel >= 0", name="nivel"),
        CheckConstraint("padre_id IS NULL OR padre_id <> id", name="padre"),
        CheckConstraint("fin >= inicio", name="fechas"),
        CheckConstraint("codigo <> '' AND titulo <> ''", name="con_nombre"),
        Index("ix_elementos_plan_id_orden", "plan_id", "orden"),
        Index("ix_elementos_padre_id", "padre_id"),
        Index("ix_elementos_ruta", "ruta"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="RESTRICT"), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("planes.id", ondelete="RESTRICT"))
    padre_id: Mapped[int | None] = mapped_column(ForeignKey("elementos.id", ondelete="RESTRICT"))
    codigo: Mapped[str] = mapped_column(String(40))
    titulo: Mapped[str] = mapped_column(String(300))
    descripcion: Mapped[str] = mapped_column(Text, default="")
    nivel: Mapped[int]
    orden: Mapped[int]
    ruta: Mapped[str] = mapped_column(String(300), default="")
    supuestos: Mapped[str] = mapped_column(Text, default="")
    traducciones: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    peso: Mapped[int] = mapped_column(default=1)
    estado: Mapped[str] = mapped_column(String(20), default="previsto")
    unidad_id: Mapped[int | None] = mapped_column(ForeignKey("unidades.id", ondelete="RESTRICT"), index=True)
    inicio: Mapped[dt.date | None] = mapped_column(Date)
    fin: Mapped[dt.date | None] = mapped_column(Date)

    contenido: Mapped[Contenido] = relationship(lazy="raise_on_sql")
    plan: Mapped[Plan] = relationship(lazy="raise_on_sql")
    padre: Mapped[Elemento | None] = relationship(remote_side=[id], lazy="raise_on_sql")
    unidad: Mapped[Unidad | None] = relationship(lazy="raise_on_sql")


class VersionPlan(Modelo):
    """El plan tal como quedó al publicarse: sus tablas enteras, qué cambió, por qué y con qué acto.

    `tablas`: {nombre: CSV}, las mismas que se exportan; `huella` es su SHA-256, con las claves en orden.
    """

    __tablename__ = "planes_versiones"
    __table_args__ = (
        CheckConstraint("numero > 0", name="numero"),
        CheckConstraint("numero = 1 OR (que_cambio <> '' AND por_que <> '')", name="con_motivo"),
        CheckConstraint("length(huella) = 64", name="huella"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("planes.id", ondelete="RESTRICT"), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    publicada_en: Mapped[dt.datetime]
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    acto_id: Mapped[int | None] = mapped_column(ForeignKey("actos.id", ondelete="RESTRICT"))
    que_cambio: Mapped[str] = mapped_column(Text, default="")
    por_que: Mapped[str] = mapped_column(Text, default="")
    huella: Mapped[str] = mapped_column(String(64))
    tablas: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class ElementoUnidad(Modelo):
    """Una unidad que colabora en un elemento."""

    __tablename__ = "elementos_unidades"

    elemento_id: Mapped[int] = mapped_column(ForeignKey("elementos.id", ondelete="CASCADE"), primary_key=True)
    unidad_id: Mapped[int] = mapped_column(ForeignKey("unidades.id", ondelete="RESTRICT"), primary_key=True)


class ElementoODS(Modelo):
    """Un objetivo (`11`) o una meta (`11.2`) de los ODS con la que el elemento se alinea."""

    __tablename__ = "elementos_ods"

    elemento_id: Mapped[int] = mapped_column(ForeignKey("elementos.id", ondelete="CASCADE"), primary_key=True)
    codigo: Mapped[str] = mapped_column(String(5), primary_key=True, index=True)


class Importacion(Modelo):
    """Un archivo subido que espera confirmación: lo que se mostró en el ensayo es lo que se aplica, o nada.

    `huella_plan` es la del plan cuando se ensayó: si otra persona lo cambió después, no se aplica.
    """

    __tablename__ = "importaciones_plan"
    __table_args__ = (
        UniqueConstraint("ficha"),
        CheckConstraint("length(ficha) = 32", name="ficha"),
        CheckConstraint(uno_de("clase", TABLAS), name="clase"),
        Index("ix_importaciones_plan_persona_id", "persona_id"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    clase: Mapped[str] = mapped_column(String(12), default="elementos")
    ficha: Mapped[str] = mapped_column(String(32))
    plan_id: Mapped[int] = mapped_column(ForeignKey("planes.id", ondelete="CASCADE"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"))
    nombre: Mapped[str] = mapped_column(String(120), default="")
    texto: Mapped[str] = mapped_column(Text)
    huella_plan: Mapped[str] = mapped_column(String(64))
    creada_en: Mapped[dt.datetime]
    aplicada_en: Mapped[dt.datetime | None]
