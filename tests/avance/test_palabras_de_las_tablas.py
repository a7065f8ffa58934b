"""Las columnas que una versión del plan guarda se leen en el idioma de cada cual."""

from __future__ import annotations

import csv
import io

from flask import Flask
from flask_babel import force_locale

from app.avance.consultas.exportar import lo_prometido
from app.avance.servicios import dinero
from app.nucleo.permisos import OPERACION
from app.plan.mensajes import COLUMNAS, nombre_de_campo
from tests.fabricas import avance as fabrica
from tests.fabricas import plan as planes


def test_cada_columna_de_una_version_tiene_palabras(app: Flask) -> None:
    plan = planes.plan()
    hoja = planes.elemento(plan, "1.2")
    fabrica.indicador(hoja, "CASAS", metas=[("2026-01-01", "2026-12-31", 60)])
    fabrica.hito(hoja, "Se compra el terreno")
    dinero.poner_momentos(OPERACION, plan.id, "comun")
    dinero.anotar_monto(OPERACION, hoja.id, 2026, "programado", 100_00, fuente="POA", motivo="Presupuesto")
    tablas = lo_prometido(plan.id)
    assert set(tablas) == {"indicadores", "metas", "hitos", "montos"}
    columnas = {
        c for csv_ in tablas.values() for c in next(csv.reader(io.StringIO(csv_.removeprefix("\ufeff"))))
    }
    assert {c.partition("[")[0].strip() for c in columnas} - {"Código"} <= set(COLUMNAS)
    with force_locale("en"):
        assert [nombre_de_campo(c) for c in ("Meta", "Monto", "Hito [pt]")] == [
            "Target", "Amount", "Milestone (Português)",
        ]  # fmt: skip
