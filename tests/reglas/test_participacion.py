"""Propiedades de la conversación: la forma del hilo, el puntaje y las cuentas, contra gemelos obvios."""

from __future__ import annotations

import datetime as dt
import math

from hypothesis import given
from hypothesis import strategies as st

from app.participacion.reglas import (
    A_LA_VISTA,
    ESCALA,
    SANGRIA_MAXIMA,
    SIN_PLEGAR,
    Posicion,
    Puesto,
    aplanar,
    contar_conversacion,
    en_ventana_de_edicion,
    plegar,
    puntaje,
)

AHORA = dt.datetime(2026, 6, 5, 18, 0, tzinfo=dt.UTC)
votos = st.integers(0, 10**6)


@st.composite
def hilos(draw: st.DrawFn) -> list[tuple[int, int | None]]:
    """Filas (id, padre): cada padre tiene un id menor; algunos no están."""
    n = draw(st.integers(0, 40))
    filas: list[tuple[int, int | None]] = []
    for ident in range(1, n + 1):
        padre = draw(st.one_of(st.none(), st.integers(1, ident - 1) if ident > 1 else st.none()))
        filas.append((ident, padre))
    quitados = draw(st.sets(st.integers(1, max(1, n)), max_size=5))
    return [f for f in filas if f[0] not in quitados]


def _gemelo(filas: list[tuple[int, int | None]], tope: int) -> list[Puesto]:
    """Lo mismo, con recursión y sin prisa."""
    ids = [i for i, _p in filas]

    def bajar(ident: int, nivel: int, huerfano: bool) -> list[Puesto]:
        salida = [Puesto(ident, min(nivel, tope), huerfano or nivel > tope)]
        for hijo, padre in filas:
            if padre == ident:
                salida += bajar(hijo, nivel + 1, False)
        return salida

    salida: list[Puesto] = []
    for ident, padre in filas:
        if padre is None or padre not in ids:
            salida += bajar(ident, 0, padre is not None)
    return salida


@given(hilos(), st.integers(0, 6))
def test_aplanar_es_como_su_gemelo(filas: list[tuple[int, int | None]], tope: int) -> None:
    assert aplanar(filas, tope) == _gemelo(filas, tope)


@given(hilos())
def test_aplanar_no_pierde_ni_repite(filas: list[tuple[int, int | None]]) -> None:
    puestos = aplanar(filas)
    assert sorted(p.id for p in puestos) == sorted(i for i, _p in filas)
    assert all(0 <= p.nivel <= SANGRIA_MAXIMA for p in puestos)


def test_aplanar_aguanta_un_hilo_de_cien_mil_niveles() -> None:
    filas = [(n, n - 1 if n > 1 else None) for n in range(1, 100_001)]
    puestos = aplanar(filas)
    assert len(puestos) == 100_000
    assert (puestos[-1].nivel, puestos[-1].suelto) == (SANGRIA_MAXIMA, True)


def _wilson(parte: int, total: int) -> float:
    z, p = 1.96, parte / total
    raiz = math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return (p + z * z / (2 * total) - z * raiz) / (1 + z * z / total)


@given(votos, votos)
def test_el_puntaje_es_wilson_con_decimales(si: int, no: int) -> None:
    total = si + no
    if total == 0:
        assert puntaje(si, no) == 0
        return
    esperado = _wilson(si, total) if si >= no else -_wilson(no, total)
    assert math.isclose(puntaje(si, no) / ESCALA, esperado, abs_tol=1e-6)


@given(votos, votos)
def test_el_puntaje_es_simetrico_y_crece_con_los_votos_a_favor(si: int, no: int) -> None:
    if si != no:
        assert puntaje(si, no) == -puntaje(no, si)
    assert puntaje(si + 1, no) >= puntaje(si, no)
    assert -ESCALA <= puntaje(si, no) <= ESCALA


def test_ejemplos_del_puntaje() -> None:
    assert puntaje(100, 1) > puntaje(10, 0) > puntaje(1, 0) > puntaje(0, 0) > puntaje(0, 1) > puntaje(1, 100)


@given(st.lists(st.text("abcé. \n", max_size=300), max_size=20))
def test_plegar_no_pierde_nada_y_lo_corto_se_ve_entero(trozos: list[str]) -> None:
    texto = "".join(trozos)
    antes, despues = plegar(texto)
    assert "".join((antes + despues).split()) == "".join(texto.split())
    if despues.strip():
        assert len(texto) > A_LA_VISTA + SIN_PLEGAR and len(antes) <= A_LA_VISTA
    elif len(texto) <= A_LA_VISTA + SIN_PLEGAR:
        assert antes == texto


def test_se_pliega_entre_parrafos_y_si_no_entre_frases() -> None:
    parrafos = "Una frase entera.\n\n" * 100
    assert plegar(parrafos)[0].endswith("entera.") and plegar(parrafos)[1].startswith("Una frase")
    frases = "Una frase entera. " * 100
    assert plegar(frases)[0].endswith("entera.") and plegar(frases)[1].startswith("Una frase")
    assert plegar("x" * 2000) == ("x" * A_LA_VISTA, "x" * (2000 - A_LA_VISTA))
    codigo = "```\n" + "x = 1\n" * 400 + "```"
    assert plegar(codigo) == (codigo, "")


def test_la_ventana_se_cierra_a_los_quince_minutos() -> None:
    assert en_ventana_de_edicion(AHORA, AHORA + dt.timedelta(minutes=14, seconds=59))
    assert not en_ventana_de_edicion(AHORA, AHORA + dt.timedelta(minutes=15))


@given(hilos(), st.data())
def test_contar_es_como_contar_a_mano(filas: list[tuple[int, int | None]], datos: st.DataObject) -> None:
    ids = {i for i, _p in filas}
    completas = [
        (
            i,
            p if p in ids else None,
            datos.draw(st.sampled_from(Posicion)).value,
            datos.draw(st.sampled_from([None, AHORA])),
            AHORA + dt.timedelta(minutes=i),
            datos.draw(st.integers(0, 9)),
            datos.draw(st.integers(0, 9)),
        )
        for i, p in filas
    ]
    conteo = contar_conversacion(completas, {})
    vivos = [f for f in completas if f[3] is None]

    def debajo(ident: int) -> int:
        return sum((f[3] is None) + debajo(f[0]) for f in completas if f[1] == ident)

    assert conteo.conversacion["comentarios"] == len(vivos)
    assert conteo.conversacion["raices"] == sum(f[1] is None for f in vivos)
    assert conteo.conversacion["preguntas"] == sum(f[1] is None and f[2] == "pregunta" for f in vivos)
    for f in completas:
        assert conteo.comentarios[f[0]] == (0, 0, debajo(f[0]), puntaje(f[5], f[6]))
