"""La violación de una restricción se reconoce por su nombre en los dos motores."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.contenido.modelos import Etiqueta
from app.extensiones import db
from app.nucleo.errores import Conflicto, restriccion_de, traducir
from app.nucleo.modelos import Arriendo
from app.nucleo.reloj import ahora


def _violar(*filas: object) -> IntegrityError:
    with pytest.raises(IntegrityError) as caso, db.session.begin_nested():
        db.session.add_all(filas)
        db.session.flush()
    return caso.value


def test_unica(app: Flask) -> None:
    error = _violar(Etiqueta(clave="luz", nombre="luz"), Etiqueta(clave="luz", nombre="Luz"))
    assert restriccion_de(error) == "uq_etiquetas_clave"


def test_clave_primaria(app: Flask) -> None:
    with pytest.raises(IntegrityError) as caso, db.session.begin_nested():
        for _ in range(2):
            db.session.execute(sa.insert(Arriendo).values(nombre="a", duenio="b", hasta=ahora()))
    assert restriccion_de(caso.value) == "pk_arriendos"


def test_condicion(app: Flask) -> None:
    assert restriccion_de(_violar(Etiqueta(clave="x", nombre=""))) == "ck_etiquetas_nombre"


def test_traducir_deja_pasar_lo_que_no_conoce(app: Flask) -> None:
    with pytest.raises(Conflicto), traducir({"ck_etiquetas_nombre": Conflicto()}), db.session.begin_nested():
        db.session.add(Etiqueta(clave="x", nombre=""))
        db.session.flush()
    with pytest.raises(IntegrityError), traducir({"otra": Conflicto()}), db.session.begin_nested():
        db.session.add(Etiqueta(clave="x", nombre=""))
        db.session.flush()
