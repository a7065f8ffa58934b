"""La transacción de la petición: lo que no se confirma no queda; lo breve queda aunque la petición falle."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensiones import db
from app.nucleo import limites
from app.nucleo.errores import DemasiadasVeces
from app.nucleo.modelos import Limite


def test_ajustes_de_sqlite(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    with db.engine.connect() as conexion:
        assert conexion.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert conexion.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert conexion.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_el_limite_cuenta_y_frena(app: Flask) -> None:
    hora = dt.timedelta(hours=1)
    for _ in range(3):
        limites.gastar("prueba", "ana@correo.example", 3, hora)
    with pytest.raises(DemasiadasVeces) as caso:
        limites.gastar("prueba", "ana@correo.example", 3, hora)
    assert 0 < caso.value.espera <= 3600
    limites.gastar("prueba", "eva@correo.example", 3, hora)
    fila = db.session.execute(sa.select(Limite).where(Limite.cuenta == 4)).scalar_one()
    assert "ana" not in fila.clave


def test_salud(cliente) -> None:  # type: ignore[no-untyped-def]
    respuesta = cliente.get("/salud")
    assert respuesta.json == {"estado": "bien", "base": "responde"}
    assert "default-src 'none'" in respuesta.headers["Content-Security-Policy"]
