"""Fases, umbral y plazo: propiedades, y una forma lenta y evidente de calcular lo mismo."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.procesos.reglas import (
    ACTOS_DE,
    Acto,
    ReglaUmbral,
    Ventana,
    abiertos,
    cierre_vigente,
    cumple_edad,
    esta_abierto,
    proxima_apertura,
    umbral_de,
    vence,
)

ORIGEN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
HORA = dt.timedelta(hours=1)
ZONAS = (
    "America/Bogota", "America/Santiago", "America/Asuncion", "America/Sao_Paulo", "America/Havana",
    "America/Nuuk", "America/Scoresbysund", "Pacific/Apia", "Europe/Madrid", "Australia/Lord_Howe", "UTC",
)  # fmt: skip

horas = st.integers(0, 60)


@st.composite
def ventanas(elegir: st.DrawFn) -> Ventana:
    abre = elegir(horas)
    cierra = elegir(st.none() | st.integers(abre + 1, 61))
    return Ventana(
        elegir(st.sampled_from(sorted(ACTOS_DE))),
        ORIGEN + abre * HORA,
        None if cierra is None else ORIGEN + cierra * HORA,
    )


fases = st.lists(ventanas(), max_size=6)
momentos = st.integers(-10, 150).map(lambda medias: ORIGEN + medias * HORA / 2)


@given(fases, momentos)
def test_abiertos_es_la_lista_de_lo_que_esta_abierto(lista: list[Ventana], ahora: dt.datetime) -> None:
    gemela = {
        acto
        for acto in Acto
        for f in lista
        if acto in ACTOS_DE[f.clase] and f.abre <= ahora and (f.cierra is None or ahora < f.cierra)
    }
    assert abiertos(lista, ahora) == gemela
    assert all(esta_abierto(lista, acto, ahora) == (acto in gemela) for acto in Acto)


@given(fases, momentos, st.sampled_from(Acto))
def test_cierre_y_apertura_dicen_lo_que_pasa_segundo_a_segundo(
    lista: list[Ventana], ahora: dt.datetime, acto: Acto
) -> None:
    """Se camina por los bordes de las fases: ahí y solo ahí cambia algo."""
    bordes = sorted({m for f in lista for m in (f.abre, f.cierra) if m is not None and m > ahora})
    cambios = [m for m in bordes if esta_abierto(lista, acto, m) != esta_abierto(lista, acto, ahora)]
    primero = cambios[0] if cambios else None
    if esta_abierto(lista, acto, ahora):
        assert cierre_vigente(lista, acto, ahora) == primero
        assert proxima_apertura(lista, acto, ahora) is None
    else:
        assert cierre_vigente(lista, acto, ahora) is None
        assert proxima_apertura(lista, acto, ahora) == primero


def test_una_fase_es_cerrada_por_la_izquierda_y_abierta_por_la_derecha() -> None:
    fase = Ventana("proponer", ORIGEN, ORIGEN + HORA)
    segundo = dt.timedelta(seconds=1)
    abierta = [fase.contiene(m) for m in (ORIGEN - segundo, ORIGEN, ORIGEN + HORA - segundo, ORIGEN + HORA)]
    assert abierta == [False, True, True, False]


@given(
    st.sampled_from(["absoluto", "porcentaje"]),
    st.integers(1, 10_000),
    st.integers(1, 10_000),
    st.integers(1, 500),
    st.booleans(),
    st.none() | st.integers(0, 10_000_000),
)
def test_umbral(
    clase: str, ciudad: int, territorio: int, minimo: int, de_territorio: bool, poblacion: int | None
) -> None:
    regla = ReglaUmbral(clase, ciudad, territorio, minimo)  # type: ignore[arg-type]
    umbral = umbral_de(regla, de_territorio=de_territorio, poblacion=poblacion)
    valor = territorio if de_territorio else ciudad
    if clase == "absoluto":
        assert umbral == max(valor, minimo)
    elif poblacion is None:
        assert umbral == minimo
    else:
        parte = Fraction(poblacion) * Fraction(valor, 10_000)
        entero = next(n for n in (parte.numerator // parte.denominator + i for i in (0, 1)) if n >= parte)
        assert umbral == max(entero, minimo)


def test_umbral_con_numeros_de_una_ciudad() -> None:
    regla = ReglaUmbral("porcentaje", 150, 300, 25)
    assert umbral_de(regla, de_territorio=False, poblacion=180_000) == 2700
    assert umbral_de(regla, de_territorio=True, poblacion=4_201) == 127
    assert umbral_de(regla, de_territorio=True, poblacion=300) == 25


@given(
    st.datetimes(dt.datetime(2005, 1, 1), dt.datetime(2035, 1, 1)), st.integers(1, 120), st.sampled_from(ZONAS)
)
def test_vence_es_el_ultimo_segundo_del_dia(cruce: dt.datetime, dias: int, nombre: str) -> None:
    zona = ZoneInfo(nombre)
    instante = cruce.replace(tzinfo=dt.UTC)
    limite = instante.astimezone(zona).date() + dt.timedelta(days=dias)
    fin = vence(instante, dias, zona)
    assert fin.astimezone(zona).date() <= limite
    assert (fin + dt.timedelta(seconds=1)).astimezone(zona).date() > limite


@pytest.mark.parametrize(
    ("zona", "cruce", "esperado"),
    [
        ("America/Bogota", "2026-03-04T04:30:00+00:00", "2026-04-03T04:59:59+00:00"),
        # Chile: el 5 de abril de 2026 a las 24:00 se repite la hora; el día 4 tiene 25.
        ("America/Santiago", "2026-03-05T15:00:00+00:00", "2026-04-05T03:59:59+00:00"),
        # Paraguay: el 6 de octubre de 2024 empezó a la 1:00.
        ("America/Asuncion", "2024-09-05T12:00:00+00:00", "2024-10-06T03:59:59+00:00"),
        # Samoa: el 30 de diciembre de 2011 no existió.
        ("Pacific/Apia", "2011-11-30T12:00:00+00:00", "2011-12-30T09:59:59+00:00"),
    ],
)
def test_vence_a_mano(zona: str, cruce: str, esperado: str) -> None:
    assert vence(dt.datetime.fromisoformat(cruce), 30, ZoneInfo(zona)) == dt.datetime.fromisoformat(esperado)


def test_la_edad_se_cumple_dentro_del_anio() -> None:
    assert cumple_edad(2010, 16, 2026) is True
    assert cumple_edad(2011, 16, 2026) is False
    assert cumple_edad(None, 16, 2026) is None
    assert cumple_edad(None, 0, 2026) is True
