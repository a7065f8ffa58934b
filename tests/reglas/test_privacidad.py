"""Cuándo vence una solicitud: ejemplos a mano y un gemelo lento."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.privacidad.reglas import CLASES, PLAZOS, POR_OMISION, Plazo, plazo_de, vence

ZONA = ZoneInfo("America/Guayaquil")
LUNES = dt.datetime(2026, 6, 1, 15, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("plazo", "dia"),
    [
        (Plazo(15, False, ""), "2026-06-16"),
        (Plazo(5, True, ""), "2026-06-08"),
        (Plazo(10, True, ""), "2026-06-15"),
        (Plazo(1, True, ""), "2026-06-02"),
    ],
)
def test_ejemplos_a_mano(plazo: Plazo, dia: str) -> None:
    hallado = vence(LUNES, plazo, ZONA).astimezone(ZONA)
    assert hallado.isoformat() == f"{dia}T23:59:59-05:00"


def test_la_noche_de_la_ciudad_cuenta_como_su_dia() -> None:
    noche = dt.datetime(2026, 6, 2, 3, 30, tzinfo=dt.UTC)
    assert vence(noche, Plazo(1, False, ""), ZONA).astimezone(ZONA).date() == dt.date(2026, 6, 2)


def test_un_viernes_con_dias_habiles_pasa_al_lunes() -> None:
    viernes = dt.datetime(2026, 6, 5, 15, 0, tzinfo=dt.UTC)
    assert vence(viernes, Plazo(1, True, ""), ZONA).astimezone(ZONA).date() == dt.date(2026, 6, 8)


@given(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2040, 1, 1)), st.integers(1, 60), st.booleans())
def test_como_contar_en_un_calendario(momento: dt.datetime, dias: int, habiles: bool) -> None:
    recibida = momento.replace(tzinfo=dt.UTC)
    primero = recibida.astimezone(ZONA).date()
    siguientes = [primero + dt.timedelta(days=n) for n in range(1, 200)]
    cuentan = [d for d in siguientes if not habiles or d.isoweekday() <= 5]
    limite = vence(recibida, Plazo(dias, habiles, ""), ZONA).astimezone(ZONA)
    assert limite.date() == cuentan[dias - 1]
    assert (limite.hour, limite.minute, limite.second) == (23, 59, 59)
    assert limite > recibida


def test_cada_pais_dice_sus_plazos_y_su_fuente() -> None:
    for plazos in PLAZOS.values():
        assert set(plazos) == set(CLASES)
        assert all(p.fuente and p.dias > 0 for p in plazos.values())
    assert plazo_de("mx", "acceso").habiles
    assert plazo_de("", "acceso") == plazo_de("ZZ", "supresion") == POR_OMISION
