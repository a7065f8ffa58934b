"""El punto pasó de una fila propia del índice a todas: ni subir ni bajar pierde ninguno."""

from __future__ import annotations

from pathlib import Path

import flask_migrate
import sqlalchemy as sa

from app import create_app
from app.extensiones import db
from app.nucleo.reloj import ahora
from app.propuestas import servicios
from app.propuestas.reglas import lugar_a_numero
from tests.bases import base_nueva
from tests.fabricas import procesos
from tests.fabricas import propuestas as fabrica

AQUI, ALLA = (4.6, -74.08), (-33.4, -70.6)


def test_baja_y_sube_con_los_puntos(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as conf, create_app(conf).app_context():
        ids = fabrica.muchas(
            procesos.proceso(),
            3,
            punto=lambda i: (AQUI, ALLA, None)[i],
            retirada_en=lambda i: ahora() if i == 1 else None,
        )
        db.session.remove()
        flask_migrate.downgrade(revision="0009")
        assert "punto" not in _columnas()
        with db.engine.connect() as conexion:
            propias = conexion.execute(
                sa.text("SELECT clase, valor, propuesta_id FROM propuestas_facetas WHERE clase IN (7, 107)")
            ).all()
        assert {tuple(f) for f in propias} == {
            (7, lugar_a_numero(*AQUI), ids[0]),
            (107, lugar_a_numero(*ALLA), ids[1]),
        }
        flask_migrate.upgrade()
        assert "punto" in _columnas()
        assert servicios.recontar(corregir=False) == []
        db.session.remove()
        db.engine.dispose()


def _columnas() -> set[str]:
    return {c["name"] for c in sa.inspect(db.engine).get_columns("propuestas_facetas")}
