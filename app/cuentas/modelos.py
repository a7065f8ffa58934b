"""Tablas de las cuentas."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, TextClause, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensiones import Identificador, Modelo
from app.nucleo.permisos import Rol

ESTADOS = ("activa", "suspendida", "retirada", "externa")
PROPOSITOS = ("confirmar", "recuperar", "cambiar_correo", "activar")


def uno_de(columna: str, valores: tuple[str, ...]) -> str:
    """Texto SQL de la condición «la columna es uno de estos valores»."""
    return f"{columna} IN ({', '.join(repr(v) for v in valores)})"


class Unidad(Modelo):
    """Una unidad de la municipalidad, responsable de elementos del plan y de respuestas.

    `traducciones`: {idioma: {nombre}}.
    """

    __tablename__ = "unidades"
    __table_args__ = (UniqueConstraint("codigo"),)

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    codigo: Mapped[str] = mapped_column(String(40))
    nombre: Mapped[str] = mapped_column(String(160))
    correo: Mapped[str | None] = mapped_column(String(320))
    traducciones: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)


class Persona(Modelo):
    """Una persona con cuenta, o la autora externa de algo importado (sin correo ni clave).

    `seudonimo_clave` es el seudónimo sin acentos, signos ni mayúsculas: dos cuentas no se llaman igual.
    Las autoras externas no la llevan, y entre ellas los nombres pueden repetirse. `contacto` (un correo o un
    teléfono) es el de quien se registró en un mostrador: no sirve para entrar y una familia puede compartirlo.
    `nombre_clave` es el nombre sin acentos, espacios ni mayúsculas: en un mostrador se busca por él.
    """

    __tablename__ = "personas"
    __table_args__ = (
        UniqueConstraint("correo"),
        UniqueConstraint("seudonimo_clave"),
        UniqueConstraint("huella_origen"),
        CheckConstraint("acreditacion BETWEEN 0 AND 3", name="acreditacion"),
        CheckConstraint(uno_de("estado", ESTADOS), name="estado"),
        CheckConstraint("seudonimo <> ''", name="seudonimo"),
        CheckConstraint(
            "estado IN ('activa', 'suspendida') OR (correo IS NULL AND clave_hash IS NULL"
            " AND nombre IS NULL AND contacto IS NULL)",
            name="sin_datos",
        ),
        CheckConstraint("correo IS NULL OR correo = lower(correo)", name="correo_minusculas"),
        Index("ix_personas_contacto", "contacto"),
        Index("ix_personas_nombre_clave", "nombre_clave"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    seudonimo: Mapped[str] = mapped_column(String(60))
    seudonimo_clave: Mapped[str | None] = mapped_column(String(160))
    nombre: Mapped[str | None] = mapped_column(String(120))
    correo: Mapped[str | None] = mapped_column(String(320))
    correo_confirmado_en: Mapped[dt.datetime | None]
    clave_hash: Mapped[str | None] = mapped_column(String(200))
    acreditacion: Mapped[int] = mapped_column(default=0)
    estado: Mapped[str] = mapped_column(String(12), default="activa")
    idioma: Mapped[str] = mapped_column(String(8), default="es")
    territorio_id: Mapped[int | None] = mapped_column(ForeignKey("territorios.id", ondelete="SET NULL"))
    nacimiento: Mapped[int | None]
    huella_origen: Mapped[str | None] = mapped_column(String(64))
    nombre_clave: Mapped[str | None] = mapped_column(String(300))
    contacto: Mapped[str | None] = mapped_column(String(320))
    aviso_version: Mapped[int | None]
    creada_en: Mapped[dt.datetime]

    roles: Mapped[list[RolAsignado]] = relationship(
        back_populates="persona", foreign_keys="RolAsignado.persona_id", lazy="raise_on_sql"
    )


class Sesion(Modelo):
    """Una entrada vigente. La clave es la SHA-256 de la ficha que lleva el navegador."""

    __tablename__ = "sesiones"
    __table_args__ = (Index("ix_sesiones_persona_id_vista_en", "persona_id", "vista_en"),)

    huella: Mapped[str] = mapped_column(String(64), primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"))
    creada_en: Mapped[dt.datetime]
    vista_en: Mapped[dt.datetime]
    caduca_en: Mapped[dt.datetime] = mapped_column(index=True)
    reautenticada_en: Mapped[dt.datetime]
    segundo_factor_en: Mapped[dt.datetime | None]
    red: Mapped[str] = mapped_column(String(45), default="")
    aparato: Mapped[str] = mapped_column(String(120), default="")

    persona: Mapped[Persona] = relationship(lazy="raise_on_sql")


class Llave(Modelo):
    """Un enlace de un solo uso enviado por correo, atado a su propósito y a la dirección a la que se envió.

    El de «activar» es un código impreso en un mostrador: no va por correo y se guarda su huella con clave.

    El de confirmación lleva la clave de ese registro: si alguien se registró antes con un correo ajeno, al
    confirmar vale la clave de quien confirma.
    """

    __tablename__ = "llaves"
    __table_args__ = (CheckConstraint(uno_de("proposito", PROPOSITOS), name="proposito"),)

    huella: Mapped[str] = mapped_column(String(64), primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), index=True)
    proposito: Mapped[str] = mapped_column(String(16))
    correo: Mapped[str] = mapped_column(String(320))
    clave_hash: Mapped[str | None] = mapped_column(String(200))
    creada_en: Mapped[dt.datetime]
    caduca_en: Mapped[dt.datetime] = mapped_column(index=True)
    usada_en: Mapped[dt.datetime | None]


class SegundoFactor(Modelo):
    """El segundo paso de quien trabaja en la municipalidad: un código que cambia cada 30 segundos.

    El secreto no se guarda: se deriva de una clave que vive fuera de la base y de `sal`. `ultimo_paso` es el
    último intervalo usado: un código no vale dos veces.
    """

    __tablename__ = "segundos_factores"

    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), primary_key=True)
    sal: Mapped[str] = mapped_column(String(64))
    ultimo_paso: Mapped[int] = mapped_column(Identificador, default=0)
    creado_en: Mapped[dt.datetime]


class CodigoImpreso(Modelo):
    """Un código de un solo uso en papel, para entrar sin el teléfono. Se guarda su huella con clave."""

    __tablename__ = "codigos_impresos"

    huella: Mapped[str] = mapped_column(String(64), primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), index=True)
    creado_en: Mapped[dt.datetime]
    usado_en: Mapped[dt.datetime | None]


ROLES = tuple(r.value for r in Rol if r is not Rol.VECINA)
ACCIONES_DE_ROL = ("dar", "quitar", "anular")
_EN_LA_CIUDAD = text("territorio_id IS NULL AND unidad_id IS NULL")
_EN_TERRITORIO = text("territorio_id IS NOT NULL")
_EN_UNIDAD = text("unidad_id IS NOT NULL")


def _unico(nombre: str, donde: TextClause, *columnas: str) -> Index:
    """Índice único de las filas que cumplen `donde` (un NULL no se repite a sí mismo en un único normal)."""
    return Index(nombre, *columnas, unique=True, sqlite_where=donde, postgresql_where=donde)


class RolAsignado(Modelo):
    """Un rol de una persona y su alcance: toda la ciudad, un territorio (con lo que contiene) o una unidad."""

    __tablename__ = "roles_asignados"
    __table_args__ = (
        _unico("uq_roles_asignados_ciudad", _EN_LA_CIUDAD, "persona_id", "rol"),
        _unico("uq_roles_asignados_territorio", _EN_TERRITORIO, "persona_id", "rol", "territorio_id"),
        _unico("uq_roles_asignados_unidad", _EN_UNIDAD, "persona_id", "rol", "unidad_id"),
        CheckConstraint(uno_de("rol", ROLES), name="rol"),
        CheckConstraint("territorio_id IS NULL OR unidad_id IS NULL", name="un_alcance"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"))
    rol: Mapped[str] = mapped_column(String(20))
    territorio_id: Mapped[int | None] = mapped_column(ForeignKey("territorios.id", ondelete="CASCADE"))
    unidad_id: Mapped[int | None] = mapped_column(ForeignKey("unidades.id", ondelete="CASCADE"))
    dado_por_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="SET NULL"))
    dado_en: Mapped[dt.datetime]

    persona: Mapped[Persona] = relationship(
        back_populates="roles", foreign_keys=[persona_id], lazy="raise_on_sql"
    )


class CambioDeRol(Modelo):
    """Quién dio o quitó qué rol a quién, o anuló su segundo paso, cuándo y por qué. Solo se añaden filas.

    El alcance se guarda escrito, como se veía ese día: el territorio o la unidad pueden dejar de existir.
    """

    __tablename__ = "roles_cambios"
    __table_args__ = (
        CheckConstraint(uno_de("accion", ACCIONES_DE_ROL), name="accion"),
        CheckConstraint("motivo <> ''", name="motivo"),
        Index("ix_roles_cambios_persona_id_id", "persona_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    autora_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    accion: Mapped[str] = mapped_column(String(8))
    rol: Mapped[str] = mapped_column(String(20))
    alcance: Mapped[str] = mapped_column(String(200))
    motivo: Mapped[str] = mapped_column(String(500))
    ocurrio_en: Mapped[dt.datetime]
