"""El plan de la demostración: medido, pagado, ajustado, en tres idiomas y con el siguiente en consulta."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
import sqlalchemy as sa
from flask import Flask

from app.avance.consultas import avance_del_plan
from app.avance.dia import hoy
from app.avance.modelos import Indicador, Medicion, Momento, Monto, SituacionDicha
from app.consulta_plan.consultas import de_plan, participantes
from app.consulta_plan.modelos import ApoyoElemento, Prioridad
from app.consulta_plan.reglas import Momento as MomentoDeConsulta
from app.contenido.modelos import Enlace
from app.demo.datos import anios_corridos, correr, json_de, tabla_de
from app.extensiones import db
from app.plan.consultas.alineaciones import TIPO
from app.plan.modelos import Elemento, Plan, VersionPlan

IDIOMAS = ("pt", "en")


def _plan(tipo: str) -> Plan:
    return db.session.scalars(sa.select(Plan).where(Plan.tipo == tipo)).one()


def test_los_dos_numeros_son_de_un_primer_anio(demo: Flask) -> None:
    cuenta = avance_del_plan(_plan("estrategico").id, hoy())
    plan = cuenta.cuenta
    assert plan.gestion.valor is not None
    assert plan.resultado.valor is not None
    assert Fraction(7, 100) < plan.gestion.valor < Fraction(35, 100)
    assert Fraction(10, 100) < plan.resultado.valor < Fraction(60, 100)
    situaciones = Counter(e.situacion for e in cuenta.por_elemento.values())
    assert {"a_tiempo", "en_riesgo", "atrasado", "sin_datos", "cancelado"} <= set(situaciones)
    pasaron = [c for c in json_de("cambios.json", anios_corridos(hoy())) if c["fecha"] <= hoy().isoformat()]
    a_mano = sum(c["clase"] == "situacion" for c in pasaron)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SituacionDicha)) == a_mano
    partes = plan.resultado.partes
    assert any(p.de_mas for p in partes)
    assert any(p.de_menos for p in partes)
    assert any(p.fuera == "sin_mediciones" for p in partes)


def test_cada_elemento_tiene_quien_responda_y_sus_textos(demo: Flask) -> None:
    elementos = db.session.scalars(sa.select(Elemento)).all()
    marco = _plan("marco").id
    assert len(elementos) > 180
    assert all(e.unidad_id for e in elementos if e.plan_id != marco)
    for e in elementos:
        for idioma in IDIOMAS:
            textos = e.traducciones[idioma]
            assert textos["titulo"], e.codigo
            assert bool(textos.get("descripcion")) == bool(e.descripcion), e.codigo


def test_los_demas_textos_estan_en_tres_idiomas(demo: Flask) -> None:
    for plan in db.session.scalars(sa.select(Plan)):
        for idioma in IDIOMAS:
            assert set(plan.traducciones[idioma]) == {"nombre", "lema", "presentacion"}
        assert all({"es", *IDIOMAS} <= set(nivel) for nivel in plan.niveles)
    for indicador in db.session.scalars(sa.select(Indicador)):
        for idioma in IDIOMAS:
            assert set(indicador.traducciones[idioma]) == {"nombre", "definicion", "unidad"}, indicador.codigo
    for proceso in json_de("proceso.json")["procesos"]:
        for idioma in IDIOMAS:
            assert set(proceso["traducciones"][idioma]) == {"nombre", "proposito", "reglas"}
            assert all(set(f["traducciones"][idioma]) == {"nombre", "descripcion"} for f in proceso["fases"])
    tablas = {"hitos.csv": ("Hito",), "unidades.csv": ("nombre",), "marco.csv": ("Título",)}
    for nombre, columnas in tablas.items():
        assert all(f[f"{c} [{i}]"] for f in tabla_de(nombre) for c in columnas for i in IDIOMAS)


def test_cada_objetivo_se_mide(demo: Flask) -> None:
    nivel = sa.select(Elemento.id).where(Elemento.nivel == 1, Elemento.plan_id == _plan("estrategico").id)
    objetivos = set(db.session.scalars(nivel))
    cuantos = Counter(db.session.scalars(sa.select(Indicador.elemento_id)))
    assert len(objetivos) == 20
    assert all(cuantos[o] >= 2 for o in objetivos)
    acumulaciones = set(db.session.scalars(sa.select(Indicador.acumulacion)))
    assert acumulaciones == {"incremento", "stock", "reduccion", "mantenimiento"}


def test_una_correccion_y_dos_fuentes_a_la_vista(demo: Flask) -> None:
    corregida = db.session.scalars(sa.select(Medicion).where(Medicion.corregida_en.is_not(None))).one()
    assert corregida.valor == Decimal(1930)
    assert "1.310" in corregida.motivo
    assert db.session.get_one(Medicion, corregida.reemplazo_id).valor == Decimal(1310)
    segundas = sa.select(sa.func.count()).select_from(Medicion).where(~Medicion.principal)
    assert (db.session.scalar(segundas) or 0) >= 3


def test_el_dinero_suma(demo: Flask) -> None:
    suma = sa.select(Monto.anio, Momento.clave, sa.func.sum(Monto.valor)).join(
        Momento, Momento.id == Monto.momento_id
    )
    guardado = {(a, m): int(v) for a, m, v in db.session.execute(suma.group_by(Monto.anio, Momento.clave))}
    escrito: Counter[tuple[int, str]] = Counter()
    for f in tabla_de("montos.csv", anios_corridos(hoy())):
        escrito[int(f["Año"]), f["Momento"]] += int(Decimal(f["Monto"]) * 100)
    assert guardado == dict(escrito)
    primero = min(a for a, _m in guardado)
    for anio in range(primero, primero + 4):
        assert 20_000_000_00 < guardado[anio, "programado"] < 36_000_000_00
    del_primero = [guardado[primero, m] for m in ("programado", "comprometido", "devengado", "pagado")]
    assert del_primero == sorted(del_primero, reverse=True)


def test_el_plan_se_ajusto_una_vez(demo: Flask) -> None:
    versiones = db.session.scalars(
        sa.select(VersionPlan)
        .where(VersionPlan.plan_id == _plan("estrategico").id)
        .order_by(VersionPlan.numero)
    ).all()
    assert [v.numero for v in versiones] == [1, 2]
    assert "24 casas comunales" in versiones[0].tablas["elementos"]
    assert "30 casas comunales" in versiones[1].tablas["elementos"]
    assert versiones[0].publicada_en < versiones[1].publicada_en
    cuantos = len(json_de("marco.json")["alineaciones"]) + len(json_de("plan_anual.json")["alineaciones"])
    enlaces = sa.select(sa.func.count()).select_from(Enlace).where(Enlace.tipo == TIPO)
    assert db.session.scalar(enlaces) == cuantos


def test_el_del_anio_que_viene_esta_en_consulta(demo: Flask) -> None:
    plan = _plan("anual")
    consulta = de_plan(plan.id)
    assert consulta is not None
    assert consulta.momento is MomentoDeConsulta.ABIERTA
    assert {i: bool(t["pregunta"]) for i, t in consulta.traducciones.items()} == dict.fromkeys(IDIOMAS, True)
    assert plan.inicio.year == hoy().year + 1
    assert participantes(plan.id) >= 100
    apoyos = db.session.scalar(sa.select(sa.func.count()).select_from(ApoyoElemento)) or 0
    assert apoyos > 300
    assert (db.session.scalar(sa.select(sa.func.count()).select_from(Prioridad)) or 0) > 100


@pytest.mark.parametrize("idioma", ["es", "pt", "en"])
def test_cada_pagina_del_plan_responde(demo: Flask, idioma: str) -> None:
    clave, anual = _plan("estrategico").clave, _plan("anual").clave
    codigos = db.session.scalars(sa.select(Indicador.codigo)).all()
    db.session.rollback()
    cliente = demo.test_client()
    cliente.set_cookie("idioma", idioma)
    rutas = [f"/plan/{clave}{r}" for r in ("", "/indicadores", "/dinero", "/versiones", "/2.3", "/3.2.1.2")]
    rutas += [f"/plan/{anual}", f"/plan/{anual}/consulta"]
    rutas += [f"/plan/{clave}/indicador/{c}" for c in (codigos if idioma == "es" else codigos[:3])]
    for ruta in rutas:
        assert cliente.get(ruta).status_code == 200, ruta


def test_el_plan_se_corre_con_los_anios() -> None:
    assert anios_corridos(dt.date(2026, 10, 1)) == 0
    assert anios_corridos(dt.date(2027, 9, 30)) == 0
    assert anios_corridos(dt.date(2027, 10, 1)) == 1
    assert anios_corridos(dt.date(2030, 3, 1)) == 3
    assert correr("Plan 2035, del 2026-02-01; 2.034 casas y 12.2030 litros", 1) == (
        "Plan 2036, del 2027-02-01; 2.034 casas y 12.2030 litros"
    )
