"""Una transacción por petición que escribe, confirmada aquí y en ningún otro lugar.

En SQLite una escritura empieza con `BEGIN IMMEDIATE`, después de tomar un cerrojo de archivo: el turno de
SQLite es injusto (con 8 escritores, esperas de hasta 9 s; con cerrojo, 0,15 s). En PostgreSQL basta `BEGIN`.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask, Response, current_app, request
from sqlalchemy.orm import Session

from app.extensiones import db

_escribe: ContextVar[bool] = ContextVar("escribe", default=False)
_METODOS_QUE_LEEN = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
V = TypeVar("V", bound=Callable[..., Any])


def escribe_tarde(vista: V) -> V:
    """Marca una vista que primero lee y calcula (una clave, por ejemplo) y pide la escritura al final."""
    vista.escribe_tarde = True  # type: ignore[attr-defined]
    return vista


def _terminar_lectura() -> None:
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("Hay cambios sin guardar en la lectura que se quiere terminar.")
    db.session.rollback()


def pasar_a_escritura() -> None:
    """Termina la lectura en curso; lo siguiente que toque la base abre una transacción de escritura."""
    _terminar_lectura()
    _escribe.set(True)


def deshacer() -> None:
    """Deshace lo hecho hasta aquí: un formulario rechazado se vuelve a mostrar sin restos del intento."""
    db.session.rollback()


@contextmanager
def escritura() -> Iterator[None]:
    """Transacción de escritura para órdenes y tareas: confirma al salir, deshace si algo falla."""
    ficha = _escribe.set(True)
    try:
        if db.session().in_transaction():
            pasar_a_escritura()
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _escribe.reset(ficha)


@contextmanager
def _sesion_aparte() -> Iterator[Session]:
    with Session(db.engine) as sesion:
        yield sesion
        sesion.commit()


@contextmanager
def corta() -> Iterator[Session]:
    """Transacción propia y breve, confirmada aunque la petición falle (límites, intentos, rechazos).

    Se usa antes de que la petición abra la suya; si había una lectura en curso, la termina.
    """
    if db.session().in_transaction():
        _terminar_lectura()
    ficha = _escribe.set(True)
    try:
        abrir: Callable[[], AbstractContextManager[Session]] = current_app.extensions["rumbo_corta"]
        with abrir() as sesion:
            yield sesion
    finally:
        _escribe.reset(ficha)


def _antes() -> None:
    vista = current_app.view_functions.get(request.endpoint or "")
    _escribe.set(request.method not in _METODOS_QUE_LEEN and not getattr(vista, "escribe_tarde", False))


def _despues(respuesta: Response) -> Response:
    if request.method not in _METODOS_QUE_LEEN:
        if respuesta.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
    return respuesta


def _al_terminar(_error: BaseException | None) -> None:
    _escribe.set(False)


def _solo_de_su_duenio(ruta: str) -> None:
    """Crea la base vacía y cerrada a los demás si falta; SQLite da a `-wal` y `-shm` el permiso de ella.

    Una que ya existe no se abre aquí: al cerrarla se soltarían los cerrojos de SQLite en este proceso.
    """
    with suppress(OSError):
        os.close(os.open(ruta, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def preparar_motor(motor: sa.Engine) -> None:
    """Ajusta un motor SQLite: archivo privado, WAL, `synchronous=FULL`, claves foráneas, `BEGIN` y cerrojo."""
    if motor.dialect.name != "sqlite" or getattr(motor, "rumbo_preparado", False):
        return
    motor.rumbo_preparado = True  # type: ignore[attr-defined]
    ruta = motor.url.database

    @sa.event.listens_for(motor, "do_connect")
    def crear(_dialecto: Any, _registro: Any, _args: Any, _opciones: Any) -> None:
        if ruta and ruta != ":memory:":
            _solo_de_su_duenio(ruta)

    @sa.event.listens_for(motor, "connect")
    def conectar(conexion: Any, _registro: Any) -> None:
        conexion.isolation_level = None
        for orden in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
            conexion.execute(f"PRAGMA {orden}").close()

    @sa.event.listens_for(motor, "begin")
    def empezar(conexion: sa.Connection) -> None:
        if not _escribe.get():
            conexion.exec_driver_sql("BEGIN")
            return
        # Una misma conexión puede empezar otra transacción antes de volver a su sitio: ya tiene el cerrojo.
        if ruta and ruta != ":memory:" and "cerrojo" not in conexion.info:
            descriptor = os.open(ruta + ".cerrojo", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            conexion.info["cerrojo"] = descriptor
        conexion.exec_driver_sql("BEGIN IMMEDIATE")

    @sa.event.listens_for(motor, "checkin")
    def devolver(_conexion: Any, registro: Any) -> None:
        descriptor = registro.info.pop("cerrojo", None) if registro is not None else None
        if descriptor is not None:
            os.close(descriptor)


def iniciar(app: Flask) -> None:
    """Conecta la transacción con el ciclo de la petición y comprueba los ajustes de SQLite."""
    app.extensions["rumbo_corta"] = _sesion_aparte
    app.before_request(_antes)
    app.after_request(_despues)
    app.teardown_request(_al_terminar)
    with app.app_context():
        preparar_motor(db.engine)
