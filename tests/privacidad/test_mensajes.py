"""Los mensajes: de quién es cada uno, y cuándo se borra el que nadie recibió."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.extensiones import db
from app.nucleo.modelos import Salida
from app.nucleo.reloj import ahora
from app.nucleo.salidas import MAXIMO_INTENTOS
from app.privacidad import servicios
from tests.bases import base_nueva
from tests.fabricas.cuentas import persona
from tests.fabricas.mostrador import de_mostrador


def test_al_migrar_lo_enviado_a_un_contacto_compartido_no_es_de_nadie(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as conf, create_app(conf).app_context():
        rosa = persona(correo="rosa@correo.example").id
        for nombre in ("Ceiba", "Garza"):
            de_mostrador(seudonimo=nombre, contacto="casa@correo.example")
        for para in ("rosa@correo.example", "casa@correo.example"):
            db.session.add(Salida(para=para, asunto="a", texto="t", creada_en=ahora(), proximo_intento=ahora()))
        db.session.commit()
        db.session.remove()
        flask_migrate.downgrade(revision="0013")
        flask_migrate.upgrade()
        duenias = db.session.execute(sa.select(Salida.para, Salida.persona_id).order_by(Salida.id)).all()
        assert [tuple(d) for d in duenias] == [("rosa@correo.example", rosa), ("casa@correo.example", None)]
        db.session.remove()
        db.engine.dispose()


def test_el_que_agoto_sus_intentos_se_borra_un_mes_despues(app: Flask) -> None:
    """El que aún puede salir espera, por viejo que sea."""
    momento = ahora()
    hace = momento - dt.timedelta(days=31)
    for para, intentos, cuando in (
        ("muerto", MAXIMO_INTENTOS, hace), ("recién muerto", MAXIMO_INTENTOS, momento), ("vivo", 3, hace),
    ):  # fmt: skip
        db.session.add(
            Salida(para=para, asunto="a", texto="t", creada_en=hace, proximo_intento=cuando, intentos=intentos)
        )
    salio = {"proximo_intento": hace, "intentos": MAXIMO_INTENTOS, "enviada_en": momento}
    db.session.add(Salida(para="salió hoy, al último", asunto="a", texto="t", creada_en=hace, **salio))
    db.session.commit()
    assert servicios.limpiar() == 1
    quedan = {"recién muerto", "vivo", "salió hoy, al último"}
    assert set(db.session.scalars(sa.select(Salida.para))) == quedan
