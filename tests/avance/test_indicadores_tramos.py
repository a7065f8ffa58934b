"""Los tramos de una frecuencia: cuándo toca cada dato, cuáles faltan y qué metas se proponen."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.avance.reglas import MESES, tramos
from app.avance.reglas.tramos import Tramo

REGULARES = st.sampled_from(sorted(MESES))
DIAS = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))


def d(texto: str) -> dt.date:
    return dt.date.fromisoformat(texto)


@given(REGULARES, DIAS, DIAS)
def test_cada_dia_cae_en_un_solo_tramo_y_van_seguidos(frecuencia: str, dia: dt.date, origen: dt.date) -> None:
    tramo = tramos.tramo_de(frecuencia, dia, origen)
    assert tramo is not None
    assert dia in tramo
    siguiente = tramos.tramo_de(frecuencia, tramo.fin + dt.timedelta(days=1), origen)
    assert siguiente is not None
    assert siguiente.inicio == tramo.fin + dt.timedelta(days=1)
    assert tramos.tramo_de(frecuencia, tramo.inicio, origen) == tramo
    largo = (tramo.fin.year - tramo.inicio.year) * 12 + tramo.fin.month - tramo.inicio.month + 1
    assert largo == MESES[frecuencia]


def test_los_largos_terminan_en_el_anio_de_su_origen() -> None:
    assert tramos.tramo_de("decenal", d("2015-06-01"), d("2010-10-17")) == Tramo(
        d("2011-01-01"), d("2020-12-31")
    )
    assert tramos.tramo_de("trimestral", d("2026-05-31"), d("2010-01-01")) == Tramo(
        d("2026-04-01"), d("2026-06-30")
    )
    assert tramos.tramo_de("irregular", d("2026-05-31"), d("2010-01-01")) is None


def test_faltan_los_tramos_terminados_sin_dato_y_no_el_que_corre() -> None:
    mensual = [d("2026-01-31"), d("2026-04-10")]
    assert tramos.faltan("mensual", mensual, d("2026-06-01")) == [
        d("2026-02-28"),
        d("2026-03-31"),
        d("2026-05-31"),
    ]
    anual = [d("2018-07-01"), d("2021-07-01")]
    assert tramos.faltan("anual", anual, d("2023-01-01")) == [d("2019-07-01"), d("2020-07-01"), d("2022-07-01")]
    assert tramos.faltan("anual", [d("2020-02-29"), d("2024-02-29")], d("2024-06-01")) == [
        d("2021-02-28"), d("2022-02-28"), d("2023-02-28"),
    ]  # fmt: skip
    assert tramos.faltan("irregular", anual, d("2030-01-01")) == []
    assert tramos.faltan("anual", [], d("2030-01-01")) == []


@given(REGULARES, st.lists(DIAS, min_size=1, max_size=12), DIAS)
def test_los_que_faltan_no_tienen_dato_ni_llegan_a_hoy(
    frecuencia: str, fechas: list[dt.date], hoy: dt.date
) -> None:
    faltan = tramos.faltan(frecuencia, fechas, hoy)
    con_dato = {tramos.tramo_de(frecuencia, f, min(fechas)) for f in fechas}
    for dia in faltan:
        tramo = tramos.tramo_de(frecuencia, dia, min(fechas))
        assert tramo not in con_dato
        assert tramo is not None
        assert tramo.fin < hoy
    assert faltan == sorted(set(faltan))


@pytest.mark.parametrize(
    ("frecuencia", "ultima", "espera"),
    [
        ("mensual", "2026-05-31", None),
        ("mensual", "2026-04-30", "2026-05-31"),
        ("trimestral", "2025-12-31", "2026-03-31"),
        ("anual", "2025-06-30", None),
        ("anual", "2023-06-30", "2024-12-31"),
        ("irregular", "1999-01-01", None),
    ],
)
def test_se_atrasa_cuando_termina_el_tramo_que_sigue_a_su_ultimo_dato(
    frecuencia: str, ultima: str, espera: str | None
) -> None:
    tramo = tramos.atrasado(frecuencia, d(ultima), None, d("2026-06-05"))
    assert (tramo.fin.isoformat() if tramo else None) == espera


def test_sin_ningun_dato_espera_el_ultimo_tramo_terminado() -> None:
    tramo = tramos.atrasado("anual", None, None, d("2026-06-05"))
    assert tramo == Tramo(d("2025-01-01"), d("2025-12-31"))


def test_el_segundo_dato_de_un_tramo_sobra_para_su_frecuencia() -> None:
    fechas = [d("2026-03-31"), d("2026-01-15"), d("2025-12-31")]
    assert tramos.repetidas("trimestral", fechas) == {d("2026-03-31")}
    assert tramos.repetidas("irregular", fechas) == set()


@given(REGULARES, st.integers(1950, 2080), st.integers(0, 60))
def test_las_metas_propuestas_cubren_los_anios_sin_pisarse(frecuencia: str, desde: int, mas: int) -> None:
    periodos = tramos.periodos_de_metas(frecuencia, desde, desde + mas)
    assert periodos[-1].fin == dt.date(desde + mas, 12, 31)
    assert periodos[0].inicio == dt.date(desde, 1, 1)
    assert all(b.inicio == a.fin + dt.timedelta(days=1) for a, b in pairwise(periodos))
    assert tramos.se_pisan([(p.inicio, p.fin) for p in periodos]) is None


def test_dos_periodos_que_comparten_un_dia_se_pisan() -> None:
    a, b, c = (
        (d("2026-01-01"), d("2026-06-30")),
        (d("2026-06-30"), d("2026-12-31")),
        (d("2027-01-01"), d("2027-12-31")),
    )
    assert tramos.se_pisan([c, b, a]) == (2, 1)
    assert tramos.se_pisan([a, c]) is None
