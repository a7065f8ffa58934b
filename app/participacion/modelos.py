"""Tablas de la conversación: comentarios en hilos, sus votos y la cuenta de cada conversación."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contenido.modelos import Contenido
from app.cuentas.modelos import uno_de
from app.extensiones import Identificador, Modelo

POSICIONES = ("a_favor", "en_contra", "pregunta", "aporte")


class Conversacion(Modelo):
    """Lo que se dice sobre un contenido: cuántos comentarios hay y cuándo fue el último."""

    __tablename__ = "conversaciones"
    __table_args__ = (
        CheckConstraint("comentarios >= 0 AND raices >= 0 AND raices <= comentarios", name="cuentas"),
        CheckConstraint(
            "a_favor >= 0 AND en_contra >= 0 AND preguntas >= 0 AND aportes >= 0", name="posiciones"
        ),
    )

    contenido_id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="CASCADE"), primary_key=True)
    comentarios: Mapped[int] = mapped_column(default=0)
    raices: Mapped[int] = mapped_column(default=0)
    a_favor: Mapped[int] = mapped_column(default=0)
    en_contra: Mapped[int] = mapped_column(default=0)
    preguntas: Mapped[int] = mapped_column(default=0)
    aportes: Mapped[int] = mapped_column(default=0)
    ultimo_en: Mapped[dt.datetime | None]


class Comentario(Modelo):
    """Un comentario: comparte id con su contenido. `raiz_id` es el primero de su hilo (él mismo, si lo es).

    `padre_ausente` es el código que tenía en su origen el comentario al que responde, cuando no vino con él.
    """

    __tablename__ = "comentarios"
    __table_args__ = (
        CheckConstraint(uno_de("posicion", POSICIONES), name="posicion"),
        CheckConstraint("texto <> ''", name="texto"),
        CheckConstraint("(padre_id IS NULL) = (profundidad = 0)", name="raiz_sin_padre"),
        CheckConstraint("padre_id IS NULL OR padre_id <> id", name="padre"),
        CheckConstraint(
            "a_favor >= 0 AND en_contra >= 0 AND respuestas >= 0 AND profundidad >= 0", name="cuentas"
        ),
        UniqueConstraint("origen", "origen_id"),
        Index("ix_comentarios_raices_nuevas", "sobre_id", "profundidad", "creado_en", "id"),
        Index("ix_comentarios_raices_valoradas", "sobre_id", "profundidad", "puntaje", "id"),
        Index("ix_comentarios_raices_respondidas", "sobre_id", "profundidad", "respuestas", "id"),
        Index("ix_comentarios_raiz_id", "raiz_id", "id"),
        Index("ix_comentarios_padre_id", "padre_id"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="RESTRICT"), primary_key=True)
    sobre_id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="RESTRICT"))
    padre_id: Mapped[int | None] = mapped_column(ForeignKey("comentarios.id", ondelete="RESTRICT"))
    raiz_id: Mapped[int] = mapped_column(Identificador)
    profundidad: Mapped[int] = mapped_column(default=0)
    posicion: Mapped[str] = mapped_column(String(10), default="aporte")
    texto: Mapped[str] = mapped_column(Text)
    de_personal: Mapped[str] = mapped_column(String(160), default="")
    a_favor: Mapped[int] = mapped_column(default=0)
    en_contra: Mapped[int] = mapped_column(default=0)
    puntaje: Mapped[int] = mapped_column(Identificador, default=0)
    respuestas: Mapped[int] = mapped_column(default=0)
    creado_en: Mapped[dt.datetime]
    editado_en: Mapped[dt.datetime | None]
    retirado_en: Mapped[dt.datetime | None]
    padre_ausente: Mapped[str | None] = mapped_column(String(80))
    origen: Mapped[str | None] = mapped_column(String(40))
    origen_id: Mapped[str | None] = mapped_column(String(80))

    contenido: Mapped[Contenido] = relationship(foreign_keys=[id], lazy="raise_on_sql")


class Voto(Modelo):
    """El voto de una persona a un comentario, a favor o en contra: uno por persona, que puede cambiarse."""

    __tablename__ = "comentarios_votos"
    __table_args__ = (CheckConstraint("valor IN (-1, 1)", name="valor"),)

    comentario_id: Mapped[int] = mapped_column(
        ForeignKey("comentarios.id", ondelete="CASCADE"), primary_key=True
    )
    persona_id: Mapped[int] = mapped_column(
        ForeignKey("personas.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    valor: Mapped[int]
