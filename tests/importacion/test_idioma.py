"""Lo traído de otra plataforma dice en qué idioma está."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import joinedload

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.propuestas.modelos import Propuesta
from tests.cliente import Cliente
from tests.importacion.test_decide_madrid import correr, escribir


def test_cada_una_dice_en_que_idioma_esta(app: Flask, cliente: Cliente, tmp_path: Path) -> None:
    """Lo dice a quien la lee en voz alta; si no se sabe, español. Lo traído antes se corrige al repetir."""
    filas = (
        '"7";"Limpiar las calles";"<p>Que alguien limpie todas las calles.</p>";"5";"31/12/2024";""',
        '"8";"Clean the streets";"<p>The streets of this town should be clean.</p>";"5";"31/12/2024";""',
        '"9";"SSRF 1741432126";"<p>ok</p>";"5";"31/12/2024";""',
    )
    ruta = escribir(tmp_path, *filas)
    correr(app, ruta)
    assert {c: p.contenido.idioma for c, p in _con_ancla().items()} == {"7": "es", "8": "en", "9": "es"}
    pagina = cliente.get(f"/propuestas/{_con_ancla()['8'].contenido.codigo}", follow_redirects=True)
    assert '<h1 dir="auto" lang="en"' in pagina.get_data(as_text=True)
    db.session.execute(sa.update(Contenido).values(idioma="es"))
    db.session.commit()
    _codigo, salida = correr(app, ruta)
    assert "cambia 8 «Clean the streets»: idioma" in salida and "1 cambian, 2 iguales" in salida
    assert _con_ancla()["8"].contenido.idioma == "en"


def _con_ancla() -> dict[str, Propuesta]:
    con = sa.select(Propuesta).options(joinedload(Propuesta.contenido))
    return {str(p.origen_id): p for p in db.session.scalars(con)}
