"""El plazo legal para atender una solicitud sobre datos personales, por país y clase.

Los días hábiles son de lunes a viernes: los feriados locales no se descuentan, así que el vencimiento que se
muestra nunca es posterior al legal. Cada ciudad lo comprueba con su asesoría jurídica.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

CLASES = ("acceso", "correccion", "oposicion", "supresion")


@dataclass(frozen=True)
class Plazo:
    """Días para responder; `habiles` si los sábados y domingos no cuentan. `fuente` es la norma."""

    dias: int
    habiles: bool
    fuente: str


def _iguales(plazo: Plazo) -> dict[str, Plazo]:
    return dict.fromkeys(CLASES, plazo)


def _acceso_y_demas(acceso: Plazo, demas: Plazo) -> dict[str, Plazo]:
    return {**_iguales(demas), "acceso": acceso}


POR_OMISION = Plazo(15, False, "")
"""Para un país que no está en la tabla: el más común de los de la región."""

PLAZOS: Mapping[str, Mapping[str, Plazo]] = {
    "AR": _acceso_y_demas(
        Plazo(10, False, "Ley 25.326, art. 14"), Plazo(5, True, "Ley 25.326, art. 16")
    ),
    "BR": _iguales(Plazo(15, False, "Lei 13.709/2018 (LGPD), art. 19")),
    "CL": _iguales(Plazo(30, False, "Ley 19.628, modificada por la Ley 21.719, art. 11")),
    "CO": _acceso_y_demas(
        Plazo(10, True, "Ley 1581 de 2012, art. 14"), Plazo(15, True, "Ley 1581 de 2012, art. 15")
    ),
    "CR": _iguales(Plazo(5, True, "Ley 8968, art. 7")),
    "EC": _iguales(Plazo(15, False, "Ley Orgánica de Protección de Datos Personales, arts. 13 a 16")),
    "ES": _iguales(Plazo(30, False, "Reglamento (UE) 2016/679, art. 12.3")),
    "MX": _iguales(Plazo(20, True, "Ley General de Protección de Datos en Posesión de Sujetos Obligados")),
    "PA": _iguales(Plazo(10, True, "Ley 81 de 2019")),
    "PE": _acceso_y_demas(
        Plazo(20, True, "Reglamento de la Ley 29733"), Plazo(10, True, "Reglamento de la Ley 29733")
    ),
    "UY": _iguales(Plazo(5, True, "Ley 18.331, arts. 14 y 15")),
}  # fmt: skip


def plazo_de(pais: str, clase: str) -> Plazo:
    """El plazo de una clase de solicitud en un país (código ISO de dos letras)."""
    return PLAZOS.get(pais.upper(), {}).get(clase, POR_OMISION)


def vence(recibida: dt.datetime, plazo: Plazo, zona: dt.tzinfo) -> dt.datetime:
    """El último segundo (23:59:59, hora de la ciudad) del día en que vence; el de la recepción no cuenta."""
    dia = recibida.astimezone(zona).date()
    quedan = plazo.dias
    while quedan:
        dia += dt.timedelta(days=1)
        if not plazo.habiles or dia.weekday() < 5:
            quedan -= 1
    return dt.datetime.combine(dia, dt.time(23, 59, 59), zona).astimezone(dt.UTC)
