"""Hojas de cálculo: la misma tabla que el CSV, y nada de lo que una hoja hostil puede traer."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from flask import Flask
from openpyxl import Workbook

from app.nucleo.permisos import OPERACION
from app.nucleo.tablas import a_xlsx
from app.plan import consultas, hojas, servicios, tablas
from app.plan.hojas import a_texto
from tests.fabricas import plan as fabrica

NUMERICAS = frozenset({"valor"})


def libro(*filas: list[object]) -> bytes:
    hecho = Workbook()
    for fila in filas:
        hecho.active.append(fila)
    salida = io.BytesIO()
    hecho.save(salida)
    return salida.getvalue()


def test_cada_celda_se_lee_como_lo_que_es() -> None:
    contenido = libro(
        ["Código", "Fecha", "Valor", "Principal", "Nota"],
        ["1.10", dt.datetime(2026, 5, 31), 1.234, True, "'=1+1"],
        [2.3, dt.date(2026, 6, 1), 0.1 + 0.2, False, None],
        [None, None, None, None, None],
        [7, None, Decimal("12345"), None, "dos\nlíneas"],
    )
    texto, error = a_texto(contenido, NUMERICAS)
    assert error is None
    assert texto == (
        "Código,Fecha,Valor,Principal,Nota\n"
        "1.10,2026-05-31,1.2340,sí,''=1+1\n"
        "2.3,2026-06-01,0.3,no\n"
        "\n"
        '7,,12345,,"dos\nlíneas"\n'
    )


def test_solo_se_lee_la_primera_hoja_y_de_una_formula_su_valor() -> None:
    hecho = Workbook()
    hecho.active.append(["Código", "=1+1"])
    hecho.create_sheet("Otra").append(["no"])
    salida = io.BytesIO()
    hecho.save(salida)
    texto, _error = a_texto(salida.getvalue())
    assert texto == "Código\n"  # nunca se abrió en una hoja de cálculo: la fórmula no tiene valor


def _zip(**partes: bytes) -> bytes:
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as archivo:
        for nombre, contenido in partes.items():
            archivo.writestr(nombre, contenido)
    return salida.getvalue()


@pytest.mark.parametrize(
    ("contenido", "clave"),
    [
        (b"PK\x03\x04basura", "hoja_rota"),
        (_zip(nada=b"hola"), "hoja_rota"),
        (_zip(bomba=b"\0" * (hojas.MAXIMO_ABIERTA + 1)), "hoja_grande"),
        (_zip(**{f"p{n}": b"" for n in range(hojas.MAXIMO_PARTES + 1)}), "hoja_grande"),
        (_zip(xml=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'), "hoja_rota"),
        (b"\xd0\xcf\x11\xe0viejo", "hoja_vieja"),
        (b"%PDF-1.7", "no_es_texto"),
    ],
)
def test_lo_que_no_es_una_hoja_sana_no_se_abre(contenido: bytes, clave: str) -> None:
    texto, error = a_texto(contenido)
    assert error is not None
    assert (texto, error.clave) == ("", clave)


def test_un_doctype_partido_entre_dos_trozos_tambien_se_ve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hojas, "_TROZO", 5)
    assert a_texto(_zip(xml=b"abc<!DOCTYPE a>"))[1] is not None


def test_la_tabla_ancha_va_y_vuelve_en_hoja_de_calculo(app: Flask) -> None:
    plan = fabrica.plan()
    contenido = a_xlsx(tablas.todas()["elementos"].exportar(plan.id))
    ensayo = consultas.ensayar(plan.id, contenido)
    assert (ensayo.clase, ensayo.errores, ensayo.cambia_algo) == ("elementos", (), False)


def test_las_columnas_nuevas_de_la_tabla_ancha_se_traen_y_se_sacan(app: Flask) -> None:
    plan = fabrica.plan()
    tabla = (
        "Nivel 0,Código,Título,Título [pt],Supuestos,Descripción [qu]\n"
        "1,1.2,Casa segura,Casa segura pt,Que llueva,Wasi\n"
    )
    ensayo = servicios.importar(OPERACION, plan.id, tabla, motivo="traducción")
    (diferencia,) = [d for d in ensayo.diferencias if d.clase == "cambia"]
    assert {c.campo for c in diferencia.cambios} == {"titulo[pt]", "supuestos", "descripcion[qu]"}
    sacada = consultas.exportar_csv(plan.id)
    assert sacada.splitlines()[0].endswith(
        "Supuestos,Título [pt],Título [en],Descripción [pt],Descripción [en],Descripción [qu]"
    )
    assert "Que llueva,Casa segura pt,,,,Wasi" in sacada
    assert not servicios.importar(OPERACION, plan.id, sacada).cambia_algo
    sin = "Nivel 0,Código,Título\n1,1.2,Casa digna\n"
    servicios.importar(OPERACION, plan.id, sin, motivo="otro nombre")
    assert "Casa segura pt" in consultas.exportar_csv(plan.id)
