"""El cuidado del disco: barrer lo que ya no es de nadie y comprobar que no falta nada."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select

from app.adjuntos import almacen
from app.adjuntos.modelos import Adjunto
from app.adjuntos.reglas import CADUCAN_HORAS
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.reloj import ahora

TANDA = 500
HUERFANO_SEGUNDOS = 3600
"""Un archivo sin fila puede ser de alguien que lo está subiendo ahora mismo: se espera una hora."""


@dataclass(frozen=True)
class Barrido:
    """Lo que se limpió: adjuntos sueltos caducados y archivos sin adjunto."""

    sueltos: int
    archivos: int


def barrer() -> Barrido:
    """Borra lo suelto de hace más de 48 horas y los archivos que ya no son de nadie. La llama el obrero."""
    caduca = ahora() - dt.timedelta(hours=CADUCAN_HORAS)
    with transaccion.corta() as sesion:
        viejos = delete(Adjunto).where(Adjunto.contenido_id.is_(None), Adjunto.creado_en < caduca)
        claves = sesion.scalars(viejos.returning(Adjunto.clave)).all()
    almacen.borrar(claves)
    return Barrido(len(claves), sum(_barrer_tanda(tanda) for tanda in _tandas()))


def _tandas() -> Iterator[list[tuple[str, Path]]]:
    tanda: list[tuple[str, Path]] = []
    for par in almacen.viejos(HUERFANO_SEGUNDOS):
        tanda.append(par)
        if len(tanda) == TANDA:
            yield tanda
            tanda = []
    yield tanda


def _barrer_tanda(tanda: list[tuple[str, Path]]) -> int:
    """Quita los archivos de una tanda que no tienen fila; devuelve cuántos."""
    claves = {clave for clave, _ruta in tanda if clave}
    con_fila = set(db.session.scalars(select(Adjunto.clave).where(Adjunto.clave.in_(claves))))
    sobran = [ruta for clave, ruta in tanda if clave not in con_fila]
    for ruta in sobran:
        with suppress(OSError):
            ruta.unlink(missing_ok=True)
    return len(sobran)


def danios() -> Iterator[tuple[str, str]]:
    """(clave, qué le pasa: «falta» o «cambió») de cada adjunto cuyo archivo falta o no es el que se guardó."""
    desde = 0
    while True:
        consulta = select(Adjunto).where(Adjunto.id > desde).order_by(Adjunto.id).limit(TANDA)
        filas = db.session.scalars(consulta).all()
        if not filas:
            return
        for a in filas:
            defecto = _defecto(a)
            if defecto:
                yield a.clave, defecto
        desde = filas[-1].id


def _defecto(a: Adjunto) -> str:
    finales = almacen.FINALES[a.clase]
    try:
        datos = almacen.ruta(a.clave, finales[0]).read_bytes()
    except OSError:
        return "falta"
    if not all(almacen.ruta(a.clave, final).is_file() for final in finales):
        return "falta"
    return "" if hashlib.sha256(datos).hexdigest() == a.huella else "cambió"
