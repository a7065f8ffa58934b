"""`rumbo recontar`: dice lo que no coincide en comentarios y apoyos, y lo corrige salvo que sea un ensayo."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.extensiones import db
from app.participacion.modelos import Conversacion
from app.propuestas.modelos import Propuesta
from tests.fabricas import participacion
from tests.fabricas import propuestas as fabrica


def test_recuenta_comentarios_y_apoyos(app: Flask) -> None:
    una = fabrica.propuesta()
    participacion.comentario(fabrica.codigo_de(una))
    db.session.execute(sa.update(Conversacion).values(comentarios=5))
    db.session.execute(sa.update(Propuesta).values(apoyos=7))
    db.session.commit()
    orden = app.test_cli_runner().invoke
    ensayo = orden(args=["recontar", "--ensayo"])
    assert f"conversación {una.id} · comentarios: decía 5, corresponde 1" in ensayo.output
    assert f"propuesta {una.id} · apoyos: decía 7, corresponde 0" in ensayo.output
    assert db.session.scalar(sa.select(Conversacion.comentarios)) == 5
    assert "Quedó corregido" in orden(args=["recontar"]).output
    assert orden(args=["recontar"]).output == "Todo coincide.\n"
