"""Lo que una versión del plan fija de lo que se mide y se paga: lo prometido, no lo que pasa."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from app.avance import servicios
from app.avance.dia import hoy
from app.avance.modelos import Hito, Indicador, Meta
from app.avance.servicios import dinero
from app.extensiones import db
from app.nucleo.errores import Conflicto
from app.nucleo.permisos import OPERACION
from app.plan import consultas
from app.plan import servicios as de_plan
from app.plan.modelos import Plan
from tests.cliente import Cliente
from tests.fabricas import avance as fabrica
from tests.fabricas import plan as planes


@pytest.fixture
def plan(app: Flask) -> Plan:
    """Un plan con indicador, metas, hito y dinero programado, publicado con todo eso."""
    plan = planes.plan()
    hoja = planes.elemento(plan, "1.2")
    fabrica.indicador(hoja, "CASAS", metas=[("2026-01-01", "2026-12-31", 60)])
    fabrica.hito(hoja, "Se compra el terreno", peso=2)
    dinero.poner_momentos(OPERACION, plan.id, "comun")
    dinero.anotar_monto(OPERACION, hoja.id, 2026, "programado", 100_00, fuente="POA", motivo="Presupuesto")
    publicar(plan.id)
    return plan


def publicar(plan_id: int) -> int:
    numero = de_plan.publicar_version(OPERACION, plan_id, "Se completa", "Faltaba decir cómo se mide")
    db.session.commit()
    return numero


def pendientes(plan_id: int) -> list[tuple[str, str, str]]:
    cambios = consultas.sin_publicar(plan_id, consultas.arbol(plan_id))
    assert cambios is not None
    return [(c.tabla, d.clase, d.codigo) for c in cambios for d in c.diferencias]


def hito_id() -> int:
    return db.session.scalars(sa.select(Hito.id)).one()


def filas(tabla: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tabla.removeprefix("\ufeff"))))


def test_fija_indicadores_metas_hitos_y_lo_programado(plan: Plan) -> None:
    tablas = consultas.version(plan.id, 2).tablas
    assert set(tablas) == {"plan", "elementos", "indicadores", "metas", "hitos", "montos"}
    assert [f["Código"] for f in filas(tablas["indicadores"])] == ["CASAS"]
    assert [(f["Indicador"], f["Fin"], f["Meta"]) for f in filas(tablas["metas"])] == [
        ("CASAS", "2026-12-31", "60")
    ]
    (hito,) = filas(tablas["hitos"])
    assert hito["Hito"] == "Se compra el terreno" and not {"Cumplido", "Fuente"} & set(hito)
    assert [(f["Momento"], f["Monto"]) for f in filas(tablas["montos"])] == [("programado", "100.00")]


def test_lo_que_pasa_no_pide_otra_version(plan: Plan) -> None:
    hoja = planes.elemento(plan, "1.2")
    fabrica.medicion(db.session.scalars(sa.select(Indicador)).one(), "2026-03-31", 20)
    servicios.cumplir_hito(OPERACION, hito_id(), hoy(), "Escritura 12")
    dinero.anotar_monto(OPERACION, hoja.id, 2026, "devengado", 40_00, fuente="Cédula", motivo="Se pagó")
    db.session.commit()
    assert pendientes(plan.id) == []
    with pytest.raises(Conflicto):
        publicar(plan.id)


def test_cambiar_lo_prometido_se_dice_y_se_publica(plan: Plan, cliente: Cliente) -> None:
    db.session.scalars(sa.select(Meta)).one().valor = Decimal(45)
    servicios.editar_hito(
        OPERACION,
        hito_id(),
        servicios.DatosHito("Se compra el terreno", 5, dt.date(2026, 9, 1)),
        "Se atrasa la compra",
    )
    dinero.anotar_monto(
        OPERACION,
        planes.elemento(plan, "1.2").id,
        2026,
        "programado",
        80_00,
        fuente="Reforma",
        motivo="Reforma",
    )
    db.session.commit()
    assert pendientes(plan.id) == [
        ("hitos", "cambia", "1.2 · 0"),
        ("metas", "cambia", "CASAS · 2026-12-31"),
        ("montos", "cambia", "1.2 · 2026 · programado"),
    ]
    assert publicar(plan.id) == 3
    pagina = cliente.get("/plan/plan-2035/versiones/3").get_data(as_text=True)
    assert "<del>60</del> <ins>45</ins>" in pagina and "<del>100.00</del> <ins>80.00</ins>" in pagina
    tabla = cliente.get("/plan/plan-2035/versiones/2/metas.csv").get_data(as_text=True)
    assert [f["Meta"] for f in filas(tabla)] == ["60"]


def test_los_cambios_se_leen_en_el_idioma_de_la_pagina(plan: Plan, cliente: Cliente) -> None:
    """En la tabla va la palabra del archivo; en la página, la de quien lee."""
    uno = db.session.scalars(sa.select(Indicador)).one()
    uno.estado, uno.motivo_cancelacion, uno.direccion = "cancelado", "Ya no se mide", "sin_definir"
    db.session.commit()
    assert publicar(plan.id) == 3
    cliente.set_cookie("idioma", "en")
    pagina = cliente.get("/plan/plan-2035/versiones/3").get_data(as_text=True)
    assert "<del>Active</del> <ins>Cancelled</ins>" in pagina
    assert "<ins>Not set: it is measured and gives no outcome</ins>" in pagina
