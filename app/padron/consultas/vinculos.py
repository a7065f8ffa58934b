"""Quién es quién: de un documento a su cuenta y de una cuenta a su vínculo."""

from __future__ import annotations

from sqlalchemy import select

from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.errores import NoEncontrado
from app.padron.claves import huella_de
from app.padron.modelos import Vinculo

Participante = Persona
"""Una cuenta, vista desde el padrón."""


def persona_activa(persona_id: int) -> Participante:
    """La cuenta activa de ese id, apartada hasta el final de la escritura. Lanza `NoEncontrado`."""
    persona = db.session.get(Persona, persona_id, with_for_update=True)
    if persona is None or persona.estado != "activa":
        raise NoEncontrado()
    return persona


def persona_por_documento(tipo: str, numero: str) -> int | None:
    """La cuenta activa unida a ese documento; None si no hay. Lanza `Invalido` si no puede ser un documento.

    Solo para páginas que exigen `MOSTRADOR_ATENDER`: a una vecina nunca se le dice.
    """
    return db.session.scalar(
        select(Vinculo.persona_id)
        .join(Persona, Persona.id == Vinculo.persona_id)
        .where(Vinculo.huella == huella_de(tipo, numero), Persona.estado == "activa")
    )


def vinculo_de(persona_id: int) -> Vinculo | None:
    """El vínculo de una cuenta con el padrón; None si no lo tiene."""
    return db.session.scalar(select(Vinculo).where(Vinculo.persona_id == persona_id))
