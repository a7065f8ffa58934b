"""Los bordes del avance: períodos, umbrales, plazos, frescura y lo que falta."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from app.avance import reglas
from app.avance.reglas import (
    Dicho,
    ElementoDado,
    HitoDado,
    IndicadorDado,
    MedicionDada,
    MetaDada,
    Periodo,
    SituacionDada,
    Umbrales,
)

HOY = dt.date(2026, 7, 1)
PLAN = Periodo(dt.date(2026, 1, 1), dt.date(2029, 12, 31))


def cuentas(elementos: list[ElementoDado], hoy: dt.date = HOY) -> reglas.CuentaDelPlan:
    return reglas.cuenta_del_plan(elementos, PLAN, Umbrales(90, 60), hoy)


METAS = tuple(MetaDada(dt.date(a, 1, 1), dt.date(a, 12, 31), Decimal(v)) for a, v in ((2026, 10), (2027, 20)))


def sumado(*mediciones: tuple[str, str], **mas: Any) -> IndicadorDado:
    datos = {"acumulacion": "incremento", "direccion": "sube", "frecuencia": "trimestral", "metas": METAS}
    medidas = tuple(MedicionDada(dt.date.fromisoformat(f), Decimal(v)) for f, v in mediciones)
    return IndicadorDado(1, **{**datos, "mediciones": medidas, **mas})


def test_en_enero_no_se_borra_lo_del_anio_pasado() -> None:
    uno = sumado(("2026-03-31", "4"), ("2026-12-31", "2"))
    enero = reglas.parte_de_indicador(uno, dt.date(2027, 1, 15))
    assert (enero.parte, enero.meta, enero.huecos) == (Fraction(3, 5), METAS[0], 2)
    con_dato = sumado(("2026-03-31", "4"), ("2026-12-31", "2"), ("2027-03-31", "3"))
    abril = reglas.parte_de_indicador(con_dato, dt.date(2027, 4, 1))
    assert (abril.parte, abril.meta, abril.huecos) == (Fraction(3, 20), METAS[1], 0)


def test_fuera_de_los_periodos_se_dice_por_que() -> None:
    antes = sumado(("2025-03-31", "4"))
    assert reglas.parte_de_indicador(antes, dt.date(2025, 6, 1)).fuera == "meta_futura"
    assert reglas.parte_de_indicador(antes, HOY).fuera == "sin_mediciones_del_periodo"
    assert reglas.parte_de_indicador(sumado(), HOY).fuera == "sin_mediciones"
    assert reglas.parte_de_indicador(sumado(("2026-01-31", "1"), metas=()), HOY).fuera == "sin_meta"
    assert reglas.parte_de_indicador(sumado(("2026-01-31", "1"), activo=False), HOY).fuera == "cancelado"
    sin_rumbo = sumado(("2026-01-31", "1"), direccion="sin_definir")
    assert reglas.parte_de_indicador(sin_rumbo, HOY).fuera == "sin_direccion"
    al_reves = sumado(("2026-01-31", "1"), base=Decimal(90), acumulacion="stock")
    assert reglas.parte_de_indicador(al_reves, HOY).fuera == "meta_al_reves"
    sin_base = sumado(("2026-01-31", "1"), acumulacion="stock")
    assert reglas.parte_de_indicador(sin_base, HOY).fuera == "sin_base"


def test_una_medicion_de_manana_no_cuenta_hoy() -> None:
    assert reglas.parte_de_indicador(sumado(("2026-07-02", "4")), HOY).fuera == "sin_mediciones"


def test_entre_periodos_manda_el_ultimo_que_termino() -> None:
    salteadas = (METAS[0], MetaDada(dt.date(2029, 1, 1), dt.date(2029, 12, 31), Decimal(40)))
    assert reglas.meta_vigente(salteadas, dt.date(2028, 5, 1)) == METAS[0]
    larga = MetaDada(dt.date(2026, 1, 1), dt.date(2029, 12, 31), Decimal(40))
    assert reglas.meta_vigente((larga, METAS[0]), HOY) == METAS[0]


@pytest.mark.parametrize(
    ("frecuencia", "faltan"), [("mensual", 11), ("trimestral", 3), ("anual", 0), ("irregular", None)]
)
def test_los_huecos_van_por_su_frecuencia(frecuencia: str, faltan: int | None) -> None:
    dias = [dt.date(2026, 2, 10)]
    assert reglas.huecos(frecuencia, METAS[0].inicio, METAS[0].fin, dt.date(2027, 3, 1), dias) == faltan


def _situacion(dado: ElementoDado, hoy: dt.date = HOY) -> reglas.Situacion:
    return cuentas([dado], hoy).elementos[dado.id].situacion


def test_la_situacion_por_resultado_mira_el_periodo_de_la_meta() -> None:
    a_medias = ElementoDado(1, None, indicadores=(sumado(("2026-06-30", "5")),))
    assert _situacion(a_medias).cual == "a_tiempo"
    assert _situacion(a_medias).por == "resultado"
    poco = ElementoDado(1, None, indicadores=(sumado(("2026-06-30", "1")),))
    assert _situacion(poco).cual == "atrasado"
    lleno = ElementoDado(1, None, indicadores=(sumado(("2026-06-30", "10")),))
    assert (_situacion(lleno).cual, _situacion(lleno).razon) == ("a_tiempo", "ritmo")
    ultima = ElementoDado(1, None, indicadores=(sumado(("2027-06-30", "20")),))
    assert _situacion(ultima, dt.date(2027, 7, 1)).cual == "cumplido"
    quedo = ElementoDado(1, None, indicadores=(sumado(("2027-06-30", "19")),))
    assert _situacion(quedo, dt.date(2028, 1, 1)).razon == "vencido"


def test_la_puesta_a_mano_vale_y_la_calculada_se_ve() -> None:
    dado = ElementoDado(
        1, None, dicho=Dicho(1, dt.date(2026, 6, 1)), situacion=SituacionDada("en_riesgo", "Falta el permiso")
    )
    hecha = _situacion(replace(dado, inicio=dt.date(2026, 1, 1), fin=dt.date(2026, 12, 31)))
    assert (hecha.cual, hecha.calculada, hecha.motivo) == ("en_riesgo", "atrasado", "Falta el permiso")
    assert _situacion(replace(dado, estado="cancelado")).cual == "cancelado"
    assert _situacion(ElementoDado(1, None)).cual == "sin_datos"


@pytest.mark.parametrize(
    ("porcentaje", "cual"),
    [(50, "a_tiempo"), (45, "a_tiempo"), (44, "en_riesgo"), (30, "en_riesgo"), (29, "atrasado")],
)
def test_los_umbrales_cuentan_desde_su_borde(porcentaje: int, cual: str) -> None:
    """De 100 días han pasado 50: toca 50 %; 90 % de eso es 45 y 60 %, 30."""
    inicio = HOY - dt.timedelta(days=50)
    dado = ElementoDado(
        1, None, inicio=inicio, fin=inicio + dt.timedelta(days=99), dicho=Dicho(porcentaje, HOY)
    )
    assert _situacion(dado).cual == cual


def test_antes_de_empezar_no_se_le_pide_nada() -> None:
    dado = ElementoDado(1, None, inicio=HOY, hitos=(HitoDado(1),))
    assert (_situacion(dado).cual, _situacion(dado).razon) == ("a_tiempo", "sin_empezar")


def test_el_plazo_que_falta_es_el_de_arriba() -> None:
    arriba = Periodo(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
    assert reglas.plazo_efectivo(None, dt.date(2026, 5, 1), arriba).inicio == arriba.inicio
    assert reglas.plazo_efectivo(dt.date(2028, 1, 1), None, arriba) == arriba


@pytest.mark.parametrize(
    ("dias", "nombre"),
    [
        (0, "fresco"),
        (30, "fresco"),
        (31, "reciente"),
        (60, "reciente"),
        (61, "viejo"),
        (180, "viejo"),
        (181, "muy_viejo"),
    ],
)
def test_los_bordes_de_la_frescura(dias: int, nombre: str) -> None:
    assert reglas.frescura(HOY - dt.timedelta(days=dias), HOY) == (dias, nombre)
    assert reglas.frescura(None, HOY) == (None, "sin_datos")


def test_un_arbol_muy_hondo_no_agota_la_pila() -> None:
    hondo = [ElementoDado(n, n - 1 or None) for n in range(1, 5001)]
    hondo[-1] = replace(hondo[-1], dicho=Dicho(37, HOY))
    assert cuentas(hondo).elementos[1].gestion.valor == Fraction(37, 100)


def test_las_reglas_no_cargan_la_web() -> None:
    orden = "import app.avance.reglas, sys; sys.exit('flask' in sys.modules or 'sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", orden], check=False).returncode == 0


def test_lo_cancelado_no_refresca_lo_que_tiene_arriba() -> None:
    parado = ElementoDado(2, 1, dicho=Dicho(10, HOY - dt.timedelta(days=200)))
    cancelado = ElementoDado(3, 1, estado="cancelado", dicho=Dicho(50, HOY))
    arriba = cuentas([ElementoDado(1, None), parado, cancelado]).elementos[1]
    assert (arriba.frescura_dias, arriba.frescura) == (200, "muy_viejo")
