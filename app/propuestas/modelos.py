"""Tablas de las propuestas."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contenido.modelos import Contenido
from app.cuentas.modelos import Persona, uno_de
from app.extensiones import Identificador, Modelo
from app.plan.modelos import Elemento
from app.procesos.modelos import Proceso
from app.territorio.modelos import Territorio

ESTADOS = ("borrador", "publicada", "retirada", "archivada")
"""Los que existen hoy; las respuestas traerán los suyos con su propia migración."""
ESTADOS_COAUTORIA = ("invitada", "aceptada", "rechazada")
CANALES = ("web", "mostrador")
NUNCA = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""La fecha de cierre, en el índice, de lo que no se cierra por fecha."""


class Propuesta(Modelo):
    """Una propuesta: comparte id con su contenido. `version` cambia con todo lo que cambia su tarjeta.

    `sin_elemento`: su autora dijo «no lo sé» al preguntarle por el plan, y la clasifica la planificadora.
    `cierra_en`: cuándo deja de recibir apoyos si no llega al umbral; vacío al cruzarlo. `actividad`: su
    movimiento reciente (reglas). `costo_estimado`, en unidades menores de la moneda. `cuerpo` va al final para
    que leer las demás columnas no arrastre el texto largo. `en_blanco_de`: quién lo empezó, mientras no escriba
    nada; una persona tiene uno solo en cada proceso.
    """

    __tablename__ = "propuestas"
    __table_args__ = (
        CheckConstraint(uno_de("estado", ESTADOS), name="estado"),
        CheckConstraint("apoyos >= 0 AND apoyos_contados >= 0 AND apoyos_importados >= 0", name="apoyos"),
        CheckConstraint("apoyos_contados + apoyos_personal <= apoyos", name="apoyos_contados"),
        CheckConstraint("apoyos_personal >= 0", name="apoyos_personal"),
        CheckConstraint("costo_estimado IS NULL OR costo_estimado > 0", name="costo_estimado"),
        CheckConstraint("(estado = 'archivada') = (archivada_en IS NOT NULL)", name="archivada"),
        CheckConstraint(
            "estado = 'borrador' OR (publicada_en IS NOT NULL AND titulo <> '' AND umbral > 0)",
            name="publicada_completa",
        ),
        CheckConstraint("(umbral_cruzado_en IS NULL) = (respuesta_vence IS NULL)", name="reloj"),
        CheckConstraint("(latitud IS NULL) = (longitud IS NULL)", name="punto"),
        CheckConstraint("latitud BETWEEN -90 AND 90 AND longitud BETWEEN -180 AND 180", name="en_la_tierra"),
        CheckConstraint("(estado = 'retirada') = (retirada_en IS NOT NULL)", name="retirada"),
        CheckConstraint(
            "en_blanco_de IS NULL OR (estado = 'borrador' AND titulo = '' AND resumen = '' AND cuerpo = '')",
            name="en_blanco",
        ),
        UniqueConstraint("origen", "origen_id"),
        Index(
            "uq_propuestas_en_blanco",
            "en_blanco_de",
            "proceso_id",
            unique=True,
            sqlite_where=text("en_blanco_de IS NOT NULL"),
            postgresql_where=text("en_blanco_de IS NOT NULL"),
        ),
        Index("ix_propuestas_proceso_id", "proceso_id"),
        Index("ix_propuestas_territorio_id", "territorio_id"),
        Index("ix_propuestas_respuesta_vence", "respuesta_vence"),
        Index("ix_propuestas_por_archivar", "estado", "cierra_en"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="RESTRICT"), primary_key=True)
    proceso_id: Mapped[int] = mapped_column(ForeignKey("procesos.id", ondelete="RESTRICT"))
    estado: Mapped[str] = mapped_column(String(12), default="borrador")
    titulo: Mapped[str] = mapped_column(String(120), default="")
    resumen: Mapped[str] = mapped_column(String(300), default="")
    territorio_id: Mapped[int | None] = mapped_column(ForeignKey("territorios.id", ondelete="RESTRICT"))
    latitud: Mapped[float | None] = mapped_column(Float)
    longitud: Mapped[float | None] = mapped_column(Float)
    referencia: Mapped[str] = mapped_column(String(160), default="")
    sin_elemento: Mapped[bool] = mapped_column(default=False)
    en_nombre_de: Mapped[str] = mapped_column(String(120), default="")
    publicada_en: Mapped[dt.datetime | None]
    editada_en: Mapped[dt.datetime | None]
    retirada_en: Mapped[dt.datetime | None]
    cierra_en: Mapped[dt.datetime | None]
    archivada_en: Mapped[dt.datetime | None]
    umbral: Mapped[int] = mapped_column(default=0)
    umbral_cruzado_en: Mapped[dt.datetime | None]
    respuesta_vence: Mapped[dt.datetime | None]
    apoyos: Mapped[int] = mapped_column(default=0)
    apoyos_contados: Mapped[int] = mapped_column(default=0)
    apoyos_importados: Mapped[int] = mapped_column(default=0)
    apoyos_personal: Mapped[int] = mapped_column(default=0)
    actividad: Mapped[int] = mapped_column(Identificador, default=0)
    video: Mapped[str] = mapped_column(String(300), default="")
    costo_estimado: Mapped[int | None] = mapped_column(Identificador)
    intereses: Mapped[str] = mapped_column(String(300), default="")
    azar: Mapped[int] = mapped_column(Identificador, default=0)
    version: Mapped[int] = mapped_column(default=1)
    version_texto: Mapped[int] = mapped_column(default=1)
    origen: Mapped[str | None] = mapped_column(String(40))
    origen_id: Mapped[str | None] = mapped_column(String(80))
    origen_url: Mapped[str | None] = mapped_column(String(300))
    cuerpo: Mapped[str] = mapped_column(Text, default="")
    en_blanco_de: Mapped[int | None] = mapped_column(Identificador, deferred=True)

    contenido: Mapped[Contenido] = relationship(lazy="raise_on_sql")
    proceso: Mapped[Proceso] = relationship(lazy="raise_on_sql")
    territorio: Mapped[Territorio | None] = relationship(lazy="raise_on_sql")
    coautorias: Mapped[list[Coautoria]] = relationship(
        order_by="Coautoria.invitada_en", lazy="raise_on_sql", viewonly=True
    )
    elementos: Mapped[list[Elemento]] = relationship(
        secondary="propuestas_elementos", order_by="Elemento.orden", lazy="raise_on_sql", viewonly=True
    )


class PropuestaElemento(Modelo):
    """La propuesta contribuye a este elemento del plan."""

    __tablename__ = "propuestas_elementos"

    propuesta_id: Mapped[int] = mapped_column(ForeignKey("propuestas.id", ondelete="CASCADE"), primary_key=True)
    elemento_id: Mapped[int] = mapped_column(
        ForeignKey("elementos.id", ondelete="RESTRICT"), primary_key=True, index=True
    )


class Apoyo(Modelo):
    """El apoyo de una persona: la clave primaria impide dos. `contado` dice si suma para el umbral.

    `de_personal`: trabajaba en la municipalidad al darlo; se muestra aparte y no suma.
    """

    __tablename__ = "apoyos"
    __table_args__ = (
        CheckConstraint(uno_de("canal", CANALES), name="canal"),
        CheckConstraint("NOT (contado AND de_personal)", name="personal_aparte"),
    )

    propuesta_id: Mapped[int] = mapped_column(ForeignKey("propuestas.id", ondelete="CASCADE"), primary_key=True)
    persona_id: Mapped[int] = mapped_column(
        ForeignKey("personas.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    contado: Mapped[bool] = mapped_column(default=False)
    de_personal: Mapped[bool] = mapped_column(default=False)
    canal: Mapped[str] = mapped_column(String(10), default="web")
    dado_en: Mapped[dt.datetime]


class Coautoria(Modelo):
    """Otra persona que firma la propuesta: se la invita y acepta o no. Firmar no da apoyo por sí mismo."""

    __tablename__ = "coautorias"
    __table_args__ = (
        CheckConstraint(uno_de("estado", ESTADOS_COAUTORIA), name="estado"),
        Index("ix_coautorias_persona_id_estado", "persona_id", "estado"),
    )

    propuesta_id: Mapped[int] = mapped_column(ForeignKey("propuestas.id", ondelete="CASCADE"), primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"), primary_key=True)
    estado: Mapped[str] = mapped_column(String(10), default="invitada")
    invitada_en: Mapped[dt.datetime]
    respondida_en: Mapped[dt.datetime | None]

    persona: Mapped[Persona] = relationship(lazy="raise_on_sql")


class Version(Modelo):
    """Un texto anterior de la propuesta, con quién lo cambió, cuándo y por qué."""

    __tablename__ = "propuestas_versiones"

    propuesta_id: Mapped[int] = mapped_column(ForeignKey("propuestas.id", ondelete="CASCADE"), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    titulo: Mapped[str] = mapped_column(String(120))
    resumen: Mapped[str] = mapped_column(String(300))
    cuerpo: Mapped[str] = mapped_column(Text)
    motivo: Mapped[str] = mapped_column(String(300), default="")
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    escrita_en: Mapped[dt.datetime]


class Faceta(Modelo):
    """Índice de las listas: una fila por propuesta pública y por cada cosa por la que se filtra.

    Repite lo que ordena (fecha, apoyos, azar, punto) para que cada orden con un filtro cueste lo mismo con mil
    filas que con un millón. `punto` es su lugar en el mapa como número (`reglas.indice`). Solo la escriben los
    servicios de propuestas, en la transacción de cada cambio.
    """

    __tablename__ = "propuestas_facetas"
    __table_args__ = (
        Index("ix_propuestas_facetas_nuevas", "clase", "valor", "publicada_en", "propuesta_id"),
        Index("ix_propuestas_facetas_apoyadas", "clase", "valor", "apoyos", "propuesta_id"),
        Index("ix_propuestas_facetas_activas", "clase", "valor", "actividad", "propuesta_id"),
        Index("ix_propuestas_facetas_cierran", "clase", "valor", "cierra", "propuesta_id"),
        Index("ix_propuestas_facetas_azar", "clase", "valor", "azar", "propuesta_id"),
        Index(
            "ix_propuestas_facetas_cerca",
            "clase",
            "valor",
            "punto",
            "propuesta_id",
            sqlite_where=text("punto IS NOT NULL"),
            postgresql_where=text("punto IS NOT NULL"),
        ),
        Index("ix_propuestas_facetas_propuesta_id", "propuesta_id"),
    )

    clase: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    valor: Mapped[int] = mapped_column(Identificador, primary_key=True, autoincrement=False)
    propuesta_id: Mapped[int] = mapped_column(ForeignKey("propuestas.id", ondelete="CASCADE"), primary_key=True)
    publicada_en: Mapped[dt.datetime]
    apoyos: Mapped[int] = mapped_column(default=0)
    azar: Mapped[int] = mapped_column(Identificador)
    actividad: Mapped[int] = mapped_column(Identificador, default=0)
    cierra: Mapped[dt.datetime] = mapped_column(default=NUNCA)
    punto: Mapped[int | None] = mapped_column(Identificador)


class Cifra(Modelo):
    """Cuántas propuestas públicas hay en cada cruce: de aquí salen los tableros sin leer las propuestas.

    `elemento_id` incluye los de arriba; 0 es sin clasificar y `TODAS`, cada propuesta una vez. `territorio_id`
    es el propio de la propuesta (los de arriba se suman); 0 es sin lugar. `mes`: año × 12 + mes - 1, en la hora
    de la ciudad. Solo la escribe quien rehace el índice, en la misma transacción.
    """

    __tablename__ = "propuestas_cifras"
    # Dentro de su clave: las matrices leen tramos seguidos de ella.
    __table_args__ = (CheckConstraint("cuantas >= 0", name="cuantas"), {"sqlite_with_rowid": False})

    elemento_id: Mapped[int] = mapped_column(Identificador, primary_key=True, autoincrement=False)
    territorio_id: Mapped[int] = mapped_column(Identificador, primary_key=True, autoincrement=False)
    mes: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    estado: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    proceso_id: Mapped[int] = mapped_column(Identificador, primary_key=True, autoincrement=False)
    cuantas: Mapped[int] = mapped_column(default=0)
