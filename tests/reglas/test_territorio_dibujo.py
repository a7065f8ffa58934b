"""Proyección, simplificación y trazos; y los rótulos y colores del mapa."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.territorio.reglas import dibujo, rotulos
from app.territorio.reglas.geometria import Punto

celdas = st.tuples(st.integers(-60, 60), st.integers(-60, 60))
lineas = st.lists(celdas, min_size=2, max_size=40)


def _puntos(d: str) -> list[list[tuple[int, int]]]:
    """Lee un `d` como lo haría un navegador."""
    anillos = []
    for m, pasos in re.findall(r"M([-\d ]+)l([-\d ]+)z", d):
        x, y = map(int, re.findall(r"-?\d+", m))
        anillo = [(x, y)]
        numeros = [int(n) for n in re.findall(r"-?\d+", pasos)]
        for dx, dy in zip(numeros[::2], numeros[1::2], strict=True):
            x, y = x + dx, y + dy
            anillo.append((x, y))
        anillos.append(anillo)
    return anillos


@given(lineas, st.floats(0, 20))
def test_simplificar_no_se_aparta(linea: list[tuple[int, int]], tolerancia: float) -> None:
    simple = dibujo.simplificar(linea, tolerancia)
    assert (simple[0], simple[-1]) == (linea[0], linea[-1])
    assert len(simple) <= len(linea)
    posicion = 0
    for a, b in pairwise(simple):
        inicio = linea.index(a, posicion)
        fin = linea.index(b, inicio + 1)
        posicion = fin
    restos = iter(linea)
    assert all(any(p == q for q in restos) for p in simple)
    for p in linea:
        cerca = min(dibujo.distancia(p, a, b) for a, b in pairwise(simple))
        assert cerca <= tolerancia + 1e-9


@given(st.floats(-170, 169), st.floats(-80, 79), st.floats(0.001, 1), st.floats(0.001, 1))
def test_el_lienzo_encierra_y_es_lineal(oeste: float, sur: float, ancho: float, alto: float) -> None:
    este, norte = oeste + ancho, sur + alto
    lienzo = dibujo.encajar([(oeste, sur, este, norte)])
    for lat, lon in ((sur, oeste), (norte, este)):
        x, y = lienzo.punto(lat, lon)
        assert 0 <= x <= lienzo.ancho
        assert 0 <= y <= lienzo.alto
    medio = lienzo.punto((sur + norte) / 2, (oeste + este) / 2)
    assert abs(medio[0] - lienzo.ancho / 2) <= 0.1
    assert abs(medio[1] - lienzo.alto / 2) <= 0.1


def _malla(lado: int, onda: int) -> dict[int, list[list[list[Punto]]]]:
    """Una cuadrícula de lugares que comparten bordes quebrados."""

    def nudo(i: int, j: int) -> Punto:
        return (i / 100 + (j * onda % 3) / 1000, j / 100 + (i * onda % 5) / 1000)

    def lado_de(a: tuple[int, int], b: tuple[int, int]) -> list[Punto]:
        (x1, y1), (x2, y2) = nudo(*min(a, b)), nudo(*max(a, b))
        medios = [
            (x1 + (x2 - x1) * k / 8 + (k % 3) / 5000, y1 + (y2 - y1) * k / 8 + (k % 2) / 4000)
            for k in range(1, 8)
        ]
        return [nudo(*a), *(medios if a < b else medios[::-1])]

    formas = {}
    for i in range(lado):
        for j in range(lado):
            esquinas = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)]
            anillo = [p for a, b in pairwise(esquinas) for p in lado_de(a, b)]
            formas[i * lado + j] = [[[*anillo, anillo[0]]]]
    return formas


@given(st.integers(2, 4), st.integers(0, 7))
def test_los_vecinos_siguen_encajando(lado: int, onda: int) -> None:
    """Cada arista interior simplificada aparece dos veces, una por vecino: no hay grietas ni solapes."""
    formas = _malla(lado, onda)
    lienzo = dibujo.encajar([(0, 0, lado / 100 + 0.01, lado / 100 + 0.01)])
    trazos = dibujo.trazos(formas, lienzo)
    aristas: dict[frozenset[tuple[int, int]], int] = {}
    for d in trazos.values():
        for anillo in _puntos(d):
            for a, b in pairwise([*anillo, anillo[0]]):
                aristas[frozenset((a, b))] = aristas.get(frozenset((a, b)), 0) + 1
    borde = [a for a, veces in aristas.items() if veces == 1]
    assert set(aristas.values()) <= {1, 2}
    grados: dict[tuple[int, int], int] = {}
    for arista in borde:
        for punto in arista:
            grados[punto] = grados.get(punto, 0) + 1
    assert all(g % 2 == 0 for g in grados.values())


def test_un_lugar_diminuto_se_ve() -> None:
    formas = {
        "grande": [[[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]]],
        "mota": [[[(2.0, 0.0), (2.00001, 0.0), (2.00001, 0.00001), (2.0, 0.0)]]],
    }
    trazos = dibujo.trazos(formas, dibujo.encajar([(0, 0, 2.1, 1)]))
    assert re.fullmatch(r"M[-\d ]+l[-\d ]+z", trazos["mota"])


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.integers(1, 7))
def test_toda_cifra_tiene_clase(valores: list[float], clases: int) -> None:
    limites = rotulos.cortes(valores, clases)
    assert limites == sorted(set(limites))
    assert limites[-1] == max(valores)
    assert len(limites) <= clases
    for valor in valores:
        n = rotulos.clase(valor, limites)
        assert valor <= limites[n - 1]
        assert n == 1 or valor > limites[n - 2]


@given(st.lists(st.tuples(st.text(min_size=1, max_size=30), st.floats(0, 640), st.floats(0, 600)), max_size=25))
def test_los_rotulos_no_se_pisan(candidatos: list[tuple[str, float, float]]) -> None:
    puestos = rotulos.colocar(candidatos, 640)
    assert len(puestos) <= len(candidatos)
    cajas = [(x - len(t) * 5.8, y - 12, x + len(t) * 5.8, y + 12) for t, x, y in puestos]
    for n, (a, caja) in enumerate(zip(puestos, cajas, strict=True)):
        assert caja[0] >= 1.8, a
        assert caja[2] <= 638.2, a
        for otra in cajas[:n]:
            separadas = caja[2] < otra[0] + 0.2 or otra[2] < caja[0] + 0.2
            assert separadas or caja[3] < otra[1] + 0.2 or otra[3] < caja[1] + 0.2
