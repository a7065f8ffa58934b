"""Lecturas del avance."""

from app.avance.consultas.avance import (
    AvanceDelPlan,
    AvanceElemento,
    avance_del_plan,
    umbrales_de,
)
from app.avance.consultas.cuenta import DichoVisto, HitoVisto, Rotulo, dichos_de, hitos_de, rotulos_de

__all__ = [
    "AvanceDelPlan",
    "AvanceElemento",
    "DichoVisto",
    "HitoVisto",
    "Rotulo",
    "avance_del_plan",
    "dichos_de",
    "hitos_de",
    "rotulos_de",
    "umbrales_de",
]
