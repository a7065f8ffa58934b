"""Escrituras del mostrador: abrir y terminar una atención, y cada acto con su sello.

Los actos son los mismos servicios que usan las páginas, con la identidad de la persona atendida: las reglas
viven una vez. Un acto y su sello entran en la misma transacción o no entran.
"""

from app.mostrador.servicios.atenciones import (
    abrir,
    al_cerrar_sesiones,
    barrer,
    exigir_lugar,
    nuevo_turno,
    terminar,
)
from app.mostrador.servicios.participar import DatosDePropuesta, apoyar, comentar, proponer, retirar_apoyo
from app.mostrador.servicios.personas import (
    acreditar,
    dar_codigo_de_activacion,
    decir_nacimiento,
    registrar,
)

__all__ = [
    "DatosDePropuesta",
    "abrir",
    "acreditar",
    "al_cerrar_sesiones",
    "apoyar",
    "barrer",
    "comentar",
    "dar_codigo_de_activacion",
    "decir_nacimiento",
    "exigir_lugar",
    "nuevo_turno",
    "proponer",
    "registrar",
    "retirar_apoyo",
    "terminar",
]
