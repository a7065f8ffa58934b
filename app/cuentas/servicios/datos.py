"""Los datos propios: nombre público, barrio, año de nacimiento e idioma."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import update

from app.cuentas.modelos import Persona
from app.cuentas.reglas import clave_de_seudonimo, nacimiento_creible
from app.cuentas.servicios._comunes import exigir_seudonimo, propia
from app.extensiones import db
from app.nucleo import paneles
from app.nucleo.errores import Invalido, traducir
from app.nucleo.permisos import Identidad
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.territorio import consultas as territorio


def cambiar_datos(
    quien: Identidad, *, seudonimo: str, barrio: str, nacimiento: int | None, idioma: str
) -> None:
    """Guarda los datos propios; `barrio` es el código de un territorio o vacío, y `nacimiento` puede faltar."""
    persona = propia(quien)
    if seudonimo != persona.seudonimo:
        exigir_seudonimo(seudonimo)
    lugar = territorio.por_codigo(barrio) if barrio else None
    if barrio and lugar is None:
        raise Invalido("barrio", _("Elige un lugar de la lista."))
    anio = a_zona(ahora()).year
    if nacimiento is not None and not nacimiento_creible(nacimiento, anio):
        raise Invalido("nacimiento", _("Escribe un año entre %(a)s y %(b)s.", a=anio - 120, b=anio - 5))
    if idioma not in current_app.config["IDIOMAS"]:
        raise Invalido("idioma", _("Elige un idioma de la lista."))
    _exigir_los_del_padron(persona, lugar.id if lugar else None, nacimiento)
    cambia = (seudonimo, nacimiento) != (persona.seudonimo, persona.nacimiento)
    with traducir(
        {"uq_personas_seudonimo_clave": Invalido("seudonimo", _("Ese nombre ya lo usa otra persona."))}
    ):
        if seudonimo != persona.seudonimo:
            persona.seudonimo = seudonimo
            persona.seudonimo_clave = clave_de_seudonimo(seudonimo)
        persona.territorio_id = lugar.id if lugar else None
        persona.nacimiento = nacimiento
        persona.idioma = idioma
        db.session.flush()
    if cambia:
        paneles.pedir("al_cambiar_nombre", persona.id)


def _exigir_los_del_padron(persona: Persona, territorio_id: int | None, nacimiento: int | None) -> None:
    """Lo que vino del padrón no se cambia por la página: de ello dependen las reglas de edad y de lugar."""
    if persona.acreditacion < 2:
        return
    mensaje = _("Viene del padrón. Si cambió o está mal, dilo en un punto de atención.")
    if persona.territorio_id is not None and territorio_id != persona.territorio_id:
        raise Invalido("barrio", mensaje)
    if persona.nacimiento is not None and nacimiento != persona.nacimiento:
        raise Invalido("nacimiento", mensaje)


def anotar_aviso(persona_id: int, version: int) -> None:
    """Anota qué versión del aviso de privacidad leyó la persona."""
    db.session.execute(update(Persona).where(Persona.id == persona_id).values(aviso_version=version))
