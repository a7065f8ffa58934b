"""Tablas del avance del plan."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.cuentas.modelos import uno_de
from app.extensiones import Cantidad, Identificador, Modelo
from app.plan.modelos import Elemento, Plan, Unidad
from app.territorio.modelos import Territorio

__all__ = [
    "AvanceDicho", "Elemento", "Hito", "Indicador", "Medicion", "Meta", "Momento", "Monto", "Plan",
    "SituacionDicha", "Territorio", "Unidad",
]  # fmt: skip

FRECUENCIAS = (
    "mensual", "bimestral", "trimestral", "cuatrimestral", "semestral", "anual", "bienal", "trienal",
    "quinquenal", "decenal", "irregular",
)  # fmt: skip
DIRECCIONES = ("sube", "baja", "mantiene", "sin_definir")
"""`sin_definir`: no se sabe hacia dónde se quiere que vaya; se mide y se muestra, y no da resultado."""
ACUMULACIONES = ("incremento", "stock", "reduccion", "mantenimiento")
ESTADOS_INDICADOR = ("activo", "cancelado")
SITUACIONES = ("cumplido", "a_tiempo", "en_riesgo", "atrasado")
FUENTE = 300


class Indicador(Modelo):
    """Una cantidad que se mide, de un elemento del plan y, si es de una parte de la ciudad, de un territorio.

    `lugar` nombra el sitio cuando no es un territorio de la ciudad (otro municipio, la región). La línea base
    tiene fecha y valor. La banda, `[banda_desde, banda_hasta]`, es de los que se mantienen.
    `traducciones`: {idioma: {campo: texto}}.
    """

    __tablename__ = "indicadores"
    __table_args__ = (
        UniqueConstraint("plan_id", "codigo"),
        CheckConstraint("codigo <> '' AND nombre <> '' AND unidad <> ''", name="con_nombre"),
        CheckConstraint(uno_de("frecuencia", FRECUENCIAS), name="frecuencia"),
        CheckConstraint(uno_de("direccion", DIRECCIONES), name="direccion"),
        CheckConstraint(uno_de("acumulacion", ACUMULACIONES), name="acumulacion"),
        CheckConstraint(uno_de("estado", ESTADOS_INDICADOR), name="estado"),
        CheckConstraint("(direccion = 'mantiene') = (acumulacion = 'mantenimiento')", name="se_mantiene"),
        CheckConstraint(
            "(direccion = 'mantiene') = (banda_desde IS NOT NULL) AND"
            " (direccion = 'mantiene') = (banda_hasta IS NOT NULL)",
            name="banda",
        ),
        CheckConstraint("(base_fecha IS NULL) = (base_valor IS NULL)", name="linea_base"),
        CheckConstraint("decimales BETWEEN 0 AND 6", name="decimales"),
        CheckConstraint("estado = 'activo' OR motivo_cancelacion <> ''", name="cancelado_con_motivo"),
        Index("ix_indicadores_elemento_id_orden", "elemento_id", "orden"),
        Index("ix_indicadores_plan_id_orden", "plan_id", "orden"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("planes.id", ondelete="RESTRICT"))
    elemento_id: Mapped[int] = mapped_column(ForeignKey("elementos.id", ondelete="RESTRICT"))
    territorio_id: Mapped[int | None] = mapped_column(
        ForeignKey("territorios.id", ondelete="RESTRICT"), index=True
    )
    lugar: Mapped[str] = mapped_column(String(120), default="")
    codigo: Mapped[str] = mapped_column(String(160))
    nombre: Mapped[str] = mapped_column(String(200))
    definicion: Mapped[str] = mapped_column(Text, default="")
    formula: Mapped[str] = mapped_column(Text, default="")
    unidad: Mapped[str] = mapped_column(String(80))
    decimales: Mapped[int] = mapped_column(SmallInteger, default=0)
    frecuencia: Mapped[str] = mapped_column(String(14))
    direccion: Mapped[str] = mapped_column(String(12))
    acumulacion: Mapped[str] = mapped_column(String(14))
    banda_desde: Mapped[Decimal | None] = mapped_column(Cantidad)
    banda_hasta: Mapped[Decimal | None] = mapped_column(Cantidad)
    base_fecha: Mapped[dt.date | None] = mapped_column(Date)
    base_valor: Mapped[Decimal | None] = mapped_column(Cantidad)
    fuente: Mapped[str] = mapped_column(String(FUENTE), default="")
    verificacion: Mapped[str] = mapped_column(String(FUENTE), default="")
    unidad_id: Mapped[int | None] = mapped_column(ForeignKey("unidades.id", ondelete="RESTRICT"), index=True)
    estado: Mapped[str] = mapped_column(String(10), default="activo")
    motivo_cancelacion: Mapped[str] = mapped_column(String(500), default="")
    orden: Mapped[int] = mapped_column(default=0)
    traducciones: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)


class Meta(Modelo):
    """Lo que se quiere alcanzar al terminar un período, `[inicio, fin]`."""

    __tablename__ = "metas"
    __table_args__ = (
        UniqueConstraint("indicador_id", "inicio"),
        CheckConstraint("fin >= inicio", name="periodo"),
    )

    indicador_id: Mapped[int] = mapped_column(
        ForeignKey("indicadores.id", ondelete="CASCADE"), primary_key=True
    )
    fin: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    inicio: Mapped[dt.date] = mapped_column(Date)
    valor: Mapped[Decimal] = mapped_column(Cantidad)


def _vigente(nombre: str, *columnas: str, ademas: str = "") -> Index:
    solo = text(f"corregida_en IS NULL{ademas}")
    return Index(nombre, "indicador_id", *columnas, unique=True, sqlite_where=solo, postgresql_where=solo)


class Medicion(Modelo):
    """Un valor con su fecha y su fuente. Corregirla no la borra: queda con el porqué y la que la reemplaza.

    Puede haber varias fuentes en una fecha; una es la `principal`, con la que se calcula, y las demás se ven.
    `corregida_en` sin `reemplazo_id` es una que se retiró. `traida` dice de qué archivo vino, si vino de uno.
    """

    __tablename__ = "mediciones"
    __table_args__ = (
        CheckConstraint("fuente <> ''", name="fuente"),
        CheckConstraint("corregida_en IS NULL OR motivo <> ''", name="corregida_con_motivo"),
        CheckConstraint("reemplazo_id IS NULL OR corregida_en IS NOT NULL", name="reemplazo"),
        CheckConstraint("reemplazo_id IS NULL OR reemplazo_id <> id", name="otro_reemplazo"),
        _vigente("uq_mediciones_principal", "fecha", ademas=" AND principal"),
        _vigente("uq_mediciones_fuente", "fecha", "fuente"),
        Index("ix_mediciones_indicador_id_fecha", "indicador_id", "fecha"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    indicador_id: Mapped[int] = mapped_column(ForeignKey("indicadores.id", ondelete="CASCADE"))
    fecha: Mapped[dt.date] = mapped_column(Date)
    valor: Mapped[Decimal] = mapped_column(Cantidad)
    fuente: Mapped[str] = mapped_column(String(FUENTE))
    principal: Mapped[bool] = mapped_column(default=True)
    nota: Mapped[str] = mapped_column(String(1000), default="")
    traida: Mapped[str] = mapped_column(String(120), default="")
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    anotada_en: Mapped[dt.datetime]
    corregida_en: Mapped[dt.datetime | None]
    motivo: Mapped[str] = mapped_column(String(500), default="")
    reemplazo_id: Mapped[int | None] = mapped_column(ForeignKey("mediciones.id", ondelete="RESTRICT"))


class Hito(Modelo):
    """Un paso comprobable de una hoja del plan; cumplido cuando tiene fecha. Cancelado, con su porqué."""

    __tablename__ = "hitos"
    __table_args__ = (
        CheckConstraint("titulo <> ''", name="titulo"),
        CheckConstraint("peso > 0", name="peso"),
        CheckConstraint("(cancelado = '') OR cumplido_en IS NULL", name="cancelado_sin_cumplir"),
        UniqueConstraint("elemento_id", "orden"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    elemento_id: Mapped[int] = mapped_column(ForeignKey("elementos.id", ondelete="CASCADE"))
    titulo: Mapped[str] = mapped_column(String(200))
    peso: Mapped[int] = mapped_column(default=1)
    vence: Mapped[dt.date | None] = mapped_column(Date)
    cumplido_en: Mapped[dt.date | None] = mapped_column(Date)
    fuente: Mapped[str] = mapped_column(String(FUENTE), default="")
    cancelado: Mapped[str] = mapped_column(String(300), default="")
    orden: Mapped[int] = mapped_column(default=0)
    traducciones: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)


class AvanceDicho(Modelo):
    """El avance que una unidad dice de una hoja sin hitos, en porcentaje, con fecha y motivo. No se borra."""

    __tablename__ = "avances"
    __table_args__ = (
        CheckConstraint("porcentaje BETWEEN 0 AND 100", name="porcentaje"),
        CheckConstraint("motivo <> ''", name="motivo"),
        Index("ix_avances_elemento_id_fecha", "elemento_id", "fecha", "id"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    elemento_id: Mapped[int] = mapped_column(ForeignKey("elementos.id", ondelete="CASCADE"))
    porcentaje: Mapped[int] = mapped_column(SmallInteger)
    fecha: Mapped[dt.date] = mapped_column(Date)
    motivo: Mapped[str] = mapped_column(String(500))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    anotado_en: Mapped[dt.datetime]


class SituacionDicha(Modelo):
    """La situación que alguien pone a mano a un elemento, en vez de la calculada, con su motivo público."""

    __tablename__ = "situaciones"
    __table_args__ = (
        CheckConstraint(uno_de("situacion", SITUACIONES), name="situacion"),
        CheckConstraint("motivo <> ''", name="motivo"),
    )

    elemento_id: Mapped[int] = mapped_column(ForeignKey("elementos.id", ondelete="CASCADE"), primary_key=True)
    situacion: Mapped[str] = mapped_column(String(10))
    motivo: Mapped[str] = mapped_column(String(500))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    puesta_en: Mapped[dt.datetime]


class Momento(Modelo):
    """Un momento del dinero en un plan (programado, comprometido…). `nombres`: {idioma: texto}."""

    __tablename__ = "momentos"
    __table_args__ = (
        UniqueConstraint("plan_id", "clave"),
        UniqueConstraint("plan_id", "orden"),
        CheckConstraint("clave <> ''", name="clave"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("planes.id", ondelete="CASCADE"))
    clave: Mapped[str] = mapped_column(String(40))
    nombres: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    orden: Mapped[int]


class Monto(Modelo):
    """Dinero de un elemento en un año y un momento, en unidades menores de la moneda de la ciudad."""

    __tablename__ = "montos"
    __table_args__ = (
        CheckConstraint("valor >= 0", name="valor"),
        CheckConstraint("anio BETWEEN 1900 AND 2200", name="anio"),
    )

    elemento_id: Mapped[int] = mapped_column(ForeignKey("elementos.id", ondelete="CASCADE"), primary_key=True)
    anio: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    momento_id: Mapped[int] = mapped_column(ForeignKey("momentos.id", ondelete="RESTRICT"), primary_key=True)
    valor: Mapped[int] = mapped_column(Identificador)
    fuente: Mapped[str] = mapped_column(String(FUENTE), default="")
