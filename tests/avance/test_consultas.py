"""El avance leído de la base: los números exactos, en las mismas consultas tenga el plan lo que tenga."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

import pytest
from flask import Flask

from app.avance import consultas
from app.nucleo.errores import NoEncontrado
from app.plan.reglas import FilaPlan
from tests.fabricas import avance as fabrica
from tests.fabricas import plan as planes
from tests.recuento import Recuento

HOY = dt.date(2026, 7, 1)
FILAS = (
    FilaPlan("1", "Agua", peso=3),
    FilaPlan("1.1", "Redes", "1", peso=5, inicio=dt.date(2026, 1, 1), fin=dt.date(2026, 12, 31)),
    FilaPlan("1.2", "Tanques", "1", peso=3),
    FilaPlan("1.3", "Fugas", "1", peso=2),
    FilaPlan("1.4", "Plan viejo", "1", peso=9, estado="cancelado"),
    FilaPlan("2", "Calles", peso=1, estado="terminado"),
)


def test_los_dos_numeros_salen_exactos(app: Flask) -> None:
    plan = planes.plan(filas=FILAS)
    redes, tanques, agua = (planes.elemento(plan, c) for c in ("1.1", "1.2", "1"))
    fabrica.hito(redes, "Terreno", peso=1, cumplido_en=dt.date(2026, 3, 10))
    fabrica.hito(redes, "Proyecto", peso=2, cumplido_en=dt.date(2026, 5, 20))
    fabrica.hito(redes, "Obra", peso=6)
    fabrica.hito(redes, "Mural", peso=3, cancelado="Sin dinero")
    fabrica.avance(tanques, 95, "2026-02-28")
    fabrica.avance(tanques, 70, "2026-04-30")
    fabrica.avance(tanques, 80, "2026-04-30")
    fabrica.avance(tanques, 100, "2026-08-30")
    fabrica.indicador(
        agua,
        base="40",
        metas=[("2026-01-01", "2026-12-31", "60")],
        mediciones=[("2026-02-01", 41), ("2026-04-15", 47)],
    )
    fabrica.indicador(agua, "IND-2", mediciones=[("2026-06-01", "130.5")])
    fabrica.indicador(agua, "IND-3", metas=(), mediciones=[("2026-06-01", 5)])
    fabrica.indicador(
        agua, "IND-4", estado="cancelado", motivo_cancelacion="Se dejó", mediciones=[("2026-06-01", 5)]
    )
    hecho = consultas.avance_del_plan(plan.id, HOY)
    de_agua = hecho.por_elemento[agua.id]
    assert hecho.por_elemento[redes.id].gestion == Fraction(1, 3)
    assert hecho.por_elemento[tanques.id].gestion == Fraction(4, 5)
    assert de_agua.gestion == Fraction(61, 120)
    assert [p.fuera for p in de_agua.cuenta.gestion.partes] == ["", "", "sin_datos", "cancelado"]
    assert de_agua.resultado == Fraction(27, 40)
    assert [p.fuera for p in de_agua.cuenta.resultado.partes] == ["", "", "sin_meta", "cancelado"]
    assert [p.de_mas for p in de_agua.cuenta.resultado.partes] == [False, True, False, False]
    assert (de_agua.frescura_dias, de_agua.frescura, de_agua.ultimo) == (30, "fresco", dt.date(2026, 6, 1))
    assert hecho.gestion == (3 * Fraction(61, 120) + 1) / 4
    assert hecho.resultado == Fraction(27, 40)
    assert hecho.situaciones == {
        "cumplido": 1, "a_tiempo": 2, "en_riesgo": 1, "atrasado": 0, "sin_datos": 1, "cancelado": 1,
    }  # fmt: skip


def test_solo_cuenta_la_medicion_principal_vigente(app: Flask) -> None:
    plan = planes.plan()
    de = planes.elemento(plan)
    uno = fabrica.indicador(de, acumulacion="incremento", mediciones=[("2026-03-31", 30)])
    fabrica.medicion(uno, "2026-03-31", 90, fuente="Otra", principal=False)
    fabrica.medicion(
        uno,
        "2026-04-30",
        50,
        fuente="Vieja",
        corregida_en=dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
        motivo="Error",
    )
    fabrica.medicion(uno, "2026-04-30", 20)
    fabrica.medicion(uno, "2026-07-02", 40)
    assert fabrica.como_va(de.id, HOY).resultado == Fraction(1, 2)


def test_la_situacion_puesta_a_mano_y_los_umbrales_del_plan(app: Flask) -> None:
    plan = planes.plan(filas=FILAS)
    redes = planes.elemento(plan, "1.1")
    fabrica.avance(redes, 40, "2026-06-30")
    assert fabrica.como_va(redes.id, HOY).situacion == "en_riesgo"
    plan.umbral_a_tiempo = 80
    assert fabrica.como_va(redes.id, HOY).situacion == "a_tiempo"
    fabrica.situacion(redes, "atrasado", "La obra está parada")
    hecho = fabrica.como_va(redes.id, HOY)
    assert (hecho.situacion, hecho.situacion_motivo) == ("atrasado", "La obra está parada")
    assert hecho.cuenta.situacion.calculada == "a_tiempo"


def test_un_plan_sin_nada_no_dice_cero(app: Flask) -> None:
    plan = planes.plan()
    hecho = consultas.avance_del_plan(plan.id, HOY)
    assert (hecho.gestion, hecho.resultado) == (None, None)
    assert {a.situacion for a in hecho.por_elemento.values()} == {"sin_datos"}
    vacio = consultas.avance_del_plan(planes.borrador("vacio", filas=()).id, HOY)
    assert (vacio.gestion, vacio.por_elemento) == (None, {})


def test_lo_que_no_existe_no_se_encuentra(app: Flask) -> None:
    with pytest.raises(NoEncontrado):
        consultas.avance_del_plan(10**9, HOY)


def test_cuesta_lo_mismo_con_uno_que_con_trescientos(app: Flask, contar: Callable[[], Recuento]) -> None:
    chico = planes.plan("chico", filas=(FilaPlan("1", "Uno"),))
    grande = planes.plan(
        "grande", filas=(FilaPlan("1", "Uno"), *(FilaPlan(f"1.{n}", f"Parte {n}", "1") for n in range(1, 300)))
    )
    for plan, codigos in ((chico, ["1"]), (grande, [f"1.{n}" for n in range(1, 300)])):
        for codigo in codigos[:40]:
            de = planes.elemento(plan, codigo)
            fabrica.hito(de)
            fabrica.avance(de, 10)
            fabrica.situacion(de)
            fabrica.indicador(de, f"I-{codigo}", acumulacion="incremento", mediciones=[("2026-03-31", 1)])
    numeros = []
    for plan in (chico, grande):
        plan_id = plan.id
        with contar() as cuenta:
            consultas.avance_del_plan(plan_id, HOY)
        numeros.append(cuenta.numero)
    assert numeros[0] == numeros[1] <= 6
