"""Las páginas del avance: lo que dicen a cualquiera, lo que se baja, y lo que anota quien responde."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask

from app.avance import consultas, presentacion, servicios
from app.avance.dia import hoy
from app.extensiones import db
from app.nucleo.permisos import OPERACION, Rol
from app.plan.modelos import Plan
from app.plan.reglas import FilaPlan, codigo_valido
from tests.cliente import Cliente, seguido
from tests.cliente import texto as html_de
from tests.fabricas import avance as fabrica
from tests.fabricas import plan as planes
from tests.fabricas.cuentas import entrar, persona, personal
from tests.recuento import Recuento

BASE = "/plan/plan-2035"
FILAS = (
    FilaPlan("1", "Agua para todos los barrios", peso=3, inicio=dt.date(2020, 1, 1), fin=dt.date(2099, 1, 1)),
    FilaPlan("1.1", "Redes", "1", peso=5),
    FilaPlan("1.2", "Tanques", "1", peso=3),
    FilaPlan("1.3", "Fugas", "1", peso=2),
    FilaPlan("1.4", "Plan viejo", "1", peso=9, estado="cancelado"),
    FilaPlan("2", "Calles", peso=1),
)


@pytest.fixture
def plan(app: Flask) -> Plan:
    """Un plan con hitos, un avance dicho, un indicador que se pasó, uno sin meta y un hueco."""
    hecho = planes.plan(filas=FILAS, inicio=dt.date(2020, 1, 1), fin=dt.date(2099, 12, 31))
    redes, tanques, agua = (planes.elemento(hecho, c) for c in ("1.1", "1.2", "1"))
    fabrica.hito(redes, "Terreno", peso=1, cumplido_en=dt.date(2020, 3, 10), fuente="Acta 41")
    fabrica.hito(redes, "Obra", peso=2, vence=dt.date(2020, 6, 1))
    fabrica.hito(redes, "Mural", peso=3, cancelado="Sin dinero")
    fabrica.avance(tanques, 80, "2020-04-30")
    metas = [("2020-01-01", "2099-12-31", 100)]
    fabrica.indicador(agua, "A1", nombre="Hogares con agua", metas=metas, mediciones=[("2020-05-01", 130)])
    fabrica.indicador(agua, "A2", nombre="Sin rumbo", metas=(), mediciones=[("2020-05-01", 5)])
    return hecho


def texto(cliente: Cliente, ruta: str) -> str:
    return seguido(html_de(cliente, ruta))


def visible(cliente: Cliente, ruta: str) -> str:
    """Solo lo que se lee, con un espacio entre trozos."""
    texto(cliente, ruta)
    return " ".join(" ".join(cliente.raiz.itertext()).replace("\xa0", " ").split())


def test_el_documento_dice_los_dos_numeros(cliente: Cliente, plan: Plan) -> None:
    pagina = visible(cliente, "/plan")
    for dicho in (
        "Cómo va", "Gestión: lo hecho", "Resultado: lo logrado", "51%", "Gestión y resultado: sin datos",
        "1 Cumplido" if False else "Cancelado", "Ver la cuenta entera",
        "Cada indicador se compara con la meta del período que corre", "Llegaron a su meta: ",
        "Sin avance todavía: ",
    ):  # fmt: skip
        assert dicho in pagina.replace("51 %", "51%"), dicho


def test_sin_ningun_dato_no_se_dice_cero(cliente: Cliente) -> None:
    planes.plan()
    pagina = visible(cliente, "/plan")
    assert "sin datos" in pagina
    assert "0 %" not in pagina.replace("60 %", "").replace("40 %", "").replace("100 %", "").replace("50 %", "")


def test_la_cuenta_de_un_elemento_se_puede_seguir(cliente: Cliente, plan: Plan) -> None:
    pagina = visible(cliente, f"{BASE}/1/avance")
    # (5·1/3 + 3·4/5) / 8 = 61/120
    for dicho in (
        "61/120", "Lo que entra", "Lo que no entra", "Fugas . Sin datos: no cuenta como cero, no entra.",
        "Plan viejo . Cancelado: sale de las dos sumas.", "(130 − 0) / (100 − 0) = 1,3",
        "Pasó su meta de largo (130%): cuenta entero.", "Sin rumbo . No tiene meta con que compararlo.",
    ):  # fmt: skip
        assert dicho in pagina, dicho


def test_la_cuenta_de_una_hoja_ensena_sus_hitos(cliente: Cliente, plan: Plan) -> None:
    pagina = visible(cliente, f"{BASE}/1.1/avance")
    for dicho in (
        "Terreno",
        "Cumplido el 10 de marzo de 2020",
        "Se sabe por: Acta 41",
        "Vencido",
        "Sin dinero",
    ):
        assert dicho in pagina, dicho
    assert "1 / 3 = 1/3 = 33" in pagina
    assert "Según el informe de obra." in visible(cliente, f"{BASE}/1.2/avance")
    assert "No es un cero: no se sabe." in visible(cliente, f"{BASE}/1.3/avance")
    assert "Está cancelado" in visible(cliente, f"{BASE}/1.4/avance")


def test_la_pagina_del_elemento_dice_como_va(cliente: Cliente, plan: Plan) -> None:
    pagina = visible(cliente, f"{BASE}/1.1")
    for dicho in ("Cómo va", "Ver la cuenta, paso a paso", "Sus hitos", "Terreno", "33"):
        assert dicho in pagina, dicho
    assert "Anotar su avance" not in pagina
    servicios.poner_situacion(
        OPERACION, planes.elemento(plan, "1.1").id, "en_riesgo", "Falta el permiso del río"
    )
    db.session.commit()
    pagina = visible(cliente, f"{BASE}/1.1")
    assert "Falta el permiso del río" in pagina
    assert "Se dice su situación" in pagina


def test_el_plan_entero_por_situacion(cliente: Cliente, plan: Plan) -> None:
    pagina = visible(cliente, f"{BASE}/avance")
    assert "De dónde sale la gestión" in pagina
    sin_datos = visible(cliente, f"{BASE}/avance?situacion=sin_datos")
    assert "Sin datos: 2" in sin_datos
    assert "Fugas" in sin_datos
    assert "Tanques" not in sin_datos
    assert "Ningún elemento está así." in visible(cliente, f"{BASE}/avance?situacion=atrasado")
    assert "De dónde sale" in visible(cliente, f"{BASE}/avance?situacion=nada")


def test_la_lista_de_una_situacion_va_por_paginas(cliente: Cliente) -> None:
    filas = [FilaPlan("1", "Uno"), *(FilaPlan(f"1.{n}", f"Parte {n}", "1") for n in range(1, 150))]
    planes.plan(filas=filas)
    primera = texto(cliente, f"{BASE}/avance?situacion=sin_datos")
    assert "Sin datos: 150" in primera
    assert "Parte 98<" in primera
    assert "Parte 100<" not in primera
    for pagina in (2, 9):
        segunda = texto(cliente, f"{BASE}/avance?situacion=sin_datos&pagina={pagina}")
        assert "Parte 149<" in segunda
        assert "Parte 98<" not in segunda


def bajar(cliente: Cliente, ruta: str) -> list[dict[str, str]]:
    respuesta = cliente.get(ruta)
    assert respuesta.status_code == 200
    return list(csv.DictReader(io.StringIO(respuesta.get_data(as_text=True).removeprefix("\ufeff"))))


def test_con_lo_que_se_baja_se_rehace_la_cuenta(cliente: Cliente, plan: Plan) -> None:
    filas = bajar(cliente, f"{BASE}/1/avance.csv")
    hijos = [f for f in filas if f["que"] == "hijo" and f["entra"] == "true"]
    pesos = sum(int(f["peso"]) for f in hijos)
    gestion = sum(int(f["peso"]) * Fraction(f["parte_exacta"]) for f in hijos) / pesos
    assert gestion == Fraction(61, 120)
    indicadores = [f for f in filas if f["que"] == "indicador" and f["entra"] == "true"]
    assert [Fraction(f["parte_exacta"]) for f in indicadores] == [1]
    todo = bajar(cliente, f"{BASE}/avance.csv")
    assert [f["codigo"] for f in todo] == ["1", "1.1", "1.2", "1.3", "1.4", "2"]
    assert Fraction(todo[0]["gestion_exacta"]) == gestion
    assert (todo[3]["gestion"], todo[3]["situacion"]) == ("", "sin_datos")
    assert [f["codigo"] for f in bajar(cliente, f"{BASE}/avance.csv?situacion=sin_datos")] == ["1.3", "2"]
    assert json.loads(cliente.get(f"{BASE}/1.1/avance.json").data)["filas"][0]["nombre"] == "Terreno"
    assert cliente.get(f"{BASE}/1.1/avance.xlsx").status_code == 200
    assert cliente.get(f"{BASE}/avance.pdf").status_code == 404


@pytest.mark.parametrize("resto", ["avance", "avance.csv", "1.1/avance", "1.1/avance.csv"])
def test_lo_que_no_se_ve_no_existe(cliente: Cliente, resto: str) -> None:
    planes.borrador(filas=FILAS)
    assert cliente.get(f"{BASE}/{resto}").status_code == 404
    assert cliente.get(f"/plan/otro/{resto}").status_code == 404
    entrar(cliente, personal(Rol.MODERADORA))
    assert cliente.get(f"{BASE}/{resto}").status_code == 200


def test_un_elemento_que_no_existe(cliente: Cliente, plan: Plan) -> None:
    assert cliente.get(f"{BASE}/9.9/avance").status_code == 404
    assert not codigo_valido("avance")
    assert not codigo_valido("avance.csv")


ACTOS = ("avance/anotar", "avance/hito", "avance/decir", "avance/situacion", "avance/situacion/quitar")


@pytest.mark.parametrize("resto", ACTOS)
def test_quien_entra_a_anotar(cliente: Cliente, plan: Plan, resto: str) -> None:
    ruta = f"{BASE}/1.3/{resto}"
    assert cliente.get(ruta).status_code == 302 or cliente.get(ruta).status_code == 303
    entrar(cliente, persona())
    assert cliente.get(ruta).status_code == 403
    entrar(cliente, personal(Rol.PLANIFICADORA, unidad_id=planes.unidad()))
    assert cliente.get(ruta).status_code == 403
    entrar(cliente, personal(Rol.PLANIFICADORA))
    assert cliente.get(ruta).status_code == 200


def enviar(cliente: Cliente, resto: str, estado: int = 303, **datos: Any) -> str:
    respuesta = cliente.enviar(f"{BASE}/{resto}", datos)
    assert respuesta.status_code == estado, respuesta.get_data(as_text=True)[:400]
    return respuesta.get_data(as_text=True)


def test_anotar_de_principio_a_fin(cliente: Cliente, plan: Plan) -> None:
    entrar(cliente, personal(Rol.PLANIFICADORA))
    fugas = planes.elemento(plan, "1.3").id
    cliente.get(f"{BASE}/1.3/avance/anotar")
    enviar(cliente, "1.3/avance/decir", porcentaje=35, fecha=hoy().isoformat(), motivo="Informe de mayo")
    assert fabrica.como_va(fugas, hoy()).gestion == Fraction(35, 100)
    enviar(cliente, "1.3/avance/hito", titulo="Se contrata", peso=1, motivo="Hace falta verlo")
    enviar(cliente, "1.3/avance/hito", titulo="Se entrega", peso=3, motivo="Hace falta verlo")
    uno, dos = (h.id for h in consultas.hitos_de(fugas))
    enviar(cliente, f"1.3/avance/hito/{uno}/cumplir", fecha=hoy().isoformat(), fuente="Contrato 9")
    assert fabrica.como_va(fugas, hoy()).gestion == Fraction(1, 4)
    enviar(cliente, f"1.3/avance/hito/{uno}/sin-cumplir", motivo="Se anuló")
    enviar(cliente, f"1.3/avance/hito/{dos}/ordenar", paso="subir")
    assert [h.id for h in consultas.hitos_de(fugas)] == [dos, uno]
    enviar(cliente, f"1.3/avance/hito/{uno}/cancelar", motivo="Ya no toca")
    enviar(cliente, f"1.3/avance/hito/{uno}/recuperar", motivo="Sí toca")
    enviar(cliente, f"1.3/avance/hito/{uno}", titulo="Se contrata otra vez", peso=2, motivo="Se anuló")
    enviar(cliente, "1.3/avance/situacion", situacion="atrasado", motivo="No hay dinero")
    assert "No hay dinero" in visible(cliente, f"{BASE}/1.3/avance/anotar")
    enviar(cliente, "1.3/avance/situacion/quitar", motivo="Ya hay")
    hilo = visible(cliente, f"{BASE}/1.3")
    for dicho in ("Se dice cuánto avanzó", "35%", "Se cumple un hito", "Contrato 9", "Peso: de «1» a «2»"):
        assert dicho in hilo, dicho


def test_lo_rechazado_vuelve_con_lo_escrito(cliente: Cliente, plan: Plan) -> None:
    entrar(cliente, personal(Rol.PLANIFICADORA))
    cliente.get(f"{BASE}/1.3/avance/decir")
    pagina = enviar(cliente, "1.3/avance/decir", 422, porcentaje=35, fecha="2999-01-01", motivo="Informe raro")
    assert "Esa fecha todavía no llega." in pagina
    assert "Informe raro" in pagina
    assert "De este elemento cuelgan otros" in enviar(
        cliente, "1/avance/decir", 422, porcentaje=35, fecha=hoy().isoformat(), motivo="x"
    )
    ajeno = consultas.hitos_de(planes.elemento(plan, "1.1").id)[0].id
    assert cliente.get(f"{BASE}/1.3/avance/hito/{ajeno}/cumplir").status_code == 404


def test_los_umbrales(cliente: Cliente, plan: Plan) -> None:
    entrar(cliente, personal(Rol.ADMINISTRADORA))
    cliente.get(f"{BASE}/avance/umbrales")
    enviar(cliente, "avance/umbrales", 422, a_tiempo=50, en_riesgo=60, motivo="x")
    enviar(cliente, "avance/umbrales", a_tiempo=80, en_riesgo=40, motivo="Acuerdo del concejo")
    assert consultas.umbrales_de(plan.id).a_tiempo == 80


@pytest.mark.parametrize(
    ("parte", "dicho"),
    [
        (None, "sin datos"), (Fraction(0), "0"), (Fraction(1, 1000), "1"), (Fraction(61, 120), "51"),
        (Fraction(999, 1000), "99"), (Fraction(1), "100"),
    ],
)  # fmt: skip
def test_lo_que_no_llega_no_se_redondea_a_cien(app: Flask, parte: Fraction | None, dicho: str) -> None:
    with app.test_request_context():
        assert presentacion.parte_en_texto(parte).replace("\xa0", "").removesuffix("%").strip() == dicho


def test_cuesta_lo_mismo_tenga_lo_que_tenga(
    cliente: Cliente, plan: Plan, contar: Callable[[], Recuento]
) -> None:
    rutas = ("/plan", f"{BASE}/1", f"{BASE}/avance", f"{BASE}/1/avance")

    def cuentas() -> list[int]:
        salida = []
        for ruta in rutas:
            cliente.get(ruta)
            db.session.expire_all()
            with contar() as recuento:
                cliente.get(ruta)
            salida.append(recuento.numero)
        return salida

    antes = cuentas()
    agua, redes = planes.elemento(plan, "1"), planes.elemento(plan, "1.1")
    for n in range(30):
        fabrica.hito(redes, f"Paso {n}")
        fabrica.indicador(agua, f"B{n}", mediciones=[("2026-05-01", n)])
    assert cuentas() == antes
