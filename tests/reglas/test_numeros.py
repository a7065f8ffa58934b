"""Leer y escribir números: la regla dicha, y que lo escrito se lea igual en cualquier región."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lectura.numeros import cabe, leer_numero, sin_duda

numeros = st.decimals(-(10**17), 10**17, allow_nan=False, allow_infinity=False, places=6)


@pytest.mark.parametrize(
    ("texto", "coma", "punto"),
    [
        ("1.234,5", "1234.5", "1234.5"),
        ("1,234.5", "1234.5", "1234.5"),
        ("1.234", "1234", "1.234"),
        ("1,234", "1.234", "1234"),
        ("-1.234", "-1234", "-1.234"),
        ("1.234.567", "1234567", "1234567"),
        ("1,234,567.89", "1234567.89", "1234567.89"),
        ("0.123", "0.123", "0.123"),
        ("1234.567", "1234.567", "1234.567"),
        ("12,5", "12.5", "12.5"),
        (",5", "0.5", "0.5"),
        ("5.", "5", "5"),
        ("1 234 567,8", "1234567.8", "1234567.8"),
        ("1\u202f234,50", "1234.50", "1234.50"),
        ("1'234,567", "1234.567", "1234567"),
        ("−7", "-7", "-7"),
        ("007", "7", "7"),
    ],
)
def test_la_regla_que_se_dice(texto: str, coma: str, punto: str) -> None:
    if "'" in texto:  # con los miles ya dichos, la coma solo puede ser decimal
        punto = coma
    assert leer_numero(texto, ",") == Decimal(coma)
    assert leer_numero(texto, ".") == Decimal(punto)


@pytest.mark.parametrize(
    "texto",
    ["", "ND", "$ 5", "5 %", "1.2.3", "1,23,456.7.8", "1.234,5.6", "--1", "1e5", "∞", "٣", "1,2345,678", "."],
)
def test_lo_que_no_es_un_numero_no_se_adivina(texto: str) -> None:
    assert leer_numero(texto, ",") is None
    assert leer_numero(texto, ".") is None


@given(numeros)
def test_lo_escrito_se_lee_igual_en_cualquier_region(numero: Decimal) -> None:
    for escrito in (format(sin_duda(numero), "f"), format(sin_duda(numero.normalize()), "f")):
        assert leer_numero(escrito, ",") == leer_numero(escrito, ".") == numero


@given(st.text(st.sampled_from("0123456789.,' -+$%\u00a0ABe"), max_size=12), st.sampled_from(",."))
def test_cualquier_texto_se_lee_o_no_pero_nunca_falla(texto: str, decimal: str) -> None:
    leido = leer_numero(texto, decimal)
    assert leido is None or leido.is_finite()


def test_cuanto_cabe() -> None:
    assert cabe(Decimal("999999999999999999.999999"))
    assert not cabe(Decimal("0.0000001"))
    assert not cabe(Decimal(10**18))
    assert cabe(Decimal("1.500000000"))
