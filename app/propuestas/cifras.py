"""Las cifras de los tableros: se ponen al día con el índice, en la transacción de cada cambio.

Los cambios se juntan y se suman justo antes de confirmar, siempre en el mismo orden: así los cerrojos de las
cifras son los últimos que toma una transacción, y dos que tocan las mismas no se esperan en círculo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, bindparam, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, SessionTransaction

from app.extensiones import db
from app.propuestas.modelos import Cifra
from app.propuestas.reglas.cifras import ClaveCifra, cambios

_PENDIENTES = "rumbo_cifras"
_TABLA = cast("Table", Cifra.__table__)
_CLAVE = ("elemento_id", "territorio_id", "mes", "estado", "proceso_id")


def anotar(antes: Mapping[ClaveCifra, int], despues: Mapping[ClaveCifra, int]) -> None:
    """Deja pendiente la diferencia entre lo que unas propuestas sumaban y lo que suman."""
    cambio = cambios(antes, despues)
    if cambio:
        sesion = db.session()
        sesion.info.setdefault(_PENDIENTES, []).append((sesion.get_nested_transaction(), cambio))


def aplicar() -> None:
    """Suma lo pendiente ahora, sin esperar a confirmar: para quien va a leerlo en la misma transacción."""
    _sumar_pendientes(db.session())


def sumar(sesion: Session, cambio: Mapping[ClaveCifra, int]) -> None:
    """Suma a cada cruce su cambio, en orden de clave. Una orden; lo que llega a cero se queda en cero."""
    filas = [
        {**dict(zip(_CLAVE, clave, strict=True)), "b_nueva": max(n, 0), "b_cambio": n}
        for clave, n in sorted(cambio.items())
        if n
    ]
    if not filas:
        return
    conexion = sesion.connection()
    insertar: Any = postgresql.insert if conexion.dialect.name == "postgresql" else sqlite.insert
    valores: dict[str, Any] = {nombre: bindparam(nombre) for nombre in _CLAVE} | {
        "cuantas": bindparam("b_nueva")
    }
    conexion.execute(
        insertar(_TABLA)
        .values(valores)
        .on_conflict_do_update(
            index_elements=list(_CLAVE), set_={"cuantas": _TABLA.c.cuantas + bindparam("b_cambio")}
        ),
        filas,
    )


def _sumar_pendientes(sesion: Session) -> None:
    total: Counter[ClaveCifra] = Counter()
    for _trozo, cambio in sesion.info.pop(_PENDIENTES, ()):
        for clave, n in cambio.items():
            total[clave] += n
    sumar(sesion, total)


def _al_confirmar(sesion: Session) -> None:
    """Un trozo que se confirma dentro de otra transacción espera a que ella termine."""
    if _PENDIENTES in sesion.info and not sesion.in_nested_transaction():
        _sumar_pendientes(sesion)


def _al_deshacer(sesion: Session, anterior: SessionTransaction) -> None:
    """Lo que se deshace no se suma: todo, o solo lo anotado dentro del trozo deshecho."""
    pendientes = sesion.info.pop(_PENDIENTES, ())
    quedan = [(trozo, cambio) for trozo, cambio in pendientes if anterior.nested and _fuera(trozo, anterior)]
    if quedan:
        sesion.info[_PENDIENTES] = quedan


def _fuera(trozo: SessionTransaction | None, deshecho: SessionTransaction) -> bool:
    """Verdadero si un trozo no es el deshecho ni iba dentro de él."""
    while trozo is not None and trozo is not deshecho:
        trozo = trozo.parent
    return trozo is None


event.listen(Session, "before_commit", _al_confirmar)
event.listen(Session, "after_soft_rollback", _al_deshacer)
