"""Lo que se quiso escribir: la distancia contra su definición, y las faltas que más se cometen."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.busqueda.reglas import corregida, raiz, sin_acentos, vocabulario
from app.busqueda.reglas.ortografia import LARGA, distancia, sonido

PALABRA = st.text("abcdhlnquv", max_size=7)


def _por_definicion(a: str, b: str) -> int:
    """La distancia, tal como se define: cada paso quita, pone, cambia o cruza dos seguidas."""

    @cache
    def d(i: int, j: int) -> int:
        if min(i, j) == 0:
            return max(i, j)
        pasos = [d(i - 1, j) + 1, d(i, j - 1) + 1, d(i - 1, j - 1) + (a[i - 1] != b[j - 1])]
        if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
            pasos.append(d(i - 2, j - 2) + 1)
        return min(pasos)

    return d(len(a), len(b))


@given(PALABRA, PALABRA, st.integers(0, 4))
def test_la_distancia_es_la_de_su_definicion_hasta_el_tope(a: str, b: str, tope: int) -> None:
    assert distancia(a, b, tope) == min(_por_definicion(a, b), tope + 1)


@given(PALABRA)
def test_sonar_es_estable_y_no_alarga(palabra: str) -> None:
    assert len(sonido(palabra)) <= len(palabra)
    assert sonido(palabra.replace("v", "b")) == sonido(palabra)


@given(st.dictionaries(PALABRA, st.integers(1, 9), max_size=12), PALABRA)
def test_lo_corregido_es_la_mas_cercana_de_las_conocidas(veces: dict[str, int], escrita: str) -> None:
    """Contra mirar todas, una por una."""
    tope = 1 if len(escrita) < LARGA else 2
    posibles = [
        (distancia(sonido(escrita), sonido(otra), tope), -n, otra)
        for otra, n in veces.items()
        if len(otra) >= 4 and sonido(otra)[:1] == sonido(escrita)[:1]
    ]
    hallada = corregida(escrita, vocabulario(veces))
    cerca = [p for p in posibles if p[0] <= tope]
    if len(escrita) < 4 or not cerca:
        assert hallada == ""
    else:
        esperada = min(cerca)[2]
        assert hallada == ("" if esperada == escrita else esperada)


CONOCIDAS = (
    "árboles",
    "bicicleta",
    "hospital",
    "semáforo",
    "biblioteca",
    "alumbrado",
    "vereda",
    "llantas",
    "agua",
)
FALTAS = {
    "arvoles": "árboles",
    "vicicletas": "bicicleta",
    "ospital": "hospital",
    "semafro": "semáforo",
    "bibloteca": "biblioteca",
    "alunvrado": "alumbrado",
    "bereda": "vereda",
    "yantas": "llantas",
    "hopsital": "hospital",
}


@pytest.mark.parametrize("falta", FALTAS)
def test_las_faltas_de_siempre(falta: str) -> None:
    conocidas = vocabulario({raiz(p): 1 for p in CONOCIDAS})
    assert corregida(raiz(falta), conocidas) == raiz(FALTAS[falta])


@pytest.mark.parametrize("otra", ["ojo", "2026", "zanja", "puente"])
def test_lo_que_no_se_acerca_no_se_cambia(otra: str) -> None:
    conocidas = vocabulario({raiz(p): 1 for p in CONOCIDAS})
    assert corregida(raiz(sin_acentos(otra)), conocidas) == ""
