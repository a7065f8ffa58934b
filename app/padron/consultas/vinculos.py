"""Quién es quién: de un documento a su cuenta y de una cuenta a su vínculo."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.cuentas.modelos import Persona
from app.cuentas.reglas import clave_de_seudonimo
from app.extensiones import db
from app.nucleo.errores import Invalido, NoEncontrado
from app.padron.claves import huella_de
from app.padron.modelos import Vinculo

Participante = Persona
"""Una cuenta, vista desde el padrón."""


def persona_activa(persona_id: int) -> Participante:
    """La cuenta activa de ese id, apartada hasta el final de la escritura. Lanza `NoEncontrado`."""
    persona = db.session.get(Persona, persona_id, with_for_update={"key_share": True})
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


def cuenta_unida(seudonimo: str, tipo: str, numero: str) -> int:
    """La cuenta unida al padrón que se llama así o que lo está a ese documento. Lanza `Invalido` si no hay.

    Solo para quien resuelve el padrón.
    """
    unida = select(Vinculo.persona_id).join(Persona, Persona.id == Vinculo.persona_id)
    if numero:
        hallada = db.session.scalar(unida.where(Vinculo.huella == huella_de(tipo, numero)))
        if hallada is None:
            raise Invalido("numero", _("Ese documento no está unido a ninguna cuenta."))
        return hallada
    clave = clave_de_seudonimo(seudonimo)
    if not clave:
        raise Invalido("seudonimo", _("Escribe el nombre de la cuenta o el documento."))
    hallada = db.session.scalar(unida.where(Persona.seudonimo_clave == clave))
    if hallada is None:
        raise Invalido("seudonimo", _("Ninguna cuenta que se llame así está unida al padrón."))
    return hallada
