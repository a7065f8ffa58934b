"""Varias personas anotan a la vez: nada se pierde, nada se repite y el orden queda seguido."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.avance import servicios
from app.avance.dia import hoy
from app.avance.modelos import AvanceDicho, Hito, SituacionDicha
from app.avance.servicios import DatosHito
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.errores import ErrorDominio
from app.nucleo.permisos import OPERACION
from tests.bases import base_nueva
from tests.fabricas import plan as planes


def _a_la_vez(app: Flask, actos: list[Callable[[], object]]) -> list[str]:
    """Hace todos los actos a la vez, cada uno en su transacción; dice cómo acabó cada uno."""
    juntos, salidas = threading.Barrier(len(actos)), list[str]()

    def hacer(acto: Callable[[], object]) -> None:
        with app.app_context():
            juntos.wait()
            try:
                with transaccion.escritura():
                    acto()
                salidas.append("hecho")
            except ErrorDominio as error:
                salidas.append(type(error).__name__)

    hilos = [threading.Thread(target=hacer, args=(a,)) for a in actos]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return sorted(salidas)


@pytest.mark.carga
def test_anotar_a_la_vez(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as configuracion:
        app = create_app(configuracion)
        with app.app_context(), transaccion.escritura():
            plan = planes.plan()
            hoja, otra = planes.elemento(plan, "1.1.1").id, planes.elemento(plan, "1.2").id

        crear: list[Callable[[], object]] = [
            lambda n=n: servicios.crear_hito(OPERACION, hoja, DatosHito(f"Paso {n}"), "x")  # type: ignore[misc]
            for n in range(6)
        ]
        assert _a_la_vez(app, crear) == ["hecho"] * 6
        with app.app_context():
            hitos = db.session.scalars(sa.select(Hito).order_by(Hito.orden)).all()
            assert [h.orden for h in hitos] == list(range(6))
            uno, dos = hitos[0].id, hitos[1].id
            db.session.remove()

        varios: list[Callable[[], object]] = [
            *[lambda: servicios.cumplir_hito(OPERACION, uno, hoy(), "Acta")] * 3,
            *[lambda: servicios.ordenar_hito(OPERACION, dos, 1)] * 2,
            *[lambda: servicios.poner_situacion(OPERACION, otra, "atrasado", "Falta")] * 3,
            *[lambda: servicios.decir_avance(OPERACION, otra, 30, hoy(), "Informe")] * 3,
        ]
        assert _a_la_vez(app, varios) == ["hecho"] * 11
        with app.app_context():
            assert sorted(db.session.scalars(sa.select(Hito.orden))) == list(range(6))
            assert db.session.scalar(sa.select(Hito.orden).where(Hito.id == dos)) == 3
            for tabla in (SituacionDicha, AvanceDicho):
                assert db.session.scalar(sa.select(sa.func.count()).select_from(tabla)) == 1
            clases = db.session.scalars(sa.select(Hecho.clase).where(Hecho.contenido_id.in_((hoja, otra))))
            del_avance = [c for c in clases if c.startswith("avance.") and c != "avance.hito_creado"]
            assert sorted(del_avance) == ["avance.dicho", "avance.hito_cumplido", "avance.situacion_puesta"]
            db.session.remove()
            db.engine.dispose()
