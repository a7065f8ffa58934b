"""Reglas puras del mostrador."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.mostrador.reglas import INACTIVIDAD, contar_actos, sigue_abierta

NOMBRES = st.sampled_from(["Ana", "Berta", "Celia"])
CLASES = st.sampled_from(["apoyar", "proponer", "comentar"])
FILAS = st.lists(st.tuples(NOMBRES, CLASES, st.integers(1, 9)))


@given(FILAS)
def test_las_cuentas_suman_lo_mismo_que_las_filas(filas: list[tuple[str, str, int]]) -> None:
    cuentas = contar_actos(filas)
    uno_a_uno: Counter[tuple[str, str]] = Counter()
    for nombre, clase, cuantos in filas:
        for _vez in range(cuantos):
            uno_a_uno[nombre, clase] += 1
    assert {(c.facilitadora, k): n for c in cuentas for k, n in c.por_clase.items()} == dict(uno_a_uno)
    totales = [c.total for c in cuentas]
    assert totales == sorted(totales, reverse=True)


def test_una_atencion_dura_mientras_se_use() -> None:
    vista = dt.datetime(2026, 5, 4, 12, 0, tzinfo=dt.UTC)
    assert sigue_abierta(vista, vista + INACTIVIDAD - dt.timedelta(seconds=1))
    assert not sigue_abierta(vista, vista + INACTIVIDAD)
