"""Descargas: lo que entra sale igual en los tres formatos, y ninguna celda de texto se vuelve fórmula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import lazy_gettext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.nucleo.errores import NoEncontrado
from app.nucleo.tablas import LICENCIA, Columna, Tabla, a_csv, a_json, a_xlsx, respuesta

COLUMNAS = (Columna("lugar", "Lugar", "El barrio."), Columna("cuenta", lazy_gettext("Personas")))
HORA = dt.datetime(2026, 6, 5, 18, 0, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
RARAS = ["=1+1", "+51 999", "-x", "@a", "\tx", "\rx", "'=1", 'con "comillas", comas\ny renglones', "ñandú", ""]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TEXTO = st.text("aZáñ世=+-@'\",; \t\n＝＋－＠", max_size=12) | st.sampled_from(RARAS)
NUMERO = st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=3)


def _tabla(filas: list[tuple[object, object]]) -> Tabla:
    return Tabla("personas por lugar", COLUMNAS, filas, HORA)


def _leida(texto: str) -> list[list[str]]:
    assert texto.startswith("\ufeff")
    return list(csv.reader(io.StringIO(texto.removeprefix("\ufeff"), newline="")))


@given(st.lists(st.tuples(TEXTO, NUMERO), max_size=8))
def test_csv_y_json_dicen_lo_mismo(filas: list[tuple[str, int | Decimal]]) -> None:
    leidas = _leida("".join(a_csv(_tabla(list(filas)))))
    objeto = json.loads(a_json(_tabla(list(filas))), parse_float=Decimal, parse_int=Decimal)
    assert leidas[0] == ["lugar", "cuenta"]
    assert [f["lugar"] for f in objeto["filas"]] == [f[0] for f in filas]
    for escrita, vista, (texto, numero) in zip(leidas[1:], objeto["filas"], filas, strict=True):
        assert escrita[0] in (texto, "'" + texto)
        assert not escrita[0].startswith(FORMULA)
        assert Decimal(escrita[1]) == vista["cuenta"] == numero


def test_un_numero_negativo_sigue_siendo_numero_y_su_texto_no() -> None:
    texto = "".join(a_csv(_tabla([("-5", -5), ("-1,5", Decimal("-1.50"))])))
    assert texto == "\ufefflugar,cuenta\r\n'-5,-5\r\n\"'-1,5\",-1.50\r\n"


def test_lo_que_falta_se_ve_como_falta() -> None:
    fila = [("x", None), (dt.date(2026, 6, 5), HORA), (True, 0)]
    assert _leida("".join(a_csv(_tabla(fila))))[1:] == [
        ["x", ""],
        ["2026-06-05", "2026-06-05T23:00:00Z"],
        ["true", "0"],
    ]
    assert [list(f.values()) for f in json.loads(a_json(_tabla(fila)))["filas"]] == [
        ["x", None],
        ["2026-06-05", "2026-06-05T23:00:00Z"],
        [True, 0],
    ]


def test_json_lleva_licencia_fecha_y_diccionario() -> None:
    objeto = json.loads(a_json(_tabla([])))
    assert objeto["licencia"] == LICENCIA
    assert objeto["calculada_en"] == "2026-06-05T23:00:00Z"
    assert objeto["columnas"]["cuenta"] == {"titulo": "Personas", "explicacion": ""}
    assert objeto["filas"] == []


def test_la_hoja_de_calculo_no_calcula_texto() -> None:
    filas = [("=1+1", 3), ("con \x07 timbre", Decimal("2.50")), ("hoy", dt.date(2026, 6, 5)), ("nada", None)]
    libro = load_workbook(io.BytesIO(a_xlsx(_tabla(list(filas)))))
    datos, diccionario = (list(h.iter_rows()) for h in libro.worksheets)
    assert [c.value for c in datos[0]] == ["Lugar", "Personas"]
    assert (datos[1][0].value, datos[1][0].data_type, datos[1][0].quotePrefix) == ("=1+1", "s", True)
    assert [c.value for c in datos[2]] == ["con  timbre", 2.5]
    assert datos[3][1].value.date() == dt.date(2026, 6, 5)
    assert datos[4][1].value is None
    assert [c.value for c in diccionario[1]] == ["Lugar", "lugar", "El barrio."]
    assert diccionario[-2][1].value == LICENCIA["codigo"]


@pytest.mark.parametrize("dato", [1.5, Decimal("NaN"), dt.datetime(2026, 6, 5), object()])
@pytest.mark.parametrize("escribir", [lambda t: "".join(a_csv(t)), a_json, a_xlsx])
def test_lo_que_no_es_exacto_no_se_descarga(dato: object, escribir: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        escribir(_tabla([("x", dato)]))  # type: ignore[operator]


def test_una_fila_corta_es_un_error() -> None:
    with pytest.raises(ValueError, match="1 valores para 2"):
        "".join(a_csv(Tabla("t", COLUMNAS, [("x",)])))


def test_la_respuesta_lleva_nombre_tipo_y_licencia(app: Flask) -> None:
    with app.test_request_context():
        csv_, json_, xlsx = (respuesta(_tabla([("ñ", 1)]), f) for f in ("csv", "json", "xlsx"))
        with pytest.raises(NoEncontrado):
            respuesta(_tabla([]), "exe")
    assert csv_.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert csv_.get_data().startswith(b"\xef\xbb\xbflugar,cuenta")
    assert csv_.headers["Content-Disposition"] == 'attachment; filename="personas-por-lugar.csv"'
    assert 'rel="license"' in csv_.headers["Link"]
    assert json_.headers["Content-Type"].startswith("application/json")
    assert xlsx.get_data().startswith(b"PK")
