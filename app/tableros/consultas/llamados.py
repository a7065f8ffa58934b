"""Los procesos que han recibido propuestas: dónde y cuándo."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, select

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo.traducido import de
from app.procesos.modelos import Fase, Proceso
from app.tableros.reglas import Llamado
from app.territorio.reglas.arbol import Arbol


@dataclass(frozen=True)
class ProcesoElegible:
    """Un proceso publicado y su llamado."""

    id: int
    clave: str
    nombre: str
    llamado: Llamado


def procesos_con_alcance(arbol: Arbol) -> list[ProcesoElegible]:
    """Los procesos publicados o ya archivados, por nombre, con sus etapas de proponer. Una consulta."""
    filas = db.session.execute(
        select(Proceso, Fase.abre, Fase.cierra)
        .join(Contenido, Contenido.id == Proceso.id)
        .outerjoin(Fase, and_(Fase.proceso_id == Proceso.id, Fase.clase == "proponer"))
        .where(Proceso.estado != "borrador", Contenido.estado == "visible")
        .order_by(Proceso.nombre, Proceso.id, Fase.orden)
    )
    procesos: dict[int, Proceso] = {}
    ventanas: dict[int, list[tuple[dt.datetime, dt.datetime | None]]] = {}
    for proceso, abre, cierra in filas:
        procesos[proceso.id] = proceso
        suyas = ventanas.setdefault(proceso.id, [])
        if abre is not None:
            suyas.append((abre, cierra))
    return [
        ProcesoElegible(
            p.id, p.clave, de(p, "nombre"), Llamado(p.id, _lugares(arbol, p.territorio_id), ventanas[p.id])
        )
        for p in procesos.values()
    ]


def _lugares(arbol: Arbol, territorio_id: int | None) -> frozenset[int] | None:
    if territorio_id is None:
        return None
    return frozenset({territorio_id, *(x.id for x in arbol.descendientes(territorio_id))})
