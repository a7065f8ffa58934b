"""Apoyos de muchas personas a muchas propuestas de una vez, con las mismas cuentas que de uno en uno."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, update

from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo.errores import Conflicto
from app.procesos import consultas as procesos
from app.procesos.modelos import Proceso
from app.procesos.reglas import vence
from app.propuestas import facetas
from app.propuestas.modelos import Apoyo, Propuesta
from app.propuestas.reglas import cruza


@dataclass(frozen=True)
class Apoyos:
    """Quién apoya una propuesta recién publicada y cuándo, en orden de fecha. Todos cuentan para el umbral."""

    propuesta_id: int
    umbral: int
    dados: Sequence[tuple[int, dt.datetime]]

    @property
    def cruce(self) -> dt.datetime | None:
        """Cuándo se llegó al umbral: la fecha del apoyo que lo completó."""
        if not cruza(len(self.dados), self.umbral):
            return None
        return sorted(momento for _persona, momento in self.dados)[self.umbral - 1]


def sembrar_apoyos(proceso: Proceso, todos: Iterable[Apoyos]) -> int:
    """Guarda los apoyos de propuestas que aún no tienen ninguno; devuelve cuántos fueron.

    Deja los contadores iguales a las filas, el cruce con su fecha y su hecho, y el índice al día. Solo para
    procesos cuyos apoyos cuentan con acreditación 1 (`Conflicto` si piden más): los de la demostración.
    """
    if proceso.acreditacion_umbral > 1:
        raise Conflicto()
    total = 0
    for tanda in facetas.en_tandas((a for a in todos if a.dados), 200):
        db.session.execute(
            insert(Apoyo),
            [
                {"propuesta_id": a.propuesta_id, "persona_id": persona, "contado": True, "dado_en": momento}
                for a in tanda
                for persona, momento in a.dados
            ],
        )
        _contar(proceso, tanda)
        facetas.rehacer_muchas(a.propuesta_id for a in tanda)
        total += sum(len(a.dados) for a in tanda)
    return total


def _contar(proceso: Proceso, tanda: Sequence[Apoyos]) -> None:
    valores: list[dict[str, Any]] = []
    for a in tanda:
        cruce = a.cruce
        limite = vence(cruce, proceso.plazo_respuesta, procesos.zona()) if cruce else None
        valores.append({"b_id": a.propuesta_id, "b_apoyos": len(a.dados), "b_cruce": cruce, "b_vence": limite})
        if cruce and limite:
            datos = {"umbral": a.umbral, "vence": limite.isoformat()}
            anotar_hecho("propuestas.umbral", a.propuesta_id, None, datos=datos, ocurrio_en=cruce)
    tabla = Propuesta.__table__
    db.session.connection().execute(
        update(tabla)  # type: ignore[arg-type]  # la tabla, para actualizar por lotes sin pasar por el ORM
        .where(tabla.c.id == bindparam("b_id"))
        .values(
            apoyos=bindparam("b_apoyos"),
            apoyos_contados=bindparam("b_apoyos"),
            umbral_cruzado_en=bindparam("b_cruce"),
            respuesta_vence=bindparam("b_vence"),
            version=tabla.c.version + 1,
        ),
        valores,
    )
    db.session.expire_all()
