"""Reglas de los tableros: columnas, cuentas por mil, calor, dónde se preguntó y cuentas pequeñas."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.tableros.reglas import (
    ESCALONES,
    MINIMO_PUBLICO,
    Llamado,
    columnas,
    escalon,
    parte,
    por_mil,
    preguntamos,
    repartir,
    tapar,
    tramos_de_calor,
)
from app.tableros.reglas.pendientes import no_pedidos, tramo_de
from app.territorio.reglas.arbol import Arbol, Lugar, armar

HOY = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
DIA = dt.timedelta(days=1)


@st.composite
def bosques(azar: st.DrawFn) -> Arbol:
    """Un árbol de lugares de hasta cuatro niveles; el nivel es la hondura."""
    padres: list[int | None] = []
    honduras: list[int] = []
    for i in range(azar(st.integers(1, 14))):
        padre = azar(st.none() | st.integers(0, i - 1)) if i else None
        hondura = 0 if padre is None else honduras[padre] + 1
        if hondura > 3:
            padre, hondura = None, 0
        padres.append(padre)
        honduras.append(hondura)
    return armar(
        Lugar(
            i + 1, f"L{i}", f"Lugar {i}", f"n{h}", f"n{h}", f"n{h}", h, None if p is None else p + 1, i,
            azar(st.booleans()),
        )
        for i, (p, h) in enumerate(zip(padres, honduras, strict=True))
    )  # fmt: skip


@given(bosques(), st.data())
def test_cada_propuesta_esta_en_una_sola_columna(arbol: Arbol, datos: st.DataObject) -> None:
    dentro = datos.draw(st.none() | st.sampled_from(sorted(arbol.lugares)))
    nivel = datos.draw(st.none() | st.sampled_from(["n0", "n1", "n2", "n3"]))
    cuentas = datos.draw(
        st.dictionaries(
            st.tuples(st.just(7), st.sampled_from([0, *sorted(arbol.lugares)])), st.integers(1, 50), max_size=9
        )
    )
    cols = columnas(arbol, dentro, nivel, {t for _e, t in cuentas})
    juntos = [i for c in cols for i in c.propios]
    assert len(juntos) == len(set(juntos))
    universo = {0, *arbol.lugares}
    if dentro is not None:
        universo = {dentro, *(x.id for x in arbol.descendientes(dentro))}
    suma = sum(n for (_e, t), n in cuentas.items() if t in universo)
    assert sum(repartir(cuentas, [7], cols)[7]) == suma


def _lugar(id_: int, codigo: str, nivel: int, padre: int | None = None, *, fuera: bool = False) -> Lugar:
    return Lugar(id_, codigo, codigo, f"n{nivel}", f"n{nivel}", f"n{nivel}", nivel, padre, id_, fuera)


def test_los_lugares_de_fuera_no_dejan_la_ciudad_en_una_columna() -> None:
    ciudad = [_lugar(1, "ciudad", 0), _lugar(2, "d1", 1, 1), _lugar(3, "d2", 1, 1)]
    vecina = [_lugar(9, "vecina", 0, fuera=True), _lugar(10, "vecina-1", 1, 9, fuera=True)]

    def vistas(*lugares: Lugar) -> list[str]:
        return [c.lugar.codigo for c in columnas(armar(lugares), None, None, ()) if c.lugar]

    assert vistas(*ciudad) == ["d1", "d2"]
    assert vistas(*ciudad, *vecina) == ["d1", "d2", "vecina"]
    area = _lugar(20, "area", 0, fuera=True)
    assert vistas(area, replace(ciudad[0], padre_id=20), *ciudad[1:], replace(vecina[0], padre_id=20)) == [
        "d1", "d2", "vecina",
    ]  # fmt: skip
    assert vistas(ciudad[0], *vecina) == ["ciudad", "vecina"]


def test_por_mil_partes_y_calor() -> None:
    assert por_mil(3, 1000) == Decimal("3.0") and por_mil(1, 16000) == Decimal("0.1")
    assert por_mil(1, 20000) == Decimal("0.1")  # 0,05 sube
    assert por_mil(3, None) is None and por_mil(3, 0) is None and por_mil(0, 1000) == Decimal("0.0")
    assert parte(1, 3) == Fraction(1, 3) and parte(0, 0) is None
    assert [escalon(n, 10) for n in (0, 1, 2, 3, 9, 10)] == [0, 1, 1, 2, 5, 5]
    assert escalon(None, 10) == escalon(5, 0) == 0
    assert tramos_de_calor(3) == [(1, 1), (2, 2), (3, 3)]


@given(st.integers(1, 3000), st.data())
def test_la_leyenda_dice_el_tono_de_cada_cuenta(mayor: int, datos: st.DataObject) -> None:
    n = datos.draw(st.integers(1, mayor))
    tramos = tramos_de_calor(mayor)
    assert tramos[0][0] == 1 and tramos[-1][1] == mayor
    assert all(a[1] + 1 == b[0] for a, b in pairwise(tramos))
    suyo = next((desde, hasta) for desde, hasta in tramos if desde <= n <= hasta)
    assert escalon(n, mayor) == escalon(suyo[1], mayor) <= ESCALONES


def test_donde_preguntamos() -> None:
    sur = Llamado(1, frozenset({3, 4}), [(HOY - 30 * DIA, HOY - 10 * DIA)])
    assert preguntamos([sur], {4, 9}, None, HOY) and not preguntamos([sur], {5}, None, HOY)
    assert not preguntamos([sur], {4}, HOY - 10 * DIA, HOY)  # ya había cerrado: el cierre no entra
    assert preguntamos([sur], {4}, HOY - 11 * DIA, HOY)
    assert not preguntamos([sur], {4}, None, HOY - 30 * DIA)
    toda = Llamado(2, None, [(HOY - DIA, None)])
    assert preguntamos([toda], {0}, HOY, HOY + DIA) and not preguntamos([], {0}, None, HOY)


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 40), max_size=8))
def test_lo_pequeno_no_se_dice_ni_se_deduce(partes: dict[int, int]) -> None:
    visto = tapar(partes)
    ocultas = [n for clave, n in partes.items() if visto.partes[clave] is None]
    vistas = [n for n in visto.partes.values() if n is not None]
    assert all(n == 0 or n >= MINIMO_PUBLICO for n in vistas)
    assert all(visto.partes[c] in (None, n) for c, n in partes.items())
    if not any(0 < n < MINIMO_PUBLICO for n in partes.values()):
        assert not ocultas and visto.total == sum(partes.values())
    elif visto.total is not None:
        # Quien reste lo que se ve conoce la suma de lo tapado: son varias partes y no pocas personas.
        assert visto.total == sum(partes.values())
        assert sum(ocultas) >= MINIMO_PUBLICO and sum(n > 0 for n in ocultas) >= 2


def test_que_esta_quieto_y_que_no_pide_nadie() -> None:
    assert [tramo_de(n) for n in (None, 0, 30, 31, 61, 180, 181)] == [None, 0, 0, 30, 60, 60, 180]
    padres = {1: None, 2: 1, 3: 1, 4: 3, 5: None, 6: 5}
    assert no_pedidos(padres, {1: 4, 2: 4}) == [3, 5]
