"""Con qué nombre aparece cada quien en lo público, y a dónde y en qué idioma se le escribe."""

from __future__ import annotations

from sqlalchemy import select

from app.cuentas.modelos import Persona, Unidad
from app.cuentas.reglas import es_menor, nombre_publico
from app.extensiones import db
from app.nucleo import idiomas
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora
from app.nucleo.traducido import en_todos


def nombre_visible(seudonimo: str | None, nacimiento: int | None) -> str:
    """El nombre público de una cuenta hoy: de una menor, sus iniciales; vacío si no hay cuenta."""
    return nombre_publico(seudonimo or "", nacimiento, a_zona(ahora()).year)


def es_menor_hoy(nacimiento: int | None) -> bool:
    """Verdadero si quien nació ese año no cumple este la mayoría de edad, en la hora de la ciudad."""
    return es_menor(nacimiento, a_zona(ahora()).year)


def buzon(persona_id: int | None, contacto: str, idioma: str) -> tuple[str, str]:
    """A qué correo y en qué idioma se responde: el contacto que dejó o, si no es un correo, el de su cuenta.

    El idioma es el de la cuenta; sin cuenta, el que leía al pedir. Sin ningún correo devuelve "".
    """
    persona = db.session.get(Persona, persona_id) if persona_id is not None else None
    suyo = (persona.correo or "") if persona else ""
    return contacto if "@" in contacto else suyo, idiomas.de_la_ciudad(persona.idioma if persona else idioma)


def nombres_de_unidades() -> list[str]:
    """Cómo se llama cada unidad de la municipalidad, en cada idioma."""
    return [n for u in db.session.scalars(select(Unidad)) for n in en_todos(u, "nombre")]
