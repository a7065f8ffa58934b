"""Las páginas del plan no recorren ninguna tabla de contenido entera, y con más filas no preguntan más."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.avance.consultas.dinero import momentos
from app.avance.modelos import Hito, Indicador, Medicion, Monto
from app.avance.reglas.dinero import OMISION
from app.avance.servicios.dinero import poner_momentos
from app.extensiones import db
from app.nucleo.permisos import OPERACION
from app.nucleo.reloj import ahora
from app.plan.modelos import Elemento, Plan
from app.plan.reglas import FilaPlan
from tests.cliente import Cliente
from tests.fabricas import avance, consulta_plan
from tests.fabricas import plan as planes
from tests.fabricas.cuentas import entrar, persona
from tests.recuento import Recuento

TABLAS = "elementos|indicadores|mediciones|montos|hitos|avances|metas|prioridades|elementos_apoyos"
ENTERA = {
    "sqlite": re.compile(rf"SCAN (?:{TABLAS})(?:_\d+)?\b"),
    "postgresql": re.compile(rf"Seq Scan on (?:{TABLAS})\b"),
}
BASE = "/plan/plan-2035"
FILTROS = (
    "q=agua",
    "elemento=1",
    "responsable=OBR",
    "lugar=l-Lerdo",
    "situacion=de_mas",
    "frescura=viejo",
)
RUTAS = (
    BASE, f"{BASE}/1.1.1", f"{BASE}/avance", f"{BASE}/1.1.1/avance", f"{BASE}/dinero", f"{BASE}/versiones",
    f"{BASE}/indicadores", f"{BASE}/indicador/IND-0", "/ods", "/ods/11", "/planes",
    *(f"{BASE}/indicadores?{f}" for f in FILTROS),
)  # fmt: skip


def poblar(plan: Plan, desde: int, hasta: int) -> None:
    """Indicadores, valores, hitos y dinero de un elemento, con filas de sobra."""
    de = planes.elemento(plan, "1.1.1").id
    if not momentos(plan.id):
        poner_momentos(OPERACION, plan.id, OMISION)
    puestos = [m.id for m in momentos(plan.id)]
    for n in range(desde, hasta):
        fila = avance.indicador(
            db.session.get_one(Elemento, de), f"IND-{n}", lugar="" if n % 7 == 1 else "Lerdo"
        )
        db.session.execute(
            sa.insert(Medicion),
            [
                {
                    "indicador_id": fila.id, "fecha": dt.date(2020, 1, 1) + dt.timedelta(days=30 * k),
                    "valor": Decimal(k), "fuente": "F", "principal": True, "nota": "", "traida": "",
                    "motivo": "", "anotada_en": ahora(),
                }
                for k in range(8)
            ],
        )  # fmt: skip
        db.session.execute(
            sa.insert(Hito), [{"elemento_id": de, "titulo": f"Paso {n}", "orden": n, "traducciones": {}}]
        )
    montos = [
        {"elemento_id": de, "anio": 2000 + n, "momento_id": m, "valor": 100, "fuente": ""}
        for n in range(desde, hasta)
        for m in puestos
    ]
    if montos:
        db.session.execute(sa.insert(Monto), montos)
    db.session.commit()


@contextmanager
def dichas() -> Iterator[list[tuple[str, Any]]]:
    """Cada SELECT que se dice a la base, con sus valores."""
    halladas: list[tuple[str, Any]] = []

    def apuntar(_c: Any, _cursor: Any, orden: str, valores: Any, _contexto: Any, _muchas: bool) -> None:
        if orden.lstrip().upper().startswith(("SELECT", "WITH")):
            halladas.append((orden, valores))

    sa.event.listen(db.engine, "before_cursor_execute", apuntar)
    try:
        yield halladas
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", apuntar)


def explicada(orden: str, valores: Any) -> str:
    prefijo = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    filas = db.session.connection().exec_driver_sql(prefijo + orden, valores)
    return "\n".join(str(f) for f in filas)


@pytest.fixture
def ciudad(app: Flask) -> Plan:
    """Un plan con cien indicadores, y otro igual de grande al lado, que sus páginas no tienen que leer."""
    planes.unidad()
    filas = [*planes.FILAS, *(FilaPlan(f"2.1.{n}", f"Acción {n}", "2.1") for n in range(60))]
    uno, otro = planes.plan(filas=filas), planes.plan("otro", filas=filas)
    for plan in (uno, otro):
        poblar(plan, 0, 100)
    return uno


def test_ninguna_pagina_recorre_una_tabla(cliente: Cliente, ciudad: Plan) -> None:
    for ruta in RUTAS:
        _sin_recorrer(cliente, ruta)


def test_la_consulta_no_recorre_una_tabla(cliente: Cliente, app: Flask) -> None:
    consulta_plan.consulta()
    entrar(cliente, persona())
    for ruta in ("", "/resultados", "/prioridades"):
        _sin_recorrer(cliente, f"{BASE}/consulta{ruta}")


def _sin_recorrer(cliente: Cliente, ruta: str) -> None:
    with dichas() as halladas:
        assert cliente.get(ruta).status_code in (200, 303), ruta
    motor = db.engine.dialect.name
    if motor == "postgresql":
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    malas = [
        f"{ruta}\n{orden}\n{plan}"
        for orden, valores in halladas
        if ENTERA[motor].search(plan := explicada(orden, valores))
    ]
    assert halladas
    assert not malas, "\n\n".join(malas)


def test_con_cien_filas_no_se_pregunta_mas(
    cliente: Cliente, app: Flask, contar: Callable[[], Recuento]
) -> None:
    planes.unidad()
    plan = planes.plan()
    poblar(plan, 0, 1)
    for ruta in RUTAS:
        cliente.get(ruta)
    antes = {r: _preguntas(cliente, r, contar) for r in RUTAS}
    poblar(plan, 1, 101)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Indicador)) == 101
    assert {r: _preguntas(cliente, r, contar) for r in RUTAS} == antes


def _preguntas(cliente: Cliente, ruta: str, contar: Callable[[], Recuento]) -> int:
    cliente.get(ruta)
    with contar() as recuento:
        assert cliente.get(ruta).status_code == 200, ruta
    return recuento.numero
