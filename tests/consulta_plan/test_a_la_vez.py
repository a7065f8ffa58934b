"""Muchas personas apoyan y priorizan a la vez, con doble clic: una fila por persona y ningún orden a medias."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.consulta_plan.modelos import ApoyoElemento, Prioridad
from app.extensiones import db
from app.nucleo import transaccion
from app.plan import consultas as planes
from tests.bases import base_nueva
from tests.cliente import Cliente
from tests.fabricas import consulta_plan as fabrica
from tests.fabricas.cuentas import entrar, id_de, persona

PERSONAS = 8
VECES = 3


def _preparar(app: Flask) -> tuple[dict[str, int], list[tuple[int, Cliente]]]:
    with app.app_context():
        with transaccion.escritura():
            plan_id = fabrica.consulta().id
        ids = {n.codigo: n.id for n in planes.arbol(plan_id).en_orden()}
        clientes = []
        for _n in range(PERSONAS):
            quien = persona()
            cliente: Cliente = app.test_client()  # type: ignore[assignment]
            entrar(cliente, quien)
            clientes.append((id_de(quien), cliente))
        db.session.remove()
    return ids, clientes


def _a_la_vez(app: Flask, ids: dict[str, int], clientes: list[tuple[int, Cliente]]) -> list[int]:
    juntos = threading.Barrier(PERSONAS * VECES)
    estados: list[int] = []

    def pedir(cliente: Cliente, vez: int) -> None:
        propio: Cliente = app.test_client()  # type: ignore[assignment]
        for galleta in cliente._cookies.values():
            propio.set_cookie(galleta.key, galleta.value)
        propio.get("/cuenta")
        orden = ["1.1", "2.1"] if vez % 2 else ["2.1", "1.1"]
        juntos.wait()
        ruta = "/plan/plan-2035/consulta"
        estados.append(propio.enviar(f"{ruta}/apoyos", {"apoyar": ids["1.1"]}).status_code)
        puestos = {f"puesto{n}": ids[c] for n, c in enumerate(orden, start=1)}
        estados.append(propio.enviar(f"{ruta}/prioridades", {**puestos, "guardar": "1"}).status_code)

    hilos = [threading.Thread(target=pedir, args=(c, vez)) for _i, c in clientes for vez in range(VECES)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return estados


@pytest.mark.carga
def test_una_vez_cada_persona(motor: str, tmp_path: Path) -> None:
    with base_nueva(motor, tmp_path) as configuracion:
        app = create_app(configuracion)
        app.test_client_class = Cliente
        ids, clientes = _preparar(app)
        assert _a_la_vez(app, ids, clientes) == [303] * (PERSONAS * VECES * 2)
        with app.app_context():
            apoyos = db.session.scalar(sa.select(sa.func.count()).select_from(ApoyoElemento))
            assert apoyos == PERSONAS
            for persona_id, _cliente in clientes:
                orden = db.session.execute(
                    sa.select(Prioridad.elemento_id)
                    .where(Prioridad.persona_id == persona_id)
                    .order_by(Prioridad.puesto)
                ).scalars()
                assert list(orden) in ([ids["1.1"], ids["2.1"]], [ids["2.1"], ids["1.1"]])
            db.session.remove()
            db.engine.dispose()
