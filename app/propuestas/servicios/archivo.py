"""Archivar por fecha: la fecha manda al leer, y el obrero la deja escrita; si la fecha se mueve, se rehace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, delete, not_, select, update

from app.contenido.servicios import anotar_lote
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.reloj import ahora
from app.procesos import consultas as procesos
from app.propuestas import facetas
from app.propuestas.consultas import tomadas
from app.propuestas.consultas.apoyos import de_quien_se_fue, mal_contados, por_olvidar, sin_identidades
from app.propuestas.consultas.ficha import estado_de_hoy
from app.propuestas.consultas.indexadas import en_tandas
from app.propuestas.modelos import NUNCA, Apoyo, Faceta, Propuesta
from app.propuestas.reglas import Estado, cierre_de
from app.propuestas.servicios.apoyos import contar_o_no, quitar_apoyo

TANDA = 200
_SIN_SESION = {"synchronize_session": False}


def archivar_vencidas() -> int:
    """Deja escrito que se archivó lo que ya pasó su fecha; devuelve cuántas. La llama el obrero, por tandas."""
    total = 0
    while True:
        with transaccion.escritura():
            cuantas = _archivar(_vencidas())
        total += cuantas
        if cuantas < TANDA:
            return total


def olvidar_quienes_apoyaron() -> int:
    """Borra quién apoyó lo que lleva doce meses archivado o retirado; el número queda. La llama el obrero."""
    total = 0
    while True:
        with transaccion.escritura():
            ids = por_olvidar(ahora(), TANDA)
            db.session.execute(delete(Apoyo).where(Apoyo.propuesta_id.in_(ids)), execution_options=_SIN_SESION)
        total += len(ids)
        if len(ids) < TANDA:
            return total


def _vencidas() -> list[int]:
    return list(
        db.session.scalars(
            select(Propuesta.id)
            .where(Propuesta.estado == Estado.PUBLICADA, Propuesta.cierra_en <= ahora())
            .order_by(Propuesta.cierra_en, Propuesta.id)
            .limit(TANDA)
        )
    )


def _archivar(ids: Sequence[int]) -> int:
    cambiadas = [
        p for p in tomadas.tomadas(ids) if p.estado == Estado.PUBLICADA and estado_de_hoy(p) is Estado.ARCHIVADA
    ]
    for p in cambiadas:
        p.estado, p.archivada_en = Estado.ARCHIVADA, p.cierra_en
        p.version += 1
    anotar_lote([_hecho("propuestas.archivada", p.id, p.cierra_en) for p in cambiadas])
    facetas.rehacer_muchas(p.id for p in cambiadas)
    return len(cambiadas)


def _hecho(clase: str, ident: int, momento: dt.datetime | None) -> dict[str, object]:
    comun: dict[str, object] = {"persona_id": None, "motivo": "", "datos": {}, "publico": True}
    return {**comun, "clase": clase, "contenido_id": ident, "ocurrio_en": momento or ahora()}


def recalcular_cierres(proceso_id: int) -> int:
    """Pone al día la fecha en que se cierra cada propuesta de un proceso cuyas fechas o reglas cambiaron.

    Todas las publicadas el mismo día cierran a la vez, y las que cierran antes por su etapa también: es una
    orden por cada fecha de cierre distinta. Lo archivado que vuelve a tener tiempo se reabre, sin los apoyos de
    quien borró su cuenta (puede volver con otra) y contando para el umbral a quien hoy alcanza. Devuelve
    cuántas se reabrieron.
    """
    db.session.flush()
    todas = select(Propuesta.id).where(_sin_cruzar(proceso_id)).order_by(Propuesta.id)
    db.session.execute(todas.with_for_update(key_share=True))
    vencidas = todas.where(Propuesta.estado == Estado.PUBLICADA, Propuesta.cierra_en <= ahora())
    for tanda in en_tandas(db.session.scalars(vencidas).all(), TANDA):
        _archivar(tanda)
    for desde, hasta, cierre in list(_tramos(proceso_id)):
        suyas = and_(_sin_cruzar(proceso_id), Propuesta.publicada_en.between(desde, hasta))
        _mover(suyas, cierre)
    db.session.expire_all()
    return _reabrir(proceso_id)


def _sin_cruzar(proceso_id: int) -> ColumnElement[bool]:
    return and_(
        Propuesta.proceso_id == proceso_id,
        Propuesta.estado.in_((Estado.PUBLICADA, Estado.ARCHIVADA)),
        Propuesta.umbral_cruzado_en.is_(None),
    )


def _tramos(proceso_id: int) -> Iterator[tuple[dt.datetime, dt.datetime, dt.datetime | None]]:
    """De cada tramo de fechas de publicación, su cierre: el cierre no decrece con la publicación."""
    proceso = procesos.por_id(proceso_id)
    if proceso is None:
        return
    fases, meses, zona = procesos.ventanas(proceso.fases), proceso.vigencia_meses, procesos.zona()
    if not meses:
        yield dt.datetime.min.replace(tzinfo=dt.UTC, year=1900), NUNCA, cierre_de(fases, ahora(), None, zona)
        return
    tramos: dict[dt.datetime | None, list[dt.datetime]] = {}
    momentos = select(Propuesta.publicada_en).where(_sin_cruzar(proceso_id)).order_by(Propuesta.publicada_en)
    for momento in db.session.scalars(momentos):
        if momento is not None:
            tramos.setdefault(cierre_de(fases, momento, meses, zona), []).append(momento)
    for cierre, suyos in tramos.items():
        yield suyos[0], suyos[-1], cierre


def _mover(suyas: ColumnElement[bool], cierre: dt.datetime | None) -> None:
    """Escribe una fecha de cierre en unas propuestas y en su índice."""
    distinta = Propuesta.cierra_en.is_distinct_from(cierre)
    db.session.execute(
        update(Propuesta).where(suyas, distinta).values(cierra_en=cierre, version=Propuesta.version + 1),
        execution_options=_SIN_SESION,
    )
    publicadas = select(Propuesta.id).where(suyas, Propuesta.estado == Estado.PUBLICADA)
    db.session.execute(
        update(Faceta)
        .where(Faceta.propuesta_id.in_(publicadas), Faceta.cierra != (cierre or NUNCA))
        .values(cierra=cierre or NUNCA),
        execution_options=_SIN_SESION,
    )


def _reabrir(proceso_id: int) -> int:
    con_tiempo = Propuesta.cierra_en.is_(None) | (Propuesta.cierra_en > ahora())
    ids = db.session.scalars(
        select(Propuesta.id)
        .where(
            Propuesta.proceso_id == proceso_id,
            Propuesta.estado == Estado.ARCHIVADA,
            con_tiempo,
            not_(sin_identidades(ahora())),
        )
        .order_by(Propuesta.id)
    ).all()
    for tanda in en_tandas(ids, TANDA):
        abiertas = {p.id: p for p in tomadas.tomadas(tanda)}
        for p in abiertas.values():
            p.estado, p.archivada_en = Estado.PUBLICADA, None
            p.version += 1
        db.session.flush()
        for ident, persona_id in de_quien_se_fue(tanda):
            quitar_apoyo(abiertas[ident], persona_id)
        for ident, persona_id, cuenta in mal_contados(tanda):
            contar_o_no(abiertas[ident], persona_id, cuenta)
        anotar_lote([_hecho("propuestas.reabierta", ident, None) for ident in tanda])
        facetas.rehacer_muchas(tanda)
    return len(ids)
