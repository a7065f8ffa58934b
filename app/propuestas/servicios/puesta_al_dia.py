"""Poner al día lo traído de otra plataforma cuando allá cambió."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo.reloj import ahora
from app.propuestas import facetas
from app.propuestas.consultas.indexadas import en_tandas
from app.propuestas.modelos import Propuesta, Version
from app.propuestas.reglas import Estado
from app.propuestas.servicios.traidas import Traida

DE_UNA_CRUZADA = frozenset({"apoyos", "dirección", "estado"})
"""Lo que se pone al día de una propuesta que ya cruzó su umbral: lo que la gente de aquí apoyó no se toca."""
TEXTOS = frozenset({"título", "resumen", "texto"})


def poner_al_dia(origen: str, cambiadas: Mapping[str, tuple[Traida, tuple[str, ...]]]) -> int:
    """Pone al día las propuestas traídas; recibe, por `origen_id`, lo nuevo y los campos que cambiaron allá.

    Un texto que cambia deja su versión anterior, y de lo que ya cruzó su umbral solo cambia `DE_UNA_CRUZADA`.
    Cada una deja un hecho público que dice qué campos cambiaron. Nunca borra; lo retirado allá queda retirado
    aquí, con su fecha. Devuelve cuántas cambió.
    """
    tocadas: list[int] = []
    momento = ahora()
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
            suyos = [c for c in campos if p.umbral_cruzado_en is None or c in DE_UNA_CRUZADA]
            if not suyos:
                continue
            _escribir(p, traida, suyos, momento)
            datos = {"origen": origen, "origen_id": traida.origen_id, "campos": suyos, **traida.procedencia}
            anotar_hecho("propuestas.puesta_al_dia", p.id, None, datos=datos, ocurrio_en=momento)
            tocadas.append(p.id)
    facetas.rehacer_muchas(tocadas)
    return len(tocadas)


def _escribir(p: Propuesta, traida: Traida, campos: Iterable[str], momento: dt.datetime) -> None:
    cambian = set(campos)
    if cambian & TEXTOS:
        _guardar_version(p, traida, momento)
        p.titulo, p.resumen, p.cuerpo = traida.titulo, traida.resumen, traida.cuerpo
    if "idioma" in cambian:
        p.contenido.idioma = traida.idioma
    if "fecha" in cambian:
        p.publicada_en = traida.publicada_en
    if "autora" in cambian:
        p.contenido.autora_id = traida.autora_id
    if "retiro" in cambian:
        p.estado = (Estado.RETIRADA if traida.retirada_en else Estado.PUBLICADA).value
        p.retirada_en, p.archivada_en = traida.retirada_en, None
    p.apoyos_importados, p.origen_url = traida.apoyos_importados, traida.url
    p.version += 1


def _guardar_version(p: Propuesta, traida: Traida, momento: dt.datetime) -> None:
    db.session.add(
        Version(
            propuesta_id=p.id,
            numero=p.version_texto,
            titulo=p.titulo,
            resumen=p.resumen,
            cuerpo=p.cuerpo,
            motivo=f"Cambió en {traida.procedencia.get('nombre', p.origen)}.",
            persona_id=None,
            escrita_en=momento,
        )
    )
    p.version_texto += 1
    p.editada_en = momento
