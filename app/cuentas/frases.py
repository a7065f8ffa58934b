"""Por qué un dato no sirve, en una frase: la dice el formulario, junto a su campo, y la exige el servicio."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _

from app.cuentas.consultas.nombres import nombres_de_unidades
from app.cuentas.reglas import (
    MAXIMO_CLAVE,
    MAXIMO_SEUDONIMO,
    MINIMO_CLAVE,
    MINIMO_SEUDONIMO,
    FaltaDeClave,
    FaltaDeSeudonimo,
    falta_de_clave,
    falta_de_seudonimo,
    mezcla_alfabetos,
    nacimiento_creible,
    suplanta_un_grupo,
)
from app.nucleo import paneles
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.nucleo.texto import tiene_letras
from app.territorio import consultas as territorio


def de_clave(clave: str, *propias: str) -> str:
    """Qué le falta a una clave nueva; vacío si sirve. `propias` es lo que no debe usar como clave."""
    falta = falta_de_clave(clave, (*propias, str(current_app.config["CIUDAD_NOMBRE"])))
    frases = {
        None: "",
        FaltaDeClave.CORTA: _("Usa al menos %(n)s caracteres.", n=MINIMO_CLAVE),
        FaltaDeClave.LARGA: _("Usa como mucho %(n)s caracteres.", n=MAXIMO_CLAVE),
        FaltaDeClave.COMUN: _(
            "Esa clave es de las primeras que alguien probaría. Junta tres o cuatro palabras sin relación."
        ),
        FaltaDeClave.TUYA: _("No uses tu correo, tu nombre ni el de la ciudad como clave."),
    }
    return frases[falta]


def de_seudonimo(seudonimo: str) -> str:
    """Qué le falta a un nombre público; vacío si sirve."""
    falta = falta_de_seudonimo(seudonimo, str(current_app.config["CIUDAD_NOMBRE"]), _oficinas())
    largo = _("Usa entre %(a)s y %(b)s caracteres.", a=MINIMO_SEUDONIMO, b=MAXIMO_SEUDONIMO)
    frases = {
        None: "",
        FaltaDeSeudonimo.CORTO: largo,
        FaltaDeSeudonimo.LARGO: largo,
        FaltaDeSeudonimo.SIGNOS: _("Usa letras, números y espacios; empieza por una letra o un número."),
        FaltaDeSeudonimo.SIN_LETRAS: _("Usa al menos dos letras."),
        FaltaDeSeudonimo.MEZCLA: _de_mezcla(),
        FaltaDeSeudonimo.SUPLANTA: _("Ese nombre parece de la municipalidad o de un cargo. Elige otro."),
    }
    return frases[falta]


def de_grupo(nombre: str) -> str:
    """Qué le falta al nombre del grupo por el que alguien habla; vacío si sirve o no se dijo ninguno."""
    if not nombre:
        return ""
    if not tiene_letras(nombre):
        return _("Escribe el nombre del grupo con letras.")
    if mezcla_alfabetos(nombre):
        return _de_mezcla()
    if suplanta_un_grupo(nombre, str(current_app.config["CIUDAD_NOMBRE"]), _oficinas()):
        return _("Ese nombre parece de la municipalidad. Empieza por el de tu grupo.")
    return ""


def _de_mezcla() -> str:
    return _("Usa letras de un solo alfabeto en cada palabra: algunas se ven igual y no lo son.")


def _oficinas() -> list[str]:
    """Los nombres con que firma la ciudad: sus unidades y sus puntos de atención, en cada idioma."""
    puntos: list[str] = paneles.pedir("nombres_de_puntos", omision=[])
    return [*nombres_de_unidades(), *puntos]


def de_nacimiento(nacimiento: int | None) -> str:
    """Qué le falta a un año de nacimiento; vacío si sirve o no se dijo."""
    anio = a_zona(ahora()).year
    if nacimiento is None or nacimiento_creible(nacimiento, anio):
        return ""
    return _("Escribe un año entre %(a)s y %(b)s.", a=anio - 120, b=anio - 5)


def de_nombre_usado() -> str:
    """Lo que se dice de un nombre público que ya tiene dueña."""
    return _("Ese nombre ya lo usa otra persona.")


def de_lugar(codigo: str) -> str:
    """Qué le pasa al código de un lugar; vacío si existe o no se eligió ninguno."""
    return "" if not codigo or territorio.por_codigo(codigo) else _("Elige un lugar de la lista.")


def de_contacto(contacto: str) -> str:
    """Qué le falta a un correo o un teléfono ya normalizado; vacío si sirve o no se dijo."""
    corto = len(contacto) < 5 or ("@" not in contacto and len(contacto) > 20)
    return _("Escribe un teléfono con sus cifras o un correo.") if contacto and corto else ""
