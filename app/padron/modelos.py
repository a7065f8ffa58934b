"""Tablas del padrón: quién tiene derecho a participar, sin guardar ningún número de documento."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cuentas.modelos import Persona, uno_de
from app.extensiones import Identificador, Modelo
from app.procesos.modelos import Proceso
from app.territorio.modelos import Territorio

MODALIDADES = ("importado", "abierto")
ESTADOS = ("preparacion", "listo", "vigente", "reemplazado", "descartado")
FUNDAMENTOS = ("domicilio", "trabajo", "estudio")
MEDIOS = ("linea", "mostrador")
CLASES_OBJECION = ("falto", "sobra", "dato")
ESTADOS_OBJECION = ("recibida", "aceptada", "rechazada")
EFECTOS = ("alta", "baja", "cambio")


class PuntoAtencion(Modelo):
    """Un mostrador o una mesa donde se atiende en persona: dónde está y a qué horas.

    `traducciones`: {idioma: {campo: texto}}, de lo que se lee (nombre y horario).
    """

    __tablename__ = "puntos_atencion"
    __table_args__ = (
        UniqueConstraint("nombre"),
        CheckConstraint("nombre <> '' AND direccion <> '' AND horario <> ''", name="completo"),
        CheckConstraint("(latitud IS NULL) = (longitud IS NULL)", name="punto"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    nombre: Mapped[str] = mapped_column(String(120))
    direccion: Mapped[str] = mapped_column(String(200))
    horario: Mapped[str] = mapped_column(String(200))
    contacto: Mapped[str] = mapped_column(String(160), default="")
    territorio_id: Mapped[int | None] = mapped_column(ForeignKey("territorios.id", ondelete="SET NULL"))
    latitud: Mapped[float | None]
    longitud: Mapped[float | None]
    activo: Mapped[bool] = mapped_column(default=True)
    traducciones: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)

    territorio: Mapped[Territorio | None] = relationship(lazy="raise_on_sql")


class Padron(Modelo):
    """Una edición del padrón. Las importadas se preparan por tandas y entran en vigor de una vez.

    El padrón abierto es una sola edición, siempre vigente, que crece en los mostradores.
    """

    __tablename__ = "padrones"
    __table_args__ = (
        CheckConstraint(uno_de("modalidad", MODALIDADES), name="modalidad"),
        CheckConstraint(uno_de("estado", ESTADOS), name="estado"),
        CheckConstraint("filas >= 0 AND validas >= 0 AND validas <= filas", name="cuentas"),
        Index(
            "uq_padrones_vigente",
            "modalidad",
            unique=True,
            sqlite_where=text("estado = 'vigente'"),
            postgresql_where=text("estado = 'vigente'"),
        ),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    modalidad: Mapped[str] = mapped_column(String(10))
    nombre: Mapped[str] = mapped_column(String(160))
    fuente: Mapped[str] = mapped_column(String(200), default="")
    segundo_campo: Mapped[str] = mapped_column(String(40), default="")
    estado: Mapped[str] = mapped_column(String(12), default="preparacion")
    filas: Mapped[int] = mapped_column(default=0)
    validas: Mapped[int] = mapped_column(default=0)
    informe: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    autora_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    creado_en: Mapped[dt.datetime]
    vigente_desde: Mapped[dt.datetime | None]
    reemplazado_en: Mapped[dt.datetime | None]


class Empadronada(Modelo):
    """Una persona de una edición del padrón. `huella` es HMAC(sal, tipo|número): el número no se guarda.

    `comprobacion` es el segundo dato, también con clave y atado a la huella: dos personas con el mismo dato
    no se parecen. `alta_en` y `baja_en` dicen quién estaba en una fecha de corte.
    """

    __tablename__ = "empadronadas"
    __table_args__ = (
        CheckConstraint("length(huella) = 64", name="huella"),
        CheckConstraint(uno_de("fundamento", FUNDAMENTOS), name="fundamento"),
        CheckConstraint("nacimiento IS NULL OR nacimiento BETWEEN 1880 AND 2200", name="nacimiento"),
        Index("ix_empadronadas_territorio", "padron_id", "territorio_id"),
        {"sqlite_with_rowid": False},
    )

    padron_id: Mapped[int] = mapped_column(ForeignKey("padrones.id", ondelete="CASCADE"), primary_key=True)
    huella: Mapped[str] = mapped_column(String(64), primary_key=True)
    territorio_id: Mapped[int | None] = mapped_column(ForeignKey("territorios.id", ondelete="RESTRICT"))
    nacimiento: Mapped[int | None]
    comprobacion: Mapped[str] = mapped_column(String(64), default="")
    fundamento: Mapped[str] = mapped_column(String(12), default="domicilio")
    alta_en: Mapped[dt.datetime]
    baja_en: Mapped[dt.datetime | None]


class Vinculo(Modelo):
    """Una persona del padrón es esta cuenta: una sola por cada lado, en cualquier edición."""

    __tablename__ = "padron_vinculos"
    __table_args__ = (
        UniqueConstraint("persona_id"),
        CheckConstraint("length(huella) = 64", name="huella"),
        CheckConstraint(uno_de("medio", MEDIOS), name="medio"),
    )

    huella: Mapped[str] = mapped_column(String(64), primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"))
    medio: Mapped[str] = mapped_column(String(10))
    pruebas: Mapped[list[str]] = mapped_column(JSON, default=list)
    facilitadora_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    punto_id: Mapped[int | None] = mapped_column(ForeignKey("puntos_atencion.id", ondelete="SET NULL"))
    vinculado_en: Mapped[dt.datetime]

    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id], lazy="raise_on_sql")


class Corte(Modelo):
    """Una foto del padrón para un proceso: quién estaba en `fecha`, y hasta cuándo se puede objetar.

    `padrones` son las ediciones que valían ese día; `por_territorio`, cuántas personas por código de lugar. Las
    cuentas quedan escritas aquí: no dependen de que la edición siga guardada. `tomado_en` está vacío mientras
    la fecha está por venir: nada se ha contado todavía.
    """

    __tablename__ = "padron_cortes"
    __table_args__ = (
        UniqueConstraint("proceso_id", "nombre"),
        CheckConstraint("objeciones_hasta > fecha", name="objeciones"),
        CheckConstraint("respuestas_hasta >= objeciones_hasta", name="respuestas"),
        CheckConstraint("total >= 0", name="total"),
        CheckConstraint("tomado_en IS NOT NULL OR total = 0", name="programado"),
        CheckConstraint("tomado_en >= fecha", name="tomado"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    proceso_id: Mapped[int] = mapped_column(ForeignKey("procesos.id", ondelete="CASCADE"))
    nombre: Mapped[str] = mapped_column(String(120))
    fecha: Mapped[dt.datetime]
    objeciones_hasta: Mapped[dt.datetime]
    respuestas_hasta: Mapped[dt.datetime]
    padrones: Mapped[list[int]] = mapped_column(JSON, default=list)
    total: Mapped[int] = mapped_column(default=0)
    por_territorio: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    autora_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    creado_en: Mapped[dt.datetime]
    tomado_en: Mapped[dt.datetime | None]

    proceso: Mapped[Proceso] = relationship(lazy="raise_on_sql")


class Objecion(Modelo):
    """Alguien dice que falta, que sobra o que un dato está mal en un corte; se responde con motivo.

    Quien objeta guarda un código para leer la respuesta; aquí solo queda su huella. `idioma` es el que se leía
    al objetar: en él se responde a quien no tiene cuenta.
    """

    __tablename__ = "padron_objeciones"
    __table_args__ = (
        UniqueConstraint("codigo_huella"),
        CheckConstraint(uno_de("clase", CLASES_OBJECION), name="clase"),
        CheckConstraint(uno_de("estado", ESTADOS_OBJECION), name="estado"),
        CheckConstraint("texto <> ''", name="texto"),
        CheckConstraint("(estado = 'recibida') = (resuelta_en IS NULL)", name="resuelta"),
        CheckConstraint("estado = 'recibida' OR respuesta <> ''", name="razonada"),
        Index("ix_padron_objeciones_corte_id_estado", "corte_id", "estado", "id"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    corte_id: Mapped[int] = mapped_column(ForeignKey("padron_cortes.id", ondelete="CASCADE"))
    codigo_huella: Mapped[str] = mapped_column(String(64))
    clase: Mapped[str] = mapped_column(String(10))
    texto: Mapped[str] = mapped_column(Text)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    contacto: Mapped[str] = mapped_column(String(160), default="")
    idioma: Mapped[str] = mapped_column(String(8), default="")
    estado: Mapped[str] = mapped_column(String(12), default="recibida")
    respuesta: Mapped[str] = mapped_column(Text, default="")
    resuelta_por_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    recibida_en: Mapped[dt.datetime]
    resuelta_en: Mapped[dt.datetime | None]

    corte: Mapped[Corte] = relationship(lazy="raise_on_sql")


class CambioDeCorte(Modelo):
    """Lo que una objeción aceptada cambió en un corte: quién entra, quién sale o qué dato era otro.

    La lista congelada es la de las ediciones más estos cambios, en orden; de la misma huella vale el último.
    """

    __tablename__ = "padron_cortes_cambios"
    __table_args__ = (
        UniqueConstraint("objecion_id"),
        CheckConstraint("length(huella) = 64", name="huella"),
        CheckConstraint(uno_de("efecto", EFECTOS), name="efecto"),
        CheckConstraint("nacimiento IS NULL OR nacimiento BETWEEN 1880 AND 2200", name="nacimiento"),
        Index("ix_padron_cortes_cambios_huella", "corte_id", "huella", "id"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    corte_id: Mapped[int] = mapped_column(ForeignKey("padron_cortes.id", ondelete="CASCADE"))
    objecion_id: Mapped[int] = mapped_column(ForeignKey("padron_objeciones.id", ondelete="CASCADE"))
    huella: Mapped[str] = mapped_column(String(64))
    efecto: Mapped[str] = mapped_column(String(8))
    territorio_id: Mapped[int | None] = mapped_column(ForeignKey("territorios.id", ondelete="RESTRICT"))
    nacimiento: Mapped[int | None]
    hecho_en: Mapped[dt.datetime]
