"""Poner al día lo traído de otra plataforma cuando allá cambió."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.propuestas import facetas
from app.propuestas.consultas.indexadas import en_tandas
from app.propuestas.modelos import Propuesta
from app.propuestas.reglas import Estado
from app.propuestas.servicios.traidas import Traida


def poner_al_dia(origen: str, cambiadas: Mapping[str, tuple[Traida, tuple[str, ...]]]) -> int:
    """Deja cada propuesta traída como está allá; recibe, por `origen_id`, lo nuevo y los campos que cambiaron.

    Cada una deja un hecho público que dice qué campos cambiaron. Nunca borra; lo retirado allá queda retirado
    aquí, con su fecha. Devuelve cuántas cambió.
    """
    tocadas: list[int] = []
    for tanda in en_tandas(sorted(cambiadas)):
        filas = db.session.scalars(
            select(Propuesta)
            .where(Propuesta.origen == origen, Propuesta.origen_id.in_(tanda))
            .options(joinedload(Propuesta.contenido))
            .order_by(Propuesta.id)
            .with_for_update(of=Propuesta)
        ).all()
        for p in filas:
            traida, campos = cambiadas[str(p.origen_id)]
            _escribir(p, traida)
            datos = {
                "origen": origen,
                "origen_id": traida.origen_id,
                "campos": list(campos),
                **traida.procedencia,
            }
            anotar_hecho("propuestas.puesta_al_dia", p.id, None, datos=datos)
            tocadas.append(p.id)
    facetas.rehacer_muchas(tocadas)
    return len(tocadas)


def _escribir(p: Propuesta, traida: Traida) -> None:
    valores: dict[str, Any] = {
        "titulo": traida.titulo,
        "resumen": traida.resumen,
        "cuerpo": traida.cuerpo,
        "apoyos_importados": traida.apoyos_importados,
        "publicada_en": traida.publicada_en,
        "origen_url": traida.url,
        "estado": (Estado.RETIRADA if traida.retirada_en else Estado.PUBLICADA).value,
        "retirada_en": traida.retirada_en,
        "archivada_en": None,
        "version": p.version + 1,
    }
    for campo, valor in valores.items():
        setattr(p, campo, valor)
    p.contenido.autora_id = traida.autora_id
