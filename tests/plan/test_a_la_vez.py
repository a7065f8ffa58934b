"""Dos personas importan a la vez: gana una, la otra se entera, y el plan queda entero."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import create_app
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.permisos import Identidad, Rol, RolEn
from app.plan import consultas, servicios
from app.plan.errores import PlanCambiado
from app.plan.modelos import Plan
from app.plan.reglas import escribir_tabla
from tests.bases import base_nueva
from tests.fabricas import plan as fabrica
from tests.fabricas.cuentas import persona


@pytest.mark.carga
def test_dos_confirmaciones_a_la_vez(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as configuracion:
        app = create_app(configuracion)
        fichas: list[tuple[Identidad, str]] = []
        with app.app_context(), transaccion.escritura():
            plan_id = fabrica.plan().id
        tabla = escribir_tabla(fabrica.FILAS)
        for nombre in ("Casa digna", "Casa abierta"):
            with app.app_context(), transaccion.escritura():
                quien = Identidad(persona_id=persona().id, roles=(RolEn(Rol.PLANIFICADORA),))
            with app.app_context(), transaccion.escritura():
                cambiada = tabla.replace("Casa segura", nombre)
                fichas.append((quien, servicios.guardar_ensayo(quien, plan_id, cambiada)))
        juntos, salidas = threading.Barrier(len(fichas) * 2), []

        def confirmar(quien: Identidad, ficha: str) -> None:
            with app.app_context():
                juntos.wait()
                try:
                    with transaccion.escritura():
                        servicios.confirmar_importacion(quien, plan_id, ficha, "a la vez")
                    salidas.append("aplicado")
                except PlanCambiado:
                    salidas.append("cambiado")

        # Cada persona confirma dos veces, como quien hace doble clic.
        hilos = [threading.Thread(target=confirmar, args=f) for f in fichas * 2]
        for hilo in hilos:
            hilo.start()
        for hilo in hilos:
            hilo.join()
        assert sorted(salidas) == ["aplicado", "aplicado", "cambiado", "cambiado"]
        with app.app_context():
            titulo = consultas.arbol(plan_id).por_codigo["1.2"].titulo
            assert titulo in ("Casa digna", "Casa abierta")
            de_importar = sa.select(Hecho.id).where(Hecho.clase == "plan.importado", Hecho.motivo == "a la vez")
            assert len(db.session.execute(de_importar).all()) == 1
            cambios = sa.select(Hecho.id).where(Hecho.clase == "plan.elemento_cambiado")
            assert len(db.session.execute(cambios).all()) == 1
            assert db.session.scalar(sa.select(sa.func.count()).select_from(Plan)) == 1
            assert not consultas.ensayar(plan_id, consultas.exportar_csv(plan_id)).cambia_algo
            db.session.remove()
            db.engine.dispose()
