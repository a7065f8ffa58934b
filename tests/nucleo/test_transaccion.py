"""La transacción de la petición: lo que no se confirma no queda; lo breve queda aunque la petición falle."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensiones import db
from app.nucleo import limites, transaccion
from app.nucleo.errores import DemasiadasVeces
from app.nucleo.modelos import Limite
from app.nucleo.reloj import ahora


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


def test_lo_que_aun_no_se_guardo_no_se_pierde_en_silencio(app: Flask) -> None:
    """Gastar un límite o pasar a escribir termina la lectura: con algo a medias, se dice en vez de tirarlo."""
    db.session.add(Limite(clave="a medias", ventana=1, cuenta=1, vence=ahora()))
    for termina in (
        transaccion.pasar_a_escritura,
        lambda: limites.gastar("prueba", "ana", 3, dt.timedelta(hours=1)),
    ):
        with pytest.raises(RuntimeError, match="sin guardar"):
            termina()
    assert len(db.session.new) == 1
