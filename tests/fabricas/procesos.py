"""Procesos para las pruebas: abierto desde hace un mes y sin final, si no se dice otra cosa."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import count
from typing import Any

from app.extensiones import db
from app.nucleo.permisos import OPERACION
from app.nucleo.reloj import ahora
from app.procesos import consultas, servicios
from app.procesos.modelos import Proceso
from app.procesos.reglas import Ventana

_numero = count(1)
DIA = dt.timedelta(days=1)


def ventana(clase: str = "proponer", abre: int = -30, cierra: int | None = None) -> Ventana:
    """Una fase con sus fechas en días desde ahora."""
    momento = ahora()
    return Ventana(
        clase, momento + abre * DIA, None if cierra is None else momento + cierra * DIA, clase.capitalize()
    )


def proceso(
    *, fases: Sequence[Ventana] | None = None, publicado: bool = True, clase: str = "permanente", **mas: Any
) -> Proceso:
    """Un proceso publicado: umbral de 3 apoyos, cuentan los de acreditación 1, respuesta en 30 días."""
    n = next(_numero)
    valores: dict[str, Any] = {
        "clave": f"proceso-{n}",
        "nombre": f"Propuestas de la ciudad {n}",
        "proposito": "Que lo que la gente pide llegue al plan.",
        "umbral_ciudad": 3,
        "umbral_territorio": 2,
        "acreditacion_umbral": 1,
        **mas,
    }
    nuevo = servicios.crear_proceso(
        OPERACION, clase=clase, fases=[ventana()] if fases is None else fases, **valores
    )
    if publicado:
        servicios.publicar_proceso(OPERACION, nuevo.id)
    db.session.commit()
    completo = consultas.por_id(nuevo.id)
    assert completo is not None
    return completo
