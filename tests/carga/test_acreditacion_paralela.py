"""Apoyar mientras sube la acreditación: pase lo que pase primero, cada apoyo acaba contado y nadie se traba."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.contenido.modelos import Hecho
from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo import paneles, transaccion
from app.nucleo.permisos import Identidad
from app.propuestas import servicios
from app.propuestas.modelos import Apoyo, Propuesta
from tests.bases import base_nueva
from tests.fabricas import cuentas, procesos
from tests.fabricas import propuestas as fabrica

pytestmark = pytest.mark.carga
PERSONAS, PROPUESTAS, ESPERA = 8, 6, 120


def _a_la_vez(app: Flask, gente: list[Identidad], codigos: list[str]) -> list[BaseException]:
    """Cada persona apoya todo, unas al derecho y otras al revés, mientras otro hilo le sube la acreditación."""
    fallas: list[BaseException] = []
    barrera = threading.Barrier(2 * len(gente))

    def hilo(quien: Identidad, sube: bool) -> None:
        try:
            with app.app_context():
                barrera.wait(ESPERA)
                for codigo in () if sube else codigos[:: 1 if quien.persona % 2 else -1]:
                    with transaccion.escritura():
                        servicios.apoyar(quien, codigo)
                if sube:
                    with transaccion.escritura():
                        suya = sa.update(Persona).where(Persona.id == quien.persona)
                        db.session.execute(suya.values(acreditacion=2))
                        paneles.pedir("al_acreditarse", quien.persona)
                db.session.remove()
        except BaseException as error:
            fallas.append(error)

    hilos = [threading.Thread(target=hilo, args=(q, sube)) for q in gente for sube in (False, True)]
    for uno in hilos:
        uno.start()
    for uno in hilos:
        uno.join(ESPERA)
    return fallas


def test_apoyar_mientras_sube_la_acreditacion(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as conf:
        app = create_app(conf)
        with app.app_context(), transaccion.escritura():
            proceso = procesos.proceso(acreditacion_umbral=2, umbral_ciudad=PERSONAS)
            codigos = [fabrica.codigo_de(fabrica.propuesta(proceso=proceso)) for _ in range(PROPUESTAS)]
            gente = [cuentas.identidad_de(cuentas.persona(acreditacion=1)) for _ in range(PERSONAS)]
        assert _a_la_vez(app, gente, codigos) == []
        with app.app_context():
            filas = db.session.execute(
                sa.select(Propuesta.apoyos, Propuesta.apoyos_contados, Propuesta.umbral_cruzado_en)
            ).all()
            assert [(f[0], f[1]) for f in filas] == [(PERSONAS, PERSONAS)] * PROPUESTAS
            assert all(f[2] is not None for f in filas)
            assert db.session.scalar(sa.select(sa.func.count()).where(Apoyo.contado.is_(False))) == 0
            cruces = sa.select(sa.func.count()).where(Hecho.clase == "propuestas.umbral")
            assert db.session.scalar(cruces) == PROPUESTAS
            assert servicios.recontar(corregir=False) == []
            db.session.remove()
            db.engine.dispose()
