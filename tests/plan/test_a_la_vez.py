"""Dos personas importan a la vez: gana una, la otra se entera, y el plan queda entero."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.permisos import Identidad, Rol, RolEn
from app.plan import consultas, servicios
from app.plan.errores import PlanCambiado
from app.plan.reglas import escribir_tabla
from tests.bases import base_nueva
from tests.fabricas import plan as fabrica
from tests.fabricas.cuentas import persona


def _preparar(app: Flask) -> tuple[int, list[tuple[Identidad, str]]]:
    """Un plan y dos personas que ensayaron, cada una, un cambio distinto del mismo título."""
    fichas = []
    with app.app_context():
        with transaccion.escritura():
            plan_id = fabrica.plan().id
        for nombre in ("Casa digna", "Casa abierta"):
            with transaccion.escritura():
                quien = Identidad(
                    persona_id=persona().id, roles=(RolEn(Rol.PLANIFICADORA),), segundo_factor=True
                )
            with transaccion.escritura():
                tabla = escribir_tabla(fabrica.FILAS).replace("Casa segura", nombre)
                fichas.append((quien, fabrica.ensayo_guardado(quien, plan_id, tabla)))
    return plan_id, fichas


def _confirmar_a_la_vez(app: Flask, plan_id: int, fichas: list[tuple[Identidad, str]]) -> list[str]:
    """Cada persona confirma dos veces, como quien hace doble clic; todas las peticiones a la vez."""
    juntos, salidas = threading.Barrier(len(fichas) * 2), []

    def confirmar(quien: Identidad, ficha: str) -> None:
        with app.app_context():
            guardada = consultas.importacion(ficha, plan_id, quien.persona_id)
            assert guardada is not None
            ensayo = consultas.ensayar(plan_id, guardada.texto, guardada.clase)
            juntos.wait()
            try:
                with transaccion.escritura():
                    servicios.confirmar_importacion(quien, plan_id, ficha, ensayo, "a la vez")
                salidas.append("aplicado")
            except PlanCambiado:
                salidas.append("cambiado")

    hilos = [threading.Thread(target=confirmar, args=f) for f in fichas * 2]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return sorted(salidas)


@pytest.mark.carga
def test_dos_confirmaciones_a_la_vez(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as configuracion:
        app = create_app(configuracion)
        plan_id, fichas = _preparar(app)
        assert _confirmar_a_la_vez(app, plan_id, fichas) == ["aplicado", "aplicado", "cambiado", "cambiado"]
        with app.app_context():
            assert consultas.arbol(plan_id).por_codigo["1.2"].titulo in ("Casa digna", "Casa abierta")
            clases = db.session.scalars(sa.select(Hecho.clase).where(Hecho.motivo == "a la vez"))
            assert sorted(clases) == ["plan.elemento_cambiado", "plan.importado"]
            assert not consultas.ensayar(plan_id, consultas.exportar_csv(plan_id)).cambia_algo
            db.session.remove()
            db.engine.dispose()
