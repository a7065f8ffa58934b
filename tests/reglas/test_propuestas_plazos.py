"""Actividad, plazos, estado por fecha, enlaces y dinero: propiedades y gemelas lentas."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.procesos.reglas import Ventana
from app.propuestas.reglas import (
    Estado,
    a_unidades_menores,
    cierre_de,
    estado_en,
    fin_de_apoyos,
    fin_de_vigencia,
    peso,
    restar_actividad,
    sumar_actividad,
    video_valido,
)
from app.propuestas.reglas.actividad import ESCALA, SEMIVIDA

AHORA = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
DIA = dt.timedelta(days=1)
BOGOTA = ZoneInfo("America/Bogota")
momentos = st.datetimes(dt.datetime(2010, 1, 1), dt.datetime(2040, 1, 1)).map(
    lambda m: m.replace(tzinfo=dt.UTC)
)


# ── Actividad ──


def _sumados(sucesos: list[dt.datetime]) -> int:
    actividad = 0
    for momento in sucesos:
        actividad = sumar_actividad(actividad, momento)
    return actividad


@given(st.lists(momentos, min_size=1, max_size=8))
def test_la_suma_es_el_logaritmo_de_la_suma_de_los_pesos(sucesos: list[dt.datetime]) -> None:
    """La gemela suma los pesos enteros, con sesenta cifras."""
    with localcontext() as contexto:
        contexto.prec = 60
        pesos = [Decimal(peso(m)) / ESCALA for m in sucesos]
        mayor = max(pesos)
        resto = sum((Decimal(2) ** (p - mayor) for p in pesos), start=Decimal(0))
        exacta = mayor + resto.ln() / Decimal(2).ln()
    assert abs(_sumados(sucesos) - exacta * ESCALA) <= len(sucesos)


@given(st.lists(momentos, min_size=2, max_size=8), st.randoms())
def test_da_igual_en_que_orden_lleguen_y_nunca_baja(sucesos: list[dt.datetime], azar: object) -> None:
    otros = sucesos.copy()
    azar.shuffle(otros)  # type: ignore[attr-defined]
    assert abs(_sumados(sucesos) - _sumados(otros)) <= 2 * len(sucesos)
    parciales = [_sumados(sucesos[: n + 1]) for n in range(len(sucesos))]
    assert all(b >= a for a, b in pairwise(parciales))


@given(momentos, st.integers(0, 400), st.integers(0, 60))
def test_quitar_deshace_sumar(publicada: dt.datetime, dias: int, antes: int) -> None:
    base = _sumados([publicada, publicada + antes * DIA])
    momento = publicada + dias * DIA
    vuelta = restar_actividad(sumar_actividad(base, momento), momento, publicada)
    assert peso(publicada) <= vuelta
    if peso(momento) - base < 8 * ESCALA:
        assert abs(vuelta - base) <= 600
    else:
        assert vuelta <= base + 2 * ESCALA or vuelta <= peso(momento) - 15 * ESCALA


def test_apoyar_y_retirar_muchas_veces_no_infla() -> None:
    actividad = inicio = _sumados([AHORA - 5 * DIA, AHORA - 3 * DIA])
    for i in range(200):
        momento = AHORA + i * dt.timedelta(minutes=1)
        actividad = restar_actividad(sumar_actividad(actividad, momento), momento, AHORA - 5 * DIA)
    assert abs(actividad - inicio) < ESCALA // 100


def test_dos_apoyos_de_hoy_pesan_como_cuatro_de_hace_una_semana() -> None:
    assert _sumados([AHORA] * 2) == pytest.approx(_sumados([AHORA - SEMIVIDA] * 4), abs=4)
    assert _sumados([AHORA] * 3) > _sumados([AHORA - SEMIVIDA] * 5)


# ── Plazos ──


@given(momentos, st.integers(1, 120))
@example(dt.datetime(2027, 1, 31, 12, tzinfo=dt.UTC), 1)
@example(dt.datetime(2028, 2, 29, 12, tzinfo=dt.UTC), 12)
def test_la_vigencia_termina_el_mismo_dia_del_mes_al_final(publicada: dt.datetime, meses: int) -> None:
    """La gemela cuenta los meses de uno en uno."""
    dia = publicada.astimezone(BOGOTA).date()
    mes = dia.replace(day=1)
    for _ in range(meses):
        mes = (mes + dt.timedelta(days=32)).replace(day=1)
    siguiente = (mes + dt.timedelta(days=32)).replace(day=1)
    esperado = min(mes.replace(day=1) + dt.timedelta(days=dia.day - 1), siguiente - dt.timedelta(days=1))
    fin = fin_de_vigencia(publicada, meses, BOGOTA).astimezone(BOGOTA)
    assert (fin.date(), fin.time()) == (esperado, dt.time(23, 59, 59))


@given(momentos, momentos, st.integers(1, 36))
def test_publicar_despues_nunca_cierra_antes(a: dt.datetime, b: dt.datetime, meses: int) -> None:
    a, b = sorted((a, b))
    fases = [Ventana("proponer", AHORA, AHORA + 900 * DIA)]
    primero, segundo = (cierre_de(fases, m, meses, BOGOTA) for m in (a, b))
    assert primero is not None and segundo is not None and primero <= segundo


def test_cierra_lo_que_llegue_antes() -> None:
    abierta, cerrada = Ventana("proponer", AHORA), Ventana("debatir", AHORA, AHORA + 9 * DIA)
    despues = Ventana("proponer", AHORA + 20 * DIA, AHORA + 30 * DIA)
    sin_apoyos = Ventana("evaluar", AHORA, AHORA + 50 * DIA)
    assert fin_de_apoyos([]) is fin_de_apoyos([sin_apoyos]) is fin_de_apoyos([abierta, cerrada]) is None
    assert fin_de_apoyos([cerrada, despues, sin_apoyos]) == despues.cierra
    assert cierre_de([abierta], AHORA, None, BOGOTA) is None
    assert cierre_de([cerrada], AHORA, 1, BOGOTA) == cerrada.cierra
    assert cierre_de([abierta], AHORA, 1, BOGOTA) == fin_de_vigencia(AHORA, 1, BOGOTA)


@given(st.sampled_from(Estado), st.booleans(), st.none() | momentos, momentos)
def test_el_estado_lo_dice_la_fecha(
    estado: Estado, cruzada: bool, cierra: dt.datetime | None, ahora: dt.datetime
) -> None:
    hoy = estado_en(estado.value, cruzada, cierra, ahora)
    if estado in (Estado.BORRADOR, Estado.RETIRADA) or cruzada or cierra is None:
        assert hoy is estado
    else:
        assert hoy is (Estado.ARCHIVADA if cierra <= ahora else Estado.PUBLICADA)


# ── Enlaces y dinero ──


@pytest.mark.parametrize(
    "bueno", ["https://video.example/v?x=1", "http://a.b:8080/", "https://www.canal.example/ñ#t=3"]
)
def test_un_enlace_a_un_video(bueno: str) -> None:
    assert video_valido(bueno)


@pytest.mark.parametrize(
    "malo",
    [
        "javascript:alert(1)", "//video.example/x", "video.example", "ftp://a.example/x", "https://",
        "https://local/x", "https://yo:clave@a.example", "https://a.example/con espacio", "data:text/html,x",
        "https://a.example/\n", "https://a.example:99999/", "https://[::1", "https://a.example/" + "x" * 300,
    ],
)  # fmt: skip
def test_lo_que_no_es_un_enlace(malo: str) -> None:
    assert not video_valido(malo)


@given(st.decimals(allow_nan=True, allow_infinity=True), st.integers(0, 3))
def test_el_dinero_es_exacto_o_no_es(valor: Decimal, decimales: int) -> None:
    unidades = a_unidades_menores(valor, decimales)
    if unidades is not None:
        assert 0 < unidades <= 10**15
        assert Fraction(unidades, 10**decimales) == Fraction(valor)
    elif valor.is_finite() and 0 < valor < 10**11 and int(valor.as_tuple().exponent) >= -20:
        assert (Fraction(valor) * 10**decimales).denominator > 1
