"""Recontar: lo que dicen las filas manda, y en una base sana no cambia nada."""

from __future__ import annotations

from flask import Flask

from app.extensiones import db
from app.participacion import servicios
from app.participacion.modelos import Comentario
from tests.fabricas.participacion import codigo_de, comentario, conversacion, respuesta, vecina


def _escena() -> Comentario:
    quien = vecina()
    raiz = comentario(de=quien, posicion="pregunta")
    hija = respuesta(raiz)
    respuesta(hija)
    servicios.votar(vecina(), codigo_de(hija), 1)
    servicios.votar(vecina(), codigo_de(hija), -1)
    servicios.retirar(quien, codigo_de(raiz))
    db.session.commit()
    return raiz


def test_una_base_sana_no_difiere(app: Flask) -> None:
    raiz = _escena()
    version = conversacion(raiz).version
    assert servicios.recontar() == []
    assert conversacion(raiz).version == version


def test_lo_estropeado_se_dice_y_se_corrige(app: Flask) -> None:
    raiz = _escena()
    raiz.respuestas = 9
    c = conversacion(raiz)
    db.session.get_one(Comentario, raiz.id).respuestas = 9
    c.comentarios = 40
    db.session.commit()
    cosas = {(d.cosa, d.guardado) for d in servicios.recontar(corregir=False)}
    assert ("comentarios", "40") in cosas and len(cosas) == 2
    assert len(servicios.recontar()) == 2
    assert servicios.recontar() == []
    assert conversacion(raiz).comentarios == 2
