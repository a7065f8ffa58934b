"""Apoyos a la vez, con conexiones de verdad y desde dos procesos: nadie suma dos veces y nadie se pierde."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import transaccion
from app.propuestas.modelos import Apoyo, Faceta, Propuesta
from config import ConfiguracionPruebas
from tests.bases import base_nueva
from tests.carga.a_la_vez import A_LA_VEZ, a_la_vez
from tests.fabricas import cuentas, procesos
from tests.fabricas import propuestas as fabrica

pytestmark = pytest.mark.carga


@dataclass(frozen=True)
class Escena:
    """Una base propia con una propuesta publicada, y la galleta de quien va a apoyar en cada envío."""

    app: Flask
    conf: ConfiguracionPruebas
    propuesta_id: int
    codigo: str
    fichas: list[str]

    def todas(self, accion: str) -> dict[str, Any]:
        """Manda la acción con todas las galletas en el mismo instante, y dice lo que quedó en la base."""
        estados = a_la_vez(self.conf, f"/propuestas/{self.codigo}/{accion}", [(f, {}) for f in self.fichas])
        assert estados == {303: A_LA_VEZ}
        with self.app.app_context():
            p = db.session.get_one(Propuesta, self.propuesta_id)
            apoyos = sa.select(sa.func.count()).select_from(Apoyo).where(Apoyo.propuesta_id == p.id)
            hechos = sa.select(sa.func.count()).select_from(Hecho).where(Hecho.clase == "propuestas.umbral")
            facetas = sa.select(Faceta.apoyos).where(Faceta.propuesta_id == p.id).distinct()
            hallado = {
                "filas": db.session.scalar(apoyos),
                "apoyos": p.apoyos,
                "contados": p.apoyos_contados,
                "cruces": db.session.scalar(hechos),
                "cruzada": p.umbral_cruzado_en is not None,
                "en_listas": list(db.session.scalars(facetas)),
            }
            db.session.remove()
            db.engine.dispose()
            return hallado


@pytest.fixture
def base(motor: str, tmp_path: Path) -> Iterator[ConfiguracionPruebas]:
    with base_nueva(motor, tmp_path) as conf:
        yield conf


def _escena(conf: ConfiguracionPruebas, personas: int, umbral: int) -> Escena:
    app = create_app(conf)
    with app.app_context(), transaccion.escritura():
        p = fabrica.propuesta(proceso=procesos.proceso(umbral_ciudad=umbral))
        quienes = [cuentas.persona() for _ in range(personas)]
        fichas = [cuentas.sesion_de(quienes[i % personas])[1] for i in range(A_LA_VEZ)]
        escena = Escena(app, conf, p.id, fabrica.codigo_de(p), fichas)
    with app.app_context():
        db.engine.dispose()
    return escena


def test_sesenta_y_cuatro_veces_la_misma_persona(base: ConfiguracionPruebas) -> None:
    escena = _escena(base, personas=1, umbral=2)
    nada = {"cruces": 0, "cruzada": False}
    assert escena.todas("apoyar") == {"filas": 1, "apoyos": 1, "contados": 1, "en_listas": [1], **nada}
    assert escena.todas("retirar-apoyo") == {"filas": 0, "apoyos": 0, "contados": 0, "en_listas": [0], **nada}


def test_sesenta_y_cuatro_personas_a_la_vez_cruzan_una_sola_vez(base: ConfiguracionPruebas) -> None:
    escena = _escena(base, personas=A_LA_VEZ, umbral=40)
    cruce = {"cruces": 1, "cruzada": True}
    assert escena.todas("apoyar") == {"filas": 64, "apoyos": 64, "contados": 64, "en_listas": [64], **cruce}
    assert escena.todas("retirar-apoyo") == {"filas": 0, "apoyos": 0, "contados": 0, "en_listas": [0], **cruce}
