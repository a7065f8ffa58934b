"""Punto en polígono, superficies y rótulos, contra un gemelo lento con fracciones exactas."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.territorio.reglas import geojson, geometria
from app.territorio.reglas.geometria import Poligono, Punto

CUADRADO = [[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]]
CON_HUECO = [*CUADRADO, [(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0)]]

enteros = st.integers(-20, 20).map(float)
puntos = st.tuples(enteros, enteros)
anillos = st.lists(puntos, min_size=3, max_size=9, unique=True).map(lambda p: [*p, p[0]])


def _lento(poligono: Poligono, punto: Punto) -> bool | None:
    """Paridad con intersecciones exactas de un rayo hacia el oeste; None si el punto está en un borde."""
    x, y = map(Fraction, punto)
    cruces = 0
    for anillo in poligono:
        for a, b in pairwise(anillo):
            (x1, y1), (x2, y2) = map(lambda p: (Fraction(p[0]), Fraction(p[1])), (a, b))  # noqa: C417
            alineado = (x2 - x1) * (y - y1) == (x - x1) * (y2 - y1)
            if alineado and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
                return None
            if min(y1, y2) <= y < max(y1, y2):
                cruces += x1 + (y - y1) * (x2 - x1) / (y2 - y1) < x
    return cruces % 2 == 1


@given(anillos, puntos)
def test_coincide_con_el_gemelo_exacto(anillo: list[Punto], punto: Punto) -> None:
    esperado = _lento([anillo], punto)
    assume(esperado is not None)
    assert geometria.contiene([[anillo]], punto) is esperado


@given(anillos, puntos)
def test_el_sentido_y_el_comienzo_no_importan(anillo: list[Punto], punto: Punto) -> None:
    girado = [*anillo[1:], anillo[1]]
    esperado = geometria.contiene([[anillo]], punto)
    assert geometria.contiene([[anillo[::-1]]], punto) is esperado
    assert geometria.contiene([[girado]], punto) is esperado


@given(enteros, enteros, st.lists(puntos, max_size=6, unique=True))
def test_los_vecinos_se_reparten_cada_punto(x: float, y: float, quebrada: list[Punto]) -> None:
    """Un rectángulo partido por una quebrada: cada punto de dentro es de uno y solo uno, también en la raya."""
    borde = [(0.0, -30.0), *sorted(quebrada, key=lambda p: p[1]), (0.0, 30.0)]
    oeste = [[(-30.0, -30.0), *borde, (-30.0, 30.0), (-30.0, -30.0)]]
    este = [[(30.0, -30.0), (30.0, 30.0), *reversed(borde), (30.0, -30.0)]]
    assert geometria.contiene([oeste], (x, y)) != geometria.contiene([este], (x, y))


def test_huecos_y_partes() -> None:
    assert geometria.contiene([CON_HUECO], (0.5, 2.0))
    assert not geometria.contiene([CON_HUECO], (2.0, 2.0))
    isla = [[(1.5, 1.5), (2.5, 1.5), (2.5, 2.5), (1.5, 2.5), (1.5, 1.5)]]
    assert geometria.contiene([CON_HUECO, isla], (2.0, 2.0))


def test_regla_del_borde() -> None:
    assert geometria.contiene([CUADRADO], (0.0, 0.0))
    assert not geometria.contiene([CUADRADO], (4.0, 1.0))
    assert not geometria.contiene([CUADRADO], (1.0, 4.0))


@given(st.lists(st.floats(0.5, 9), min_size=3, max_size=12), puntos)
def test_el_rotulo_cae_dentro(radios: list[float], centro: Punto) -> None:
    """En cualquier polígono con forma de estrella, con entrantes o sin ellos."""
    n = len(radios)
    vertices = [
        (centro[0] + r * math.cos(2 * math.pi * k / n), centro[1] + r * math.sin(2 * math.pi * k / n))
        for k, r in enumerate(radios)
    ]
    forma = [[[*vertices, vertices[0]]]]
    assert geometria.contiene(forma, geometria.punto_de_rotulo(forma))


def test_el_rotulo_de_una_herradura_no_cae_en_el_hueco() -> None:
    u = [
        [
            [
                (0.0, 0.0),
                (9.0, 0.0),
                (9.0, 9.0),
                (8.0, 9.0),
                (8.0, 1.0),
                (1.0, 1.0),
                (1.0, 9.0),
                (0.0, 9.0),
                (0.0, 0.0),
            ]
        ]
    ]
    assert geometria.contiene(u, geometria.punto_de_rotulo(u))


def test_superficie_en_km2() -> None:
    grado = [[[(0.0, -0.5), (1.0, -0.5), (1.0, 0.5), (0.0, 0.5), (0.0, -0.5)]]]
    assert geometria.superficie_km2(grado) == pytest.approx(111.195**2, rel=1e-6)
    lejos = [[[(x, y + 60) for x, y in grado[0][0]]]]
    assert geometria.superficie_km2(lejos) == pytest.approx(111.195**2 / 2, rel=1e-3)
    assert geometria.superficie_km2([CON_HUECO]) == pytest.approx(
        geometria.superficie_km2([CUADRADO]) * 12 / 16
    )


def test_lee_y_cierra_un_anillo_abierto() -> None:
    formas = geojson.poligonos({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [1, 1]]]})
    assert formas == [[[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]]]


@given(st.lists(anillos, min_size=1, max_size=3))
def test_ida_y_vuelta_por_geojson(anillos_: list[list[Punto]]) -> None:
    formas = [[a] for a in anillos_]
    una_vez = geojson.poligonos(geojson.a_geojson(formas))
    assert geojson.poligonos(geojson.a_geojson(una_vez)) == una_vez


@pytest.mark.parametrize(
    ("geometria_", "dice"),
    [
        (None, "no es un objeto"),
        ([], "no es un objeto"),
        ({"type": "Point", "coordinates": [0, 0]}, "se esperaba Polygon"),
        ({"type": "Polygon"}, "no tiene anillos"),
        ({"type": "Polygon", "coordinates": []}, "no tiene anillos"),
        ({"type": "MultiPolygon", "coordinates": "todo"}, "no tiene coordenadas"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}, "al menos 3 puntos"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], ["2", 1], [0, 1]]]},
            "punto 3: las coordenadas no son",
        ),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [True, 1], [0, 1]]]}, "no son números"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [math.nan, 0], [1, 1], [0, 1]]]}, "finitos"),
        (
            {"type": "Polygon", "coordinates": [[[440000, 4474000], [1, 0], [1, 1], [0, 1]]]},
            "¿están en metros?",
        ),
        (
            {"type": "Polygon", "coordinates": [[[0], [1, 0], [1, 1], [0, 1]]]},
            "se esperaba [longitud, latitud]",
        ),
        ({"type": "Polygon", "coordinates": [{"x": 1}]}, "no es una lista de puntos"),
    ],
)
def test_rechaza_con_palabras(geometria_: object, dice: str) -> None:
    with pytest.raises(geojson.GeometriaInvalida) as caso:
        geojson.poligonos(geometria_)
    assert dice in str(caso.value)


json_cualquiera = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda hijos: (
        st.lists(hijos, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates"]), hijos)
    ),
    max_leaves=12,
)


@given(json_cualquiera, st.sampled_from(["Polygon", "MultiPolygon"]))
def test_nada_lo_rompe(valor: object, tipo: str) -> None:
    """Ante cualquier JSON hay una forma válida o un `GeometriaInvalida`, nunca otro error."""
    for geometria_ in (valor, {"type": tipo, "coordinates": valor}):
        try:
            formas = geojson.poligonos(geometria_)
        except geojson.GeometriaInvalida:
            continue
        assert all(a[0] == a[-1] and len(a) >= 4 for p in formas for a in p)
