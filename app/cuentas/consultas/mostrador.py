"""Hallar a una persona en un mostrador, sin poder listarlas."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from app.cuentas.modelos import Persona
from app.cuentas.reglas import clave_de_seudonimo, contacto_oculto, iniciales, normalizar_contacto
from app.extensiones import db
from app.nucleo.errores import NoPermitido
from app.nucleo.permisos import Identidad, Permiso

MAXIMO_PARECIDAS = 8
MINIMO_DE_LETRAS = 4


@dataclass(frozen=True)
class PersonaParecida:
    """Una persona como se ofrece en el mostrador: lo justo para que ella misma se reconozca."""

    id: int
    seudonimo: str
    iniciales: str
    contacto: str
    nacimiento: int | None


def personas_parecidas(quien: Identidad, texto: str) -> list[PersonaParecida]:
    """Hasta 8 cuentas activas sin clave cuyo nombre o seudónimo empieza así, o con ese contacto entero.

    Con menos de 4 letras no busca: de a poco se podrían recorrer todas.
    """
    if not quien.puede_en_algun_lugar(Permiso.MOSTRADOR_ATENDER):
        raise NoPermitido()
    clave = clave_de_seudonimo(texto)
    contacto = normalizar_contacto(texto)
    if len(clave) < MINIMO_DE_LETRAS:
        return []
    condiciones = [
        Persona.seudonimo_clave.startswith(clave, autoescape=True),
        Persona.nombre_clave.startswith(clave, autoescape=True),
    ]
    if len(contacto) >= MINIMO_DE_LETRAS:
        condiciones.append(Persona.contacto == contacto)
    filas = db.session.scalars(
        select(Persona)
        .where(or_(*condiciones), Persona.estado == "activa", Persona.clave_hash.is_(None))
        .order_by(Persona.seudonimo)
        .limit(MAXIMO_PARECIDAS)
    )
    return [
        PersonaParecida(
            p.id,
            p.seudonimo,
            iniciales(p.nombre or ""),
            contacto_oculto(p.contacto) if p.contacto else "",
            p.nacimiento,
        )
        for p in filas
    ]
