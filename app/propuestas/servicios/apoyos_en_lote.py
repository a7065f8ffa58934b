"""Apoyos de muchas personas a muchas propuestas de una vez, con las mismas cuentas que de uno en uno."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, update

from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.procesos import consultas as procesos
from app.procesos.consultas import Proceso
from app.procesos.reglas import vence
from app.propuestas import facetas
from app.propuestas.consultas.apoyos import acreditaciones_de, fechas_de
from app.propuestas.consultas.indexadas import en_tandas
from app.propuestas.modelos import Apoyo, Propuesta
from app.propuestas.reglas import cruza, peso, suma_al_umbral, sumar_actividad


@dataclass(frozen=True)
class Apoyos:
    """Quién apoya una propuesta recién publicada y cuándo."""

    propuesta_id: int
    umbral: int
    dados: Sequence[tuple[int, dt.datetime]]


Quienes = Mapping[int, tuple[int, bool]]
"""De cada persona, su acreditación y si trabaja en la municipalidad."""


def sembrar_apoyos(proceso: Proceso, todos: Iterable[Apoyos]) -> int:
    """Guarda los apoyos de propuestas que aún no tienen ninguno; devuelve cuántos fueron.

    Deja los contadores iguales a las filas, el cruce con su fecha y su hecho, la actividad y el índice al día.
    Cuentan para el umbral los que dice `reglas.suma_al_umbral`.
    """
    total = 0
    for tanda in en_tandas((a for a in todos if a.dados), 200):
        quienes = acreditaciones_de(sorted({persona for a in tanda for persona, _cuando in a.dados}))
        pide = proceso.acreditacion_umbral
        db.session.execute(
            insert(Apoyo),
            [
                {
                    "propuesta_id": a.propuesta_id,
                    "persona_id": persona,
                    "contado": suma_al_umbral(quienes[persona][0], pide, quienes[persona][1]),
                    "de_personal": quienes[persona][1],
                    "dado_en": momento,
                }
                for a in tanda
                for persona, momento in a.dados
            ],
        )
        _contar(proceso, tanda, quienes)
        facetas.rehacer_muchas(a.propuesta_id for a in tanda)
        total += sum(len(a.dados) for a in tanda)
    return total


def _contar(proceso: Proceso, tanda: Sequence[Apoyos], quienes: Quienes) -> None:
    publicadas = fechas_de([a.propuesta_id for a in tanda])
    valores = [_cuentas(proceso, a, quienes, *publicadas[a.propuesta_id]) for a in tanda]
    tabla = Propuesta.__table__
    columnas = [nombre for nombre in valores[0] if nombre != "b_id"]
    db.session.connection().execute(
        update(tabla)  # type: ignore[arg-type]  # la tabla, para actualizar por lotes sin pasar por el ORM
        .where(tabla.c.id == bindparam("b_id"))
        .values(
            {nombre.removeprefix("b_"): bindparam(nombre) for nombre in columnas}
            | {"version": tabla.c.version + 1}
        ),
        valores,
    )
    db.session.expire_all()


def _cuentas(
    proceso: Proceso,
    a: Apoyos,
    quienes: Quienes,
    publicada_en: dt.datetime,
    cierra_en: dt.datetime | None,
) -> dict[str, Any]:
    """Los contadores, el movimiento y el cruce de una propuesta; anota el hecho si lo hubo."""
    pide = proceso.acreditacion_umbral
    contados = sorted(
        m for persona, m in a.dados if suma_al_umbral(quienes[persona][0], pide, quienes[persona][1])
    )
    cruce = contados[a.umbral - 1] if cruza(len(contados), a.umbral) else None
    limite = vence(cruce, proceso.plazo_respuesta, procesos.zona()) if cruce else None
    actividad = peso(publicada_en)
    for _persona, momento in a.dados:
        actividad = sumar_actividad(actividad, momento)
    if cruce and limite:
        datos = {"umbral": a.umbral, "vence": limite.isoformat()}
        anotar_hecho("propuestas.umbral", a.propuesta_id, None, datos=datos, ocurrio_en=cruce)
    return {
        "b_id": a.propuesta_id,
        "b_apoyos": len(a.dados),
        "b_apoyos_contados": len(contados),
        "b_apoyos_personal": sum(quienes[persona][1] for persona, _momento in a.dados),
        "b_actividad": actividad,
        "b_umbral_cruzado_en": cruce,
        "b_respuesta_vence": limite,
        "b_cierra_en": None if cruce else cierra_en,
    }
