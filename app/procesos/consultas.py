"""Lecturas de los procesos. Los borradores solo existen para quien puede verlos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.extensiones import db
from app.nucleo.permisos import ANONIMA, Identidad, Permiso
from app.nucleo.reloj import ahora
from app.nucleo.traducido import de
from app.procesos.modelos import Fase, Proceso
from app.procesos.permisos import Falta, Requisitos, que_falta
from app.procesos.reglas import (
    Acto,
    ReglaUmbral,
    Ventana,
    abiertos,
    cierre_vigente,
    proxima_apertura,
    vigentes,
)

__all__ = [
    "Falta",
    "Proceso",
    "ProcesoAbierto",
    "Requisitos",
    "abiertos_ahora",
    "falta_para",
    "fase",
    "fases_de",
    "permanente",
    "por_clave",
    "por_id",
    "publicados",
    "regla_umbral",
    "requisitos",
    "todos",
    "ventanas",
    "vuelve_a_abrir",
    "zona",
]


@dataclass(frozen=True)
class ProcesoAbierto:
    """Un proceso publicado y lo que hoy se puede hacer en él; `hasta` es el cierre de cada acto, si tiene."""

    id: int
    codigo: str
    clave: str
    nombre: str
    proposito: str
    clase: str
    territorio_id: int | None
    fases: tuple[Ventana, ...]
    vigentes: tuple[Ventana, ...]
    actos: frozenset[Acto]
    hasta: dict[Acto, dt.datetime | None]


def zona() -> ZoneInfo:
    """La zona horaria de la ciudad."""
    return ZoneInfo(str(current_app.config["ZONA"]))


def ventanas(fases: Iterable[Fase]) -> tuple[Ventana, ...]:
    """Las fases de la base como las ven las reglas, en su orden y en el idioma de la petición."""
    return tuple(
        Ventana(f.clase, f.abre, f.cierra, de(f, "nombre"), de(f, "descripcion"), f.id)
        for f in sorted(fases, key=lambda f: f.orden)
    )


def fases_de(proceso_id: int) -> tuple[Ventana, ...]:
    """Las fases de un proceso, en orden."""
    return ventanas(db.session.scalars(select(Fase).where(Fase.proceso_id == proceso_id)))


def _abierto(proceso: Proceso, momento: dt.datetime) -> ProcesoAbierto:
    fases = ventanas(proceso.fases)
    actos = abiertos(fases, momento)
    return ProcesoAbierto(
        id=proceso.id,
        codigo=proceso.contenido.codigo,
        clave=proceso.clave,
        nombre=de(proceso, "nombre"),
        proposito=de(proceso, "proposito"),
        clase=proceso.clase,
        territorio_id=proceso.territorio_id,
        fases=fases,
        vigentes=vigentes(fases, momento),
        actos=actos,
        hasta={acto: cierre_vigente(fases, acto, momento) for acto in sorted(actos)},
    )


def fase(fase_id: int) -> Ventana | None:
    """Una fase por su id; None si no hay."""
    fila = db.session.get(Fase, fase_id)
    return None if fila is None else ventanas([fila])[0]


def publicados() -> list[ProcesoAbierto]:
    """Los procesos publicados y visibles, primero los que cierran antes y al final los que no tienen cierre."""
    filas = db.session.scalars(
        select(Proceso)
        .join(Proceso.contenido)
        .where(Proceso.estado == "publicado", Proceso.contenido.has(estado="visible"))
        .options(joinedload(Proceso.contenido), selectinload(Proceso.fases))
        .order_by(Proceso.nombre, Proceso.id)
    ).all()
    momento = ahora()
    lejos = dt.datetime.max.replace(tzinfo=dt.UTC)
    procesos = [_abierto(p, momento) for p in filas]
    return sorted(procesos, key=lambda p: min((c or lejos for c in p.hasta.values()), default=lejos))


def abiertos_ahora() -> list[ProcesoAbierto]:
    """Los procesos publicados con algún acto abierto en este momento."""
    return [p for p in publicados() if p.actos]


def _puede_ver(proceso: Proceso, quien: Identidad) -> bool:
    if proceso.estado != "borrador" and proceso.contenido.estado == "visible":
        return True
    return quien.puede(Permiso.PROCESO_VER_BORRADOR, proceso_id=proceso.id, territorio_id=proceso.territorio_id)


def por_clave(clave: str, quien: Identidad = ANONIMA) -> Proceso | None:
    """El proceso de esa clave con su contenido y sus fases; None si no hay o no existe para `quien`."""
    proceso = db.session.scalar(
        select(Proceso)
        .where(Proceso.clave == clave)
        .options(joinedload(Proceso.contenido), selectinload(Proceso.fases))
    )
    return proceso if proceso is not None and _puede_ver(proceso, quien) else None


def por_id(proceso_id: int) -> Proceso | None:
    """El proceso de ese id con su contenido y sus fases, en cualquier estado; para servicios."""
    return db.session.scalar(
        select(Proceso)
        .where(Proceso.id == proceso_id)
        .options(joinedload(Proceso.contenido), selectinload(Proceso.fases))
    )


def permanente() -> Proceso | None:
    """El proceso permanente publicado, el de las propuestas de cada día; None si la ciudad no lo tiene."""
    return db.session.scalar(
        select(Proceso)
        .where(Proceso.clase == "permanente", Proceso.estado == "publicado")
        .options(joinedload(Proceso.contenido), selectinload(Proceso.fases))
        .order_by(Proceso.id)
        .limit(1)
    )


def todos(quien: Identidad) -> Sequence[Proceso]:
    """Todos los procesos que `quien` puede ver, por nombre, con sus fases."""
    filas = db.session.scalars(
        select(Proceso)
        .options(joinedload(Proceso.contenido), selectinload(Proceso.fases))
        .order_by(Proceso.nombre, Proceso.id)
    ).all()
    return [p for p in filas if _puede_ver(p, quien)]


def requisitos(proceso: Proceso, acto: Acto) -> Requisitos:
    """Lo que el proceso (con sus fases cargadas) pide para un acto."""
    acreditacion = {
        Acto.PROPONER: proceso.acreditacion_proponer,
        Acto.APOYAR: proceso.acreditacion_apoyar,
        Acto.DEBATIR: proceso.acreditacion_comentar,
    }.get(acto, 0)
    return Requisitos(ventanas(proceso.fases), acreditacion, proceso.edad_minima, zona())


def falta_para(proceso: Proceso, acto: Acto, quien: Identidad) -> Falta | None:
    """Lo primero que le falta a `quien` para `acto` ahora; None si puede."""
    return que_falta(quien, acto, requisitos(proceso, acto), ahora())


def vuelve_a_abrir(proceso: Proceso, acto: Acto) -> dt.datetime | None:
    """Cuándo vuelve a abrirse un acto cerrado; None si nada lo anuncia."""
    return proxima_apertura(ventanas(proceso.fases), acto, ahora())


def regla_umbral(proceso: Proceso) -> ReglaUmbral:
    """La regla de umbral del proceso, como la ven las reglas."""
    clase = cast("Literal['absoluto', 'porcentaje']", proceso.umbral_clase)
    return ReglaUmbral(clase, proceso.umbral_ciudad, proceso.umbral_territorio, proceso.umbral_minimo)
