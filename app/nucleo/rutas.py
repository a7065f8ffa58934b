"""Direcciones propias: a dónde volver sin salir del sitio."""

from __future__ import annotations

import re

_PROPIA = re.compile(r"/(?![/\\])[^\x00-\x1f\x7f\\]*")


def ruta_propia(valor: str | None, omision: str = "/") -> str:
    """La ruta si es de este sitio (`/algo`), o la de omisión: nunca lleva a otro dominio."""
    return valor if valor and len(valor) <= 2000 and _PROPIA.fullmatch(valor) else omision
