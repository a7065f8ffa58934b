"""Los datos propios: nombre público, barrio, año de nacimiento e idioma."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _

from app.cuentas.reglas import (
    MAXIMO_SEUDONIMO,
    MINIMO_SEUDONIMO,
    FaltaDeSeudonimo,
    clave_de_seudonimo,
    falta_de_seudonimo,
    nacimiento_creible,
)
from app.cuentas.servicios._comunes import propia
from app.extensiones import db
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
        _exigir_seudonimo(seudonimo)
    lugar = territorio.por_codigo(barrio) if barrio else None
    if barrio and lugar is None:
        raise Invalido("barrio", _("Elige un lugar de la lista."))
    anio = a_zona(ahora()).year
    if nacimiento is not None and not nacimiento_creible(nacimiento, anio):
        raise Invalido("nacimiento", _("Escribe un año entre %(a)s y %(b)s.", a=anio - 120, b=anio - 5))
    if idioma not in current_app.config["IDIOMAS"]:
        raise Invalido("idioma", _("Elige un idioma de la lista."))
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


def _exigir_seudonimo(seudonimo: str) -> None:
    falta = falta_de_seudonimo(seudonimo, (str(current_app.config["CIUDAD_NOMBRE"]),))
    if falta is None:
        return
    largo = _("Usa entre %(a)s y %(b)s caracteres.", a=MINIMO_SEUDONIMO, b=MAXIMO_SEUDONIMO)
    frases = {
        FaltaDeSeudonimo.CORTO: largo,
        FaltaDeSeudonimo.LARGO: largo,
        FaltaDeSeudonimo.SIGNOS: _("Usa letras, números y espacios; empieza por una letra o un número."),
        FaltaDeSeudonimo.SIN_LETRAS: _("Usa al menos dos letras."),
        FaltaDeSeudonimo.SUPLANTA: _("Ese nombre parece de la municipalidad o de un cargo. Elige otro."),
    }
    raise Invalido("seudonimo", frases[falta])
