"""La consulta de un plan: fechas, órdenes que valen y la clasificación por puntos."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.consulta_plan import reglas
from app.consulta_plan.permisos import NoParticipa, Pide, no_participa
from app.consulta_plan.reglas import Defecto, Momento, Recuento
from app.nucleo.permisos import ANONIMA, Identidad, Rol, RolEn
from tests.borda import borda

ABRE = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
CIERRA = dt.datetime(2026, 3, 8, 12, tzinfo=dt.UTC)
ordenes = st.lists(st.integers(1, 8), unique=True, max_size=4)


@pytest.mark.parametrize(
    ("segundos", "esperado"),
    [(-1, Momento.ANTES), (0, Momento.ABIERTA), (7 * 86400 - 1, Momento.ABIERTA), (7 * 86400, Momento.CERRADA)],
)
def test_las_fechas_mandan_y_el_cierre_no_entra(segundos: int, esperado: Momento) -> None:
    assert reglas.momento(ABRE, CIERRA, ABRE + dt.timedelta(seconds=segundos)) is esperado


@pytest.mark.parametrize(
    ("quien", "esperado"),
    [
        (ANONIMA, NoParticipa.CUENTA),
        (Identidad(persona_id=1), NoParticipa.ACREDITACION),
        (Identidad(persona_id=1, acreditacion=1), None),
        (Identidad(persona_id=1, acreditacion=3, roles=(RolEn(Rol.AUDITORA),)), NoParticipa.ROL),
    ],
)
def test_que_le_falta_a_cada_quien(quien: Identidad, esperado: NoParticipa | None) -> None:
    pide = Pide(ABRE, CIERRA, acreditacion=1, estado_plan="en_consulta")
    assert no_participa(quien, pide, ABRE) is esperado
    assert no_participa(quien, replace(pide, estado_plan="aprobado"), ABRE) is NoParticipa.CERRADA


@pytest.mark.parametrize(
    ("elegidos", "esperado"),
    [
        ([], Defecto.VACIO),
        ([1, 2, 3], Defecto.DEMASIADOS),
        ([1, 1], Defecto.REPETIDO),
        ([1, 9], Defecto.AJENO),
        ([2], None),
        ([2, 1], None),
    ],
)
def test_que_orden_vale(elegidos: list[int], esperado: Defecto | None) -> None:
    assert reglas.defecto_de(elegidos, {1, 2, 3}, 2) is esperado


def test_ejemplo_a_mano() -> None:
    """Tres puestos. A: 1, 2, 3. B: 2, 1. C: 2. → 2: 2+3+3 = 8; 1: 3+2 = 5; 3: 1."""
    suma = borda([[1, 2, 3], [2, 1], [2]], 3)
    assert suma == {1: Recuento(1, 5, 2), 2: Recuento(2, 8, 3), 3: Recuento(3, 1, 1)}
    assert [(lugar, r.elemento_id) for lugar, r in reglas.clasificar(suma, [1, 2, 3, 4])] == [
        (1, 2), (2, 1), (3, 3), (4, 4),
    ]  # fmt: skip


def test_los_iguales_comparten_lugar_en_el_orden_del_plan() -> None:
    suma = {5: Recuento(5, 3, 1), 2: Recuento(2, 3, 1), 9: Recuento(9, 1, 1)}
    lugares = [(lugar, r.elemento_id) for lugar, r in reglas.clasificar(suma, [2, 5, 9])]
    assert lugares == [(1, 2), (1, 5), (3, 9)]


@given(st.lists(ordenes, max_size=8))
def test_la_clasificacion_no_pierde_a_nadie(todos: list[list[int]]) -> None:
    plan = list(range(1, 9))
    filas = reglas.clasificar(borda(todos, 4), plan)
    assert sorted(r.elemento_id for _l, r in filas) == plan
    assert [r.puntos for _l, r in filas] == sorted((r.puntos for _l, r in filas), reverse=True)


@given(ordenes, st.integers(-2, 6), st.sampled_from([-1, 1]))
def test_mover_nunca_pierde_ni_repite(orden: list[int], lugar: int, paso: int) -> None:
    movido = reglas.mover(orden, lugar, paso)
    assert sorted(movido) == sorted(orden)
    if 0 <= lugar < len(orden) and 0 <= lugar + paso < len(orden):
        assert reglas.mover(movido, lugar + paso, -paso) == orden
