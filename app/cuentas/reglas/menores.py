"""Menores: con qué nombre aparecen y qué no se publica de ellas."""

from __future__ import annotations

from app.cuentas.reglas.codigos import iniciales
from app.cuentas.reglas.pasos import cumple_edad

MAYORIA = 18


def es_menor(nacimiento: int | None, anio: int) -> bool:
    """Verdadero si se sabe que este año no llega a la mayoría de edad; sin año de nacimiento, falso."""
    return nacimiento is not None and not cumple_edad(nacimiento, MAYORIA, anio)


def nombre_publico(seudonimo: str, nacimiento: int | None, anio: int) -> str:
    """El nombre con que una persona aparece: el que eligió o, si es menor, sus iniciales."""
    if not es_menor(nacimiento, anio):
        return seudonimo
    return iniciales(seudonimo) or next((f"{c.upper()}." for c in seudonimo if c.isalpha()), "")
