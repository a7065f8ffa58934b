"""Raíces, consultas, orden, extractos y afines: en puro."""

from __future__ import annotations

import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.busqueda.reglas import (
    IDIOMAS,
    Pesada,
    a_fts5,
    a_tsquery,
    afines,
    coleccion,
    extracto,
    familias,
    formas,
    leer,
    lengua_de,
    partir,
    puntuar,
    raices,
    rareza,
    sin_acentos,
    una_de,
)

LENGUAS = [
    ("Más árboles y sombra en las paradas de autobús", "es"),
    ("Arreglar los columpios oxidados del jardín", "es"),
    ("Mais árvores e sombra nas paradas de ônibus", "pt"),
    ("Uma ciclovia segura até a escola, com iluminação", "pt"),
    ("Fix the rusty swings in the garden", "en"),
    ("We need more shade at the bus stops", "en"),
]


@pytest.mark.parametrize(("texto", "esperada"), LENGUAS)
def test_la_lengua_la_dicen_las_palabras_vacias(texto: str, esperada: str) -> None:
    for si_no in (*IDIOMAS, "qu"):
        assert lengua_de(texto, si_no) == esperada
        assert lengua_de(texto.upper(), si_no) == lengua_de(f"{texto} {texto}", si_no) == esperada


@given(st.text(max_size=300), st.sampled_from([*IDIOMAS, "qu"]))
def test_la_lengua_que_no_se_sabe_es_la_dada(texto: str, si_no: str) -> None:
    assert lengua_de(texto, si_no) in {*IDIOMAS, si_no}
    sin_vacias = " ".join(p for p in texto.split() if all(raices(p, i) for i in IDIOMAS) and p.isalpha())
    assert lengua_de(sin_vacias, si_no) == si_no
    assert lengua_de("de para", si_no) == si_no


@given(
    st.lists(
        st.sampled_from(["más", "árboles", "árbol", "plazas", "de", "las", "the", "of", "árvores", "12"]),
        max_size=12,
    )
)
def test_las_familias_son_las_raices_con_sus_formas(escritas: list[str]) -> None:
    """Contra lo evidente: las mismas raíces, contadas una a una, y cada una entre sus formas."""
    texto = " ".join(escritas)
    for idioma in IDIOMAS:
        veces, todas = familias(texto, idioma)
        sueltas = raices(texto, idioma)
        assert list(veces.elements()) == sorted(sueltas, key=list(dict.fromkeys(sueltas)).index)
        assert all(r in todas[r] for r in veces)
        assert all(formas(p) <= todas[r] for p in escritas if (r := "".join(raices(p, idioma))))


IGUALES = [
    ("Peatonalización", "peatonalizar"),
    ("carril", "CARRILES"),
    ("año", "años"),
    ("río", "rios"),
    ("luz", "luces"),
    ("niñas", "niño"),
    ("árbol", "arboles"),
    ("bici", "bicis"),
    ("país", "países"),
]


@pytest.mark.parametrize(("una", "otra"), IGUALES)
def test_la_misma_raiz(una: str, otra: str) -> None:
    assert raices(una) == raices(otra) != []


def test_la_enie_no_es_ene_y_las_palabras_vacias_no_estan() -> None:
    assert raices("año") != raices("ano")
    assert raices("El de la que con para ya y o") == []
    assert raices("A calçada e as crianças", "pt") == raices("calcadas criança", "pt")
    assert raices("running the parks", "en") == ["run", "park"]
    assert raices("una ciudad de otro idioma", "qu") == raices("una ciudad de otro idioma", "es")


@given(st.text(max_size=200), st.sampled_from(IDIOMAS))
def test_una_raiz_es_letras_o_cifras_en_minusculas(texto: str, idioma: str) -> None:
    for r in raices(texto, idioma):
        assert (r.isalnum() and r == r.casefold()) or not r.isascii()
        assert not re.search(r"[\s'\"():*|&<>!^-]", r)
        assert len(r) <= 40


@given(st.text(max_size=60))
def test_sin_acentos_se_queda_como_esta(texto: str) -> None:
    assert sin_acentos(sin_acentos(texto)) == sin_acentos(texto)


HOSTILES = [
    '"',
    "a OR b",
    "x* NEAR(y)",
    "col:valor",
    "'; DROP TABLE x;--",
    "((((",
    "^titulo",
    "-no +si",
    "a & !b",
]


@given(st.one_of(st.text(max_size=300), st.sampled_from(HOSTILES)))
def test_nada_escrito_es_un_operador(texto: str) -> None:
    consulta = leer(texto)
    assert len(consulta.terminos) <= 10 and len(consulta.escrito) <= 200
    if not consulta:
        return
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE t USING fts5(titulo, texto)")
    base.execute("SELECT count(*) FROM t WHERE t MATCH ?", (a_fts5(consulta),)).fetchone()
    base.close()
    assert re.sub(r"'[^']*'|:\*|<->|[()&| ]", "", a_tsquery(consulta)) == ""


def test_frases_ultima_a_medias_y_solo_vacias() -> None:
    consulta = leer('los árboles "paso seguro" bibliot')
    assert [sorted(t.formas) for t in consulta.terminos][1] == [("pas", "segur"), ("paso", "seguro")]
    assert consulta.comienzo == "bibliot" and "arbol" in consulta.raices
    assert not leer("de la que") and leer("de la que").escrito == "de la que"
    assert leer("plaza de").comienzo == ""
    assert a_fts5(una_de(frozenset({"b", "a"}))) == '("a" OR "b")'


def test_puntuar_prefiere_el_titulo_lo_raro_y_lo_corto() -> None:
    pesos = {"plaz": rareza(2, 100), "call": rareza(80, 100)}
    parejas = [
        (Pesada(1, "plaz", "rio"), Pesada(2, "rio", "plaz")),
        (Pesada(1, "plaz", "rio"), Pesada(2, "call", "rio")),
        (Pesada(1, "rio", "plaz"), Pesada(2, "rio", "plaz " + "otra " * 50)),
        (Pesada(1, "plaz call", "rio"), Pesada(2, "plaz sol", "rio")),
    ]
    for mejor, peor in parejas:
        alto, bajo, nada = puntuar(pesos, [mejor, peor, Pesada(3, "mar", "sal")])
        assert alto > bajo > nada == 0


def test_puntuar_cuenta_palabras_enteras() -> None:
    """Contra un gemelo lento y evidente: contar en la lista de raíces."""
    documento = Pesada(1, "plaz plaz", "plaza plaz xplaz plaz")
    entero = puntuar({"plaz": 1.0}, [documento])[0]
    veces = 2 * 1.5 / (0.7 + 0.3) + documento.texto.split().count("plaz") * 1.0
    assert entero == pytest.approx(veces / (1.2 + veces))


@given(st.text(max_size=400), st.frozensets(st.sampled_from(["plaz", "arbol", "luc"])))
def test_partir_devuelve_el_texto_entero(texto: str, buscadas: frozenset[str]) -> None:
    assert "".join(trozo for trozo, _ in partir(texto, buscadas)) == texto


def test_el_extracto_trae_lo_buscado_y_es_corto() -> None:
    texto = "Antes no hay nada. " * 40 + "Queremos árboles en la plaza. " + "Después tampoco. " * 40
    trozos = extracto(texto, leer("árbol plazas").raices)
    assert [t for t, buscado in trozos if buscado] == ["árboles", "plaza"]
    assert len("".join(t for t, _ in trozos)) < 260
    assert trozos[0] == ("… ", False) and trozos[-1] == (" …", False)
    assert extracto("Corto.", frozenset()) == [("Corto.", False)]


PLAN = coleccion(
    [
        (1, "Caminar sin miedo", "Veredas anchas, cruces seguros y luz en las calles."),
        (2, "Más árboles y sombra", "Plantar árboles nativos en calles y plazas."),
        (3, "Agua limpia", "Cuidar el río y sus orillas."),
        (4, "Leer cerca", "Bibliotecas de barrio abiertas por la tarde."),
    ],
    "es",
)


def test_los_afines_dicen_por_que() -> None:
    halladas = afines(PLAN, "Propongo plantar un árbol nativo en cada esquina", "es")
    assert [a.id for a in halladas] == [2]
    assert set(halladas[0].comunes) == {"plantar", "árbol", "nativo"}
    assert afines(PLAN, "Limpiar la orilla del río", "es")[0].id == 3
    assert afines(PLAN, "Un estadio cubierto 2026", "es") == []
    assert afines(coleccion([], "es"), "árbol", "es") == []
