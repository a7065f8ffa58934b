"""Los gráficos: la geometría no se sale de su caja, no inventa datos y no esconde los que faltan."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.nucleo.graficos import (
    LADO,
    Banda,
    Barra,
    Serie,
    SerieColumnas,
    Tramo,
    barras,
    chispa,
    columnas,
    escala,
    lineas,
)
from app.nucleo.graficos.escala import redondo

NUMEROS = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=4)
DIAS = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31))
PUNTOS = st.lists(st.tuples(DIAS, st.none() | NUMEROS), max_size=30, unique_by=lambda p: p[0])


def _anio(anio: int) -> dt.date:
    return dt.date(anio, 12, 31)


def _lugares(d: str) -> list[tuple[int, int]]:
    """Los puntos de un camino hecho de M y L."""
    return [(int(x), int(y)) for x, y in re.findall(r"[ML](-?\d+) (-?\d+)", d)]


@given(st.lists(NUMEROS, min_size=1, max_size=20), st.booleans(), st.integers(2, 9))
def test_las_marcas_son_redondas_van_parejas_y_cubren_los_datos(
    valores: list[Decimal], con_cero: bool, cuantas: int
) -> None:
    e = escala(valores, cuantas, con_cero=con_cero)
    pasos = {Fraction(b) - Fraction(a) for a, b in pairwise(e.marcas)}
    assert len(pasos) == 1
    paso = pasos.pop()
    while paso < 1:
        paso *= 10
    while paso >= 10:
        paso /= 10
    assert paso in (1, 2, 5)
    assert e.desde <= min(valores) <= max(valores) <= e.hasta
    assert 2 <= len(e.marcas) <= cuantas + 2
    assert not con_cero or e.desde <= 0 <= e.hasta


@given(st.lists(NUMEROS, min_size=2, max_size=20))
def test_la_escala_guarda_el_orden_y_no_se_sale(valores: list[Decimal]) -> None:
    e = escala(valores)
    lugares = [e.lugar(v) for v in sorted(valores)]
    assert lugares == sorted(lugares)
    assert all(0 <= x <= LADO for x in lugares)
    assert [e.altura(v) for v in sorted(valores)] == [LADO - x for x in lugares]


@given(st.fractions(min_value=Fraction(1, 10**6), max_value=10**9))
def test_el_paso_redondo_es_el_menor_que_alcanza(valor: Fraction) -> None:
    paso = redondo(valor)
    assert valor <= paso <= valor * Fraction(5, 2)


def test_la_escala_de_lo_que_cambia_poco_no_empieza_en_cero_y_se_dice() -> None:
    lejos = lineas([Serie("a", ((_anio(2020), Decimal(98)), (_anio(2021), Decimal(99))))])
    cerca = lineas([Serie("a", ((_anio(2020), Decimal(2)), (_anio(2021), Decimal(99))))])
    assert (lejos.desde_cero, lejos.cero) == (False, None)
    assert (cerca.desde_cero, cerca.cero) == (True, LADO)


@given(PUNTOS)
def test_todo_queda_en_la_caja_y_nada_se_inventa(puntos: list[tuple[dt.date, Decimal | None]]) -> None:
    g = lineas([Serie("a", tuple(puntos))])
    conocidos = [p for p in puntos if p[1] is not None]
    assert g.vacio == (not conocidos)
    if g.vacio:
        return
    (trazo,) = g.series
    assert all(0 <= p.x <= LADO and 0 <= p.y <= LADO for p in trazo.puntos)
    assert all(0 <= x <= LADO and 0 <= y <= LADO for x, y in _lugares(trazo.d))
    assert len(trazo.puntos) == len(conocidos)
    assert [p.x for p in trazo.puntos] == sorted(p.x for p in trazo.puntos)
    assert g.cuantos_faltan == g.faltan.count("M") == len(puntos) - len(conocidos)
    assert len(g.filas) == len(puntos)
    assert sum(f.valores[0] is None for f in g.filas) == g.cuantos_faltan
    assert all(0 <= m.lugar <= LADO for m in (*g.marcas_x, *g.marcas_y))
    assert [m.lugar for m in g.marcas_x] == sorted(m.lugar for m in g.marcas_x)


@given(PUNTOS)
def test_cada_hueco_corta_la_linea_una_vez(puntos: list[tuple[dt.date, Decimal | None]]) -> None:
    g = lineas([Serie("a", tuple(puntos))])
    if g.vacio:
        return
    corridas = [len(c) for c in "".join("x" if v is not None else " " for _d, v in sorted(puntos)).split() if c]
    (trazo,) = g.series
    assert trazo.cortes == len(corridas) - 1
    assert trazo.d.count("M") == sum(largo > 1 for largo in corridas)
    assert sum(p.solo for p in trazo.puntos) == sum(largo == 1 for largo in corridas)


def test_un_dato_solo_va_al_medio_y_sin_linea() -> None:
    g = lineas([Serie("a", ((_anio(2024), Decimal(7)),))])
    (trazo,) = g.series
    assert trazo.d == ""
    assert [(p.x, p.solo) for p in trazo.puntos] == [(LADO // 2, True)]
    assert g.primero == g.ultimo == ("2024-12-31", "7")


def test_sin_datos_ni_metas_es_vacio_y_con_metas_se_dibujan() -> None:
    assert lineas([Serie("a", ((_anio(2024), None),))]).vacio
    g = lineas([Serie("a", ())], metas=[Tramo(dt.date(2026, 1, 1), _anio(2026), Decimal(50))])
    assert not g.vacio
    assert g.metas == "M0 167H1000"
    assert g.ultimo is None


def test_las_metas_van_de_su_inicio_a_su_fin_y_la_banda_entre_sus_valores() -> None:
    g = lineas(
        [Serie("a", ((dt.date(2025, 1, 1), Decimal(0)), (dt.date(2026, 1, 1), Decimal(100))))],
        metas=[Tramo(dt.date(2024, 1, 1), dt.date(2025, 7, 2), Decimal(100))],
        banda=Banda(Decimal(20), Decimal(60)),
        base=(dt.date(2025, 1, 1), Decimal(40)),
        hoy=dt.date(2025, 7, 2),
    )
    assert g.metas == "M0 0H499"
    assert g.banda == (400, 400)
    assert g.base is not None
    assert g.base.y == 600
    assert g.hoy is not None
    assert g.hoy.lugar == 499
    assert lineas([Serie("a", ((_anio(2024), Decimal(1)),))], hoy=_anio(2030)).hoy is None


def test_otra_fuente_son_marcas_sin_linea_y_un_corte_no_es_un_hueco() -> None:
    dos = ((_anio(2020), Decimal(1)), (_anio(2021), Decimal(2)))
    g = lineas([Serie("a", dos, cortes=(_anio(2021),)), Serie("otra", dos, suelta=True)])
    assert [(t.d, len(t.puntos)) for t in g.series] == [("", 2), ("", 2)]
    assert g.series[0].cortes == 1
    assert g.cuantos_faltan == 0
    assert g.filas[0].valores == ("1", "1")


def test_los_datos_anuales_se_rotulan_en_su_lugar_y_no_en_el_anio_siguiente() -> None:
    g = lineas([Serie("a", tuple((_anio(a), Decimal(a)) for a in range(2015, 2026)))])
    assert [(m.texto, m.lugar) for m in g.marcas_x][-1] == ("2025", LADO)
    assert len(g.marcas_x) <= 5


@given(st.dates(dt.date(2000, 1, 1), dt.date(2020, 1, 1)), st.integers(0, 9000))
def test_los_rotulos_del_tiempo_caben_en_un_telefono(desde: dt.date, dias: int) -> None:
    hasta = desde + dt.timedelta(days=dias)
    g = lineas([Serie("a", ((desde, Decimal(1)), (hasta, Decimal(2))) if dias else ((desde, Decimal(1)),))])
    lugares = [m.lugar for m in g.marcas_x]
    assert len(lugares) <= 6
    assert all(b - a >= 100 for a, b in pairwise(lugares))


@given(PUNTOS)
def test_la_chispa_no_se_sale_y_termina_en_el_ultimo_dato(puntos: list[tuple[dt.date, Decimal | None]]) -> None:
    c = chispa(puntos)
    assert bool(c.d) == any(v is not None for _d, v in puntos)
    lugares = _lugares(c.d)
    assert all(0 <= x <= LADO and 0 <= y <= LADO for x, y in lugares)
    if lugares:
        assert lugares[-1] == (c.x, c.y)


VALORES = st.lists(st.none() | st.integers(-(10**9), 10**9), min_size=1, max_size=36)


@given(VALORES, st.booleans())
def test_las_columnas_miden_su_valor_desde_el_cero_y_no_se_pisan(valores: list[int | None], dos: bool) -> None:
    series = [SerieColumnas("a", tuple(valores)), SerieColumnas("b", tuple(valores))][: 2 if dos else 1]
    g = columnas([f"m{i}" for i in range(len(valores))], series)
    assert g.vacio == all(v is None for v in valores)
    if g.vacio:
        return
    todas = [c for _n, cols in g.series for c in cols]
    assert all(c.x >= 0 and c.x + c.ancho <= LADO and c.y >= 0 and c.y + c.alto <= LADO for c in todas)
    en_orden = sorted(todas, key=lambda c: c.x)
    assert all(a.x + a.ancho <= b.x for a, b in pairwise(en_orden))
    for valor, c in zip(valores, g.series[0][1], strict=True):
        assert c.falta == (valor is None)
        assert valor is None or valor <= 0 or c.y + c.alto == g.cero
        assert valor is None or valor >= 0 or c.y == g.cero
    positivos = sorted((v, c.alto) for v, c in zip(valores, g.series[0][1], strict=True) if v and v > 0)
    assert [alto for _v, alto in positivos] == sorted(alto for _v, alto in positivos)


def test_las_columnas_no_confunden_cero_con_falta_de_dato_ni_aceptan_tres_series() -> None:
    g = columnas(["ene", "feb"], [SerieColumnas("a", (0, None))])
    assert [(c.alto, c.falta) for c in g.series[0][1]] == [(0, False), (0, True)]
    assert g.renglones == [["ene", "0"], ["feb", None]]
    assert [c["texto"] for c in g.columnas] == list(g.nombres)
    assert g.cuantos_faltan == 1
    with pytest.raises(ValueError, match="una o dos series"):
        columnas(["ene"], [SerieColumnas("a", (1,))] * 3)
    with pytest.raises(ValueError, match="un valor por período"):
        columnas(["ene"], [SerieColumnas("a", (1, 2))])


@given(VALORES)
def test_las_barras_salen_del_cero_y_lo_que_no_es_cero_se_ve(valores: list[int | None]) -> None:
    g = barras([Barra(f"b{i}", v) for i, v in enumerate(valores)])
    for valor, b in zip(valores, g.filas, strict=True):
        assert b.x >= 0
        assert b.x + b.ancho <= LADO
        assert (b.ancho > 0) == bool(valor)
        assert b.valor == (None if valor is None else str(valor))
        assert b.negativa == (valor is not None and valor < 0)
        if valor and b.ancho > 1:
            assert g.cero == (b.x + b.ancho if valor < 0 else b.x)


def test_lo_que_se_cuenta_de_uno_en_uno_no_lleva_medias_marcas() -> None:
    assert [m.texto for m in columnas(["nov"], [SerieColumnas("a", (1,))]).marcas_y] == ["0", "1"]
    assert len(columnas(["nov"], [SerieColumnas("a", (Decimal("0.5"),))]).marcas_y) > 2


def test_los_meses_de_un_anio_caben_en_un_telefono() -> None:
    g = lineas([Serie("a", ((dt.date(2026, 6, 30), Decimal(41)),))], base=(dt.date(2025, 12, 31), Decimal(32)),
               metas=[Tramo(dt.date(2026, 1, 1), dt.date(2026, 12, 31), Decimal(50))])  # fmt: skip
    assert all(b.lugar - a.lugar >= 300 for a, b in pairwise(g.marcas_x))


def test_la_geometria_no_conoce_flask() -> None:
    orden = "import sys, app.nucleo.graficos; sys.exit(any(m.split('.')[0] == 'flask' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", orden], check=False).returncode == 0
