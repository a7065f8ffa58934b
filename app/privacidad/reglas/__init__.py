"""Reglas de la privacidad: cuántos días hay en cada país para atender una solicitud, y cuándo vencen."""

from __future__ import annotations

from app.privacidad.reglas.plazos import CLASES, PLAZOS, POR_OMISION, Plazo, plazo_de, vence

__all__ = ["CLASES", "PLAZOS", "POR_OMISION", "Plazo", "plazo_de", "vence"]
