"""Con qué nombre aparece cada quien en lo público: toda página, lista y descarga lo toma de aquí."""

from __future__ import annotations

from app.cuentas.reglas import es_menor, nombre_publico
from app.nucleo.plantillas import a_zona
from app.nucleo.reloj import ahora


def nombre_visible(seudonimo: str | None, nacimiento: int | None) -> str:
    """El nombre público de una cuenta hoy: de una menor, sus iniciales; vacío si no hay cuenta."""
    return nombre_publico(seudonimo or "", nacimiento, a_zona(ahora()).year)


def es_menor_hoy(nacimiento: int | None) -> bool:
    """Verdadero si quien nació ese año no cumple este la mayoría de edad, en la hora de la ciudad."""
    return es_menor(nacimiento, a_zona(ahora()).year)
