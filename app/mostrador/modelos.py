"""La tabla de lo hecho en un mostrador: qué atendió cada facilitadora, cuándo y dónde."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.cuentas.modelos import uno_de
from app.extensiones import Identificador, Modelo

CLASES = ("registrar", "acreditar", "proponer", "apoyar", "retirar_apoyo", "comentar", "activar", "nacimiento")
APOYOS = ("apoyar", "retirar_apoyo")


class ActoMostrador(Modelo):
    """Un acto hecho por una facilitadora en nombre de quien tiene delante.

    De un apoyo se anota que lo hubo, nunca de quién ni a qué: nadie puede listar quién apoya. `envio` sale del
    turno y de lo escrito: el mismo formulario, enviado dos veces, es un solo acto.
    """

    __tablename__ = "actos_mostrador"
    __table_args__ = (
        CheckConstraint(uno_de("clase", CLASES), name="clase"),
        CheckConstraint(
            "clase NOT IN ('apoyar', 'retirar_apoyo')"
            " OR (persona_id IS NULL AND contenido_id IS NULL AND envio IS NULL)",
            name="apoyo_sin_persona",
        ),
        Index("ix_actos_mostrador_facilitadora_id_ocurrio_en", "facilitadora_id", "ocurrio_en"),
        Index("ix_actos_mostrador_persona_id", "persona_id"),
        Index("uq_actos_mostrador_envio", "envio", unique=True),
    )

    id: Mapped[int] = mapped_column(Identificador, primary_key=True)
    facilitadora_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    clase: Mapped[str] = mapped_column(String(16))
    punto_id: Mapped[int | None] = mapped_column(ForeignKey("puntos_atencion.id", ondelete="SET NULL"))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id", ondelete="RESTRICT"))
    contenido_id: Mapped[int | None] = mapped_column(ForeignKey("contenidos.id", ondelete="SET NULL"))
    envio: Mapped[str | None] = mapped_column(String(64))
    ocurrio_en: Mapped[dt.datetime]


class Atencion(Modelo):
    """A quién se atiende ahora: una a la vez por sesión de la facilitadora, y se borra al terminar.

    `turno` va en cada formulario: uno que quedó abierto de la persona anterior ya no vale. `hecho` es lo que
    dirá el comprobante, y desaparece con la fila.
    """

    __tablename__ = "atenciones"
    __table_args__ = (
        CheckConstraint("persona_id <> facilitadora_id", name="no_a_si_misma"),
        CheckConstraint("length(turno) = 16", name="turno"),
        Index("ix_atenciones_vista_en", "vista_en"),
    )

    sesion: Mapped[str] = mapped_column(ForeignKey("sesiones.huella", ondelete="CASCADE"), primary_key=True)
    facilitadora_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), index=True)
    punto_id: Mapped[int | None] = mapped_column(ForeignKey("puntos_atencion.id", ondelete="SET NULL"))
    turno: Mapped[str] = mapped_column(String(16))
    hecho: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    abierta_en: Mapped[dt.datetime]
    vista_en: Mapped[dt.datetime]
