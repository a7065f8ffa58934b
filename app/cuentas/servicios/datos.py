"""Los datos propios: nombre público, barrio, año de nacimiento e idioma."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select, update

from app.cuentas import frases
from app.cuentas.errores import Faltas
from app.cuentas.modelos import Persona
from app.cuentas.reglas import clave_de_seudonimo
from app.cuentas.servicios._comunes import propia
from app.extensiones import db
from app.nucleo import paneles
from app.nucleo.errores import Invalido, traducir
from app.nucleo.permisos import Identidad
from app.territorio import consultas as territorio


def cambiar_datos(
    quien: Identidad, *, seudonimo: str, barrio: str, nacimiento: int | None, idioma: str
) -> None:
    """Guarda los datos propios; `barrio` es el código de un territorio o vacío, y `nacimiento` puede faltar."""
    persona = propia(quien)
    lugar = territorio.por_codigo(barrio) if barrio else None
    lugar_id = lugar.id if lugar else None
    Faltas.exigir(
        {
            "seudonimo": _falta_en_el_nombre(persona, seudonimo),
            "barrio": frases.de_lugar(barrio) or _del_padron(persona, persona.territorio_id, lugar_id),
            "nacimiento": frases.de_nacimiento(nacimiento)
            or _del_padron(persona, persona.nacimiento, nacimiento),
            "idioma": "" if idioma in current_app.config["IDIOMAS"] else _("Elige un idioma de la lista."),
        }
    )
    cambia = (seudonimo, nacimiento) != (persona.seudonimo, persona.nacimiento)
    with traducir({"uq_personas_seudonimo_clave": Invalido("seudonimo", frases.de_nombre_usado())}):
        if seudonimo != persona.seudonimo:
            persona.seudonimo = seudonimo
            persona.seudonimo_clave = clave_de_seudonimo(seudonimo)
        persona.territorio_id = lugar_id
        persona.nacimiento = nacimiento
        persona.idioma = idioma
        db.session.flush()
    if cambia:
        paneles.pedir("al_cambiar_nombre", persona.id)


def _falta_en_el_nombre(persona: Persona, seudonimo: str) -> str:
    """Por qué no puede llamarse así; vacío si puede. Que nadie más lo use lo guarda además la base."""
    if seudonimo == persona.seudonimo:
        return ""
    if falta := frases.de_seudonimo(seudonimo):
        return falta
    clave = clave_de_seudonimo(seudonimo)
    otra = select(Persona.id).where(Persona.seudonimo_clave == clave, Persona.id != persona.id)
    return frases.de_nombre_usado() if db.session.scalar(otra) is not None else ""


def _del_padron(persona: Persona, antes: int | None, despues: int | None) -> str:
    """Lo que vino del padrón no se cambia por la página: de ello dependen las reglas de edad y de lugar."""
    if persona.acreditacion < 2 or antes in (None, despues):
        return ""
    return _("Viene del padrón. Si cambió o está mal, dilo en un punto de atención.")


def anotar_aviso(persona_id: int, version: int) -> None:
    """Anota qué versión del aviso de privacidad leyó la persona."""
    db.session.execute(update(Persona).where(Persona.id == persona_id).values(aviso_version=version))
