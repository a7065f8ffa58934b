"""Si el plan cambia de forma, las listas por elemento y por ODS cambian con él, en la misma transacción."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from app.extensiones import db
from app.nucleo.permisos import OPERACION
from app.plan import servicios as plan
from app.propuestas.consultas import Filtros, Orden, pagina
from app.propuestas.reglas import SIN_CLASIFICAR
from tests.fabricas import plan as fabrica
from tests.fabricas import procesos, propuestas

MOTIVO = "Se corrigió en la revisión anual del plan."


def _ids(filtros: Filtros) -> list[int]:
    return [r.id for r in pagina(filtros, Orden.NUEVAS).elementos]


def test_realinear_y_mover_un_elemento(app: Flask) -> None:
    vigente = fabrica.plan()
    fila = next(f for f in fabrica.FILAS if f.codigo == "2.1")
    elemento, uno, dos = (fabrica.elemento(vigente, c) for c in ("2.1", "1", "2"))
    proceso = procesos.proceso(plan_id=vigente.id)
    propuesta = propuestas.propuesta(proceso=proceso, elementos=[elemento.id])
    assert _ids(Filtros(ods="11.2")) == _ids(Filtros(elemento_id=dos.id)) == [propuesta.id]

    plan.editar_elemento(OPERACION, vigente.id, replace(fila, ods=("4.2",)), MOTIVO)
    db.session.commit()
    assert _ids(Filtros(ods="11.2")) == []
    assert _ids(Filtros(ods="4.2")) == [propuesta.id]

    plan.editar_elemento(OPERACION, vigente.id, replace(fila, padre="1", ods=("4.2",)), MOTIVO)
    db.session.commit()
    assert _ids(Filtros(elemento_id=dos.id)) == []
    assert _ids(Filtros(elemento_id=uno.id)) == [propuesta.id]


def test_lo_sin_clasificar_se_encuentra(app: Flask) -> None:
    vigente = fabrica.plan()
    proceso = procesos.proceso(plan_id=vigente.id)
    elemento = fabrica.elemento(vigente, "2.1")
    propuestas.propuesta(proceso=proceso, titulo="Sé muy bien a cuál", elementos=[elemento.id])
    suelta = propuestas.propuesta(proceso=proceso, titulo="No sé a qué objetivo ayuda")
    assert _ids(Filtros(elemento_id=SIN_CLASIFICAR)) == [suelta.id]
    cliente = app.test_client()
    pagina_html = cliente.get("/propuestas?elemento=0").get_data(as_text=True)
    assert "No sé a qué objetivo ayuda" in pagina_html and "Sé muy bien a cuál" not in pagina_html
