"""Una persona corrige una medición en su página mientras otra la corrige con un archivo: no se pierde nada."""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.avance.modelos import Medicion
from app.avance.servicios.mediciones import DatosMedicion, corregir_medicion
from app.extensiones import db
from app.nucleo import transaccion
from app.nucleo.errores import Conflicto
from app.nucleo.permisos import OPERACION
from app.plan import servicios
from tests.bases import base_nueva
from tests.fabricas import avance as de_avance
from tests.fabricas import plan as fabrica

VECES = 6


def _preparar(app: Flask) -> tuple[int, list[Medicion]]:
    with app.app_context(), transaccion.escritura():
        plan = fabrica.plan()
        dado = de_avance.indicador(fabrica.elemento(plan, "1.1.1"), metas=())
        medidas = [de_avance.medicion(dado, f"2026-01-0{n}", n) for n in range(1, VECES + 1)]
        for m in medidas:
            db.session.expunge(m)
        return plan.id, medidas


def _a_la_vez(app: Flask, plan_id: int, m: Medicion) -> list[str]:
    juntos, salidas = threading.Barrier(2), list[str]()

    def con_archivo() -> None:
        texto = f"Indicador,Fecha,Valor,Fuente\nIND-1,{m.fecha.isoformat()},100,{m.fuente}\n"
        servicios.importar(OPERACION, plan_id, texto, motivo="archivo")

    def con_su_pagina() -> None:
        corregir_medicion(OPERACION, m.id, DatosMedicion(m.fecha, Decimal(200), m.fuente), "página")

    def hacer(nombre: str, acto: object) -> None:
        with app.app_context():
            juntos.wait()
            try:
                with transaccion.escritura():
                    acto()  # type: ignore[operator]
                salidas.append(nombre)
            except Conflicto:
                salidas.append(f"{nombre} llegó tarde")

    hilos = [
        threading.Thread(target=hacer, args=a) for a in (("archivo", con_archivo), ("página", con_su_pagina))
    ]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return sorted(salidas)


@pytest.mark.carga
def test_corregir_a_la_vez_por_archivo_y_en_la_pagina(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as configuracion:
        app = create_app(configuracion)
        plan_id, medidas = _preparar(app)
        for m in medidas:
            # O la página corrige y el archivo corrige lo corregido, o el archivo primero y la página se entera.
            salidas = _a_la_vez(app, plan_id, m)
            assert salidas in (["archivo", "página"], ["archivo", "página llegó tarde"])
        with app.app_context():
            filas = db.session.scalars(sa.select(Medicion).order_by(Medicion.id)).all()
            vigentes = [f for f in filas if f.corregida_en is None]
            assert [f.valor for f in sorted(vigentes, key=lambda f: f.fecha)] == [100] * VECES
            corregidas = [f for f in filas if f.corregida_en is not None]
            reemplazos = {f.reemplazo_id for f in corregidas}
            assert len(reemplazos) == len(corregidas)
            assert None not in reemplazos
            db.session.remove()
            db.engine.dispose()
