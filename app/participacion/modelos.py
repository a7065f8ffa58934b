"""Tablas de la conversación: comentarios en hilos, sus votos y la cuenta de cada conversación."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contenido.modelos import Contenido
from app.cuentas.modelos import uno_de
from app.extensiones import Identificador, Modelo

POSICIONES = ("a_favor", "en_contra", "pregunta", "aporte")


class Conversacion(Modelo):
    """Lo que se dice sobre un contenido, sin lo retirado: cuántos comentarios hay y cuándo fue el último.

    Las posiciones cuentan las raíces. `version` cambia con todo lo que cambia la página de la conversación;
    quien escribe en ella toma primero el cerrojo de esta fila.
    """

    __tablename__ = "conversaciones"
    __table_args__ = (
        CheckConstraint("comentarios >= 0 AND raices >= 0 AND raices <= comentarios", name="cuentas"),
        CheckConstraint(
            "a_favor >= 0 AND en_contra >= 0 AND preguntas >= 0 AND aportes >= 0"
            " AND a_favor + en_contra + preguntas + aportes = raices",
            name="posiciones",
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
    version: Mapped[int] = mapped_column(Identificador, default=0)


def _de_raices(nombre: str, *columnas: str) -> Index:
    """Índice de las listas: solo las raíces, que son lo que se ordena y se pagina."""
    solo = text("padre_id IS NULL")
    return Index(
        f"ix_comentarios_{nombre}", "sobre_id", *columnas, "id", sqlite_where=solo, postgresql_where=solo
    )


class Comentario(Modelo):
    """Un comentario: comparte id con su contenido. `raiz_id` es el primero de su hilo (él mismo, si lo es).

    `respuestas`: cuántos no retirados tiene debajo, a cualquier hondura. `de_personal`: la unidad o el rol por
    el que habla, si comenta como municipalidad. Los votos traídos de otra plataforma no tienen persona: van en
    sus columnas y suman en lo que se muestra y en el `puntaje`. `padre_ausente` es el código que tenía allá el
    comentario al que responde, cuando no vino con él.
    """

    __tablename__ = "comentarios"
    __table_args__ = (
        CheckConstraint(uno_de("posicion", POSICIONES), name="posicion"),
        CheckConstraint("texto <> '' OR retirado_en IS NOT NULL OR origen IS NOT NULL", name="texto"),
        CheckConstraint("retirado_en IS NULL OR texto = ''", name="retirado_sin_texto"),
        CheckConstraint("(padre_id IS NULL) = (profundidad = 0)", name="raiz_sin_padre"),
        CheckConstraint("(padre_id IS NULL) = (raiz_id = id)", name="raiz"),
        CheckConstraint("padre_id IS NULL OR padre_id <> id", name="padre"),
        CheckConstraint(
            "a_favor >= 0 AND en_contra >= 0 AND respuestas >= 0 AND profundidad >= 0"
            " AND a_favor_importados >= 0 AND en_contra_importados >= 0",
            name="cuentas",
        ),
        UniqueConstraint("origen", "origen_id"),
        _de_raices("nuevas", "creado_en"),
        _de_raices("valoradas", "puntaje"),
        _de_raices("respondidas", "respuestas"),
        _de_raices("posicion_nuevas", "posicion", "creado_en"),
        _de_raices("posicion_valoradas", "posicion", "puntaje"),
        _de_raices("posicion_respondidas", "posicion", "respuestas"),
        Index("ix_comentarios_sobre_id", "sobre_id", "id"),
        Index("ix_comentarios_raiz_id", "raiz_id", "id"),
        Index("ix_comentarios_padre_id", "padre_id", "id"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="RESTRICT"), primary_key=True)
    sobre_id: Mapped[int] = mapped_column(ForeignKey("contenidos.id", ondelete="RESTRICT"))
    padre_id: Mapped[int | None] = mapped_column(ForeignKey("comentarios.id", ondelete="RESTRICT"))
    raiz_id: Mapped[int] = mapped_column(Identificador)
    profundidad: Mapped[int] = mapped_column(default=0)
    posicion: Mapped[str] = mapped_column(String(10), default="aporte")
    de_personal: Mapped[str] = mapped_column(String(160), default="")
    a_favor: Mapped[int] = mapped_column(default=0)
    en_contra: Mapped[int] = mapped_column(default=0)
    a_favor_importados: Mapped[int] = mapped_column(default=0)
    en_contra_importados: Mapped[int] = mapped_column(default=0)
    puntaje: Mapped[int] = mapped_column(Identificador, default=0)
    respuestas: Mapped[int] = mapped_column(default=0)
    creado_en: Mapped[dt.datetime]
    editado_en: Mapped[dt.datetime | None]
    retirado_en: Mapped[dt.datetime | None]
    padre_ausente: Mapped[str | None] = mapped_column(String(80))
    origen: Mapped[str | None] = mapped_column(String(40))
    origen_id: Mapped[str | None] = mapped_column(String(80))
    texto: Mapped[str] = mapped_column(Text)

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
