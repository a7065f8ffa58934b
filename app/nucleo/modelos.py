"""Tablas sin área: correo por salir, límites de intentos y arriendos de tareas."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensiones import Identificador, Modelo


class Salida(Modelo):
    """Un correo por enviar: se escribe en la transacción del acto y lo envía el obrero después.

    Es de una persona, no de una dirección: una familia puede compartir la suya. Vacío, de nadie con cuenta.
    """

    __tablename__ = "salidas"
    __table_args__ = (
        CheckConstraint("intentos >= 0", name="intentos"),
        Index("ix_salidas_pendientes", "enviada_en", "proximo_intento"),
        Index("ix_salidas_persona_id", "persona_id"),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    para: Mapped[str] = mapped_column(String(320))
    asunto: Mapped[str] = mapped_column(String(200))
    texto: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    idioma: Mapped[str] = mapped_column(String(8), default="")
    creada_en: Mapped[dt.datetime]
    proximo_intento: Mapped[dt.datetime]
    intentos: Mapped[int] = mapped_column(default=0)
    enviada_en: Mapped[dt.datetime | None]
    ultimo_error: Mapped[str | None] = mapped_column(String(300))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"))


class Limite(Modelo):
    """Cuántas veces se gastó una clave en una ventana; la clave no contiene datos personales en claro."""

    __tablename__ = "limites"
    __table_args__ = (CheckConstraint("cuenta >= 0", name="cuenta"),)

    clave: Mapped[str] = mapped_column(String(80), primary_key=True)
    ventana: Mapped[int] = mapped_column(Identificador, primary_key=True, autoincrement=False)
    cuenta: Mapped[int] = mapped_column(default=0)
    vence: Mapped[dt.datetime] = mapped_column(index=True)


class Arriendo(Modelo):
    """Quién hace una tarea de fondo y hasta cuándo: con dos obreros vivos, solo uno actúa."""

    __tablename__ = "arriendos"

    nombre: Mapped[str] = mapped_column(String(60), primary_key=True)
    duenio: Mapped[str] = mapped_column(String(80))
    hasta: Mapped[dt.datetime]
