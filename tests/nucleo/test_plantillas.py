"""Fechas, números y dinero: por la región de la ciudad, en el idioma de la persona."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale

from app.nucleo import plantillas, reloj, rotulos

MOMENTO = dt.datetime(2026, 6, 5, 23, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def hora(app: Flask) -> Iterator[None]:
    with reloj.fijado(MOMENTO):
        yield


def test_la_fecha_es_la_de_la_ciudad(app: Flask) -> None:
    tarde = dt.datetime(2026, 6, 6, 3, 30, tzinfo=dt.UTC)
    assert plantillas.fecha(tarde) == "5 de junio de 2026"
    assert plantillas.fecha_hora(MOMENTO) == "viernes 5 de junio, 18:00"
    assert plantillas.fecha_breve(MOMENTO) == "vie 5 jun, 18:00"
    assert plantillas.fecha_breve(MOMENTO.replace(year=2027), con_hora=False) == "5 jun 2027"
    assert plantillas.fecha_breve(None) == ""
    assert plantillas.fecha_hora(MOMENTO.replace(year=2025)) == "jueves 5 de junio de 2025, 18:00"


def test_las_palabras_siguen_el_idioma(app: Flask) -> None:
    with force_locale("pt"):
        assert plantillas.fecha(MOMENTO) == "5 de junho de 2026"
        assert plantillas.fecha_hora(MOMENTO) == "5 de junho (sexta-feira), 18:00"
        assert plantillas.fecha_hora(MOMENTO.replace(year=2025)) == "5 de junho de 2025 (quinta-feira), 18:00"
        assert plantillas.fecha_breve(MOMENTO) == "5 jun. (sex.), 18:00"
    with force_locale("en"):
        assert plantillas.fecha_hora(MOMENTO) == "Friday 5 June, 18:00"
        assert plantillas.fecha(MOMENTO) == "5 June 2026"
        assert rotulos.dia_corto(MOMENTO.date()) == "5 Jun 2026"


def test_los_numeros_siguen_la_region_y_no_el_idioma(app: Flask) -> None:
    for idioma in ("es", "en"):
        with force_locale(idioma):
            assert plantillas.numero(1184) == "1.184"
            assert plantillas.dinero(4_800_000_000).replace("\xa0", "") == "$48.000.000,00"


def test_lo_que_falta_no_es_cero(app: Flask) -> None:
    assert plantillas.numero(None) == plantillas.porcentaje(None) == plantillas.dinero(None) == "—"
    assert plantillas.fecha(None) == plantillas.relativo(None) == ""


def test_el_tiempo_relativo(app: Flask) -> None:
    assert plantillas.relativo(MOMENTO - dt.timedelta(days=2)) == "hace 2 días"
    assert plantillas.relativo(MOMENTO + dt.timedelta(hours=3)) == "dentro de 3 horas"
