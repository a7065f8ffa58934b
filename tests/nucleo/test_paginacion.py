"""Claves de página: van y vuelven iguales, y lo roto es la primera página."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.nucleo.paginacion import codificar, descifrar, entero


@given(st.integers(-(2**62), 2**62), st.text(max_size=20))
def test_ida_y_vuelta(numero: int, texto: str) -> None:
    clave = codificar([numero, texto])
    if len(clave) <= 200:
        assert descifrar(clave, [int, str]) == (numero, texto)


@given(st.text(max_size=100))
def test_una_clave_rota_no_rompe(basura: str) -> None:
    valores = descifrar(basura, [int, int])
    assert valores is None or all(isinstance(v, int) for v in valores)


def test_los_tipos_se_exigen() -> None:
    assert descifrar(codificar(["1", 2]), [int, int]) is None
    assert descifrar(codificar([True, 2]), [int, int]) is None
    assert descifrar(codificar([2**63, 2]), [int, int]) is None
    assert descifrar(None, [int]) is None


def test_enteros_de_la_consulta() -> None:
    assert entero("12") == 12
    for malo in ("0", "-1", "1.5", "²", "9" * 30, "", None, "1 "):
        assert entero(malo) is None
