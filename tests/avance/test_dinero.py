"""El dinero del plan: momentos, montos con su porqué, sumas que dicen lo que falta, y sus páginas."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.avance.consultas.dinero import Dinero, dinero_del_plan, momentos
from app.avance.modelos import Momento, Monto
from app.avance.reglas.dinero import Suma
from app.avance.servicios import dinero as servicios
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import Conflicto, Invalido, NoPermitido
from app.nucleo.permisos import OPERACION, Identidad, Rol, RolEn
from app.plan import servicios as de_plan
from app.plan.consultas import arbol
from app.plan.modelos import Plan
from app.plan.reglas import FilaPlan, escribir_tabla
from tests.cliente import Cliente, seguido
from tests.cliente import texto as html_de
from tests.fabricas import plan as fabrica
from tests.fabricas.cuentas import entrar, persona, personal
from tests.recuento import Recuento

CLAVES = ["programado", "comprometido", "devengado", "pagado"]


def plan_con_dinero(clave: str = "plan-2035") -> Plan:
    """1.1.1, 1.2 y 2.1 son las hojas: 2026 completo en dos momentos, y 2027 solo en una hoja."""
    plan = fabrica.plan(clave)
    servicios.poner_momentos(OPERACION, plan.id, "comun")
    for codigo, anio, momento, valor in (
        ("1.1.1", 2026, "programado", 100_00),
        ("1.2", 2026, "programado", 300_00),
        ("2", 2026, "programado", 600_00),
        ("1.1.1", 2026, "devengado", 50_00),
        ("1.2", 2026, "devengado", 0),
        ("2.1", 2026, "devengado", 200_00),
        ("1.1.1", 2027, "programado", 70_00),
    ):
        ident = fabrica.elemento(plan, codigo).id
        servicios.anotar_monto(OPERACION, ident, anio, momento, valor, fuente="POA", motivo="Presupuesto")
    db.session.commit()
    return plan


def dinero(plan_id: int) -> Dinero:
    return dinero_del_plan(plan_id, arbol(plan_id))


def pesos(texto: str) -> str:
    return texto.replace("\xa0", "").replace("\u202f", "")


def test_las_sumas_dicen_lo_que_hay_y_lo_que_falta(app: Flask) -> None:
    plan = plan_con_dinero()
    d = dinero(plan.id)
    ids = {c: fabrica.elemento(plan, c).id for c in ("1", "1.1", "1.1.1", "1.2", "2", "2.1")}
    assert d.suma(2026, "programado") == Suma(1000_00)
    assert d.suma(2026, "programado", ids["2"]) == Suma(600_00)
    assert d.suma(2026, "programado", ids["2.1"]) == Suma(None, frozenset({ids["2.1"]}))
    assert d.suma(2026, "devengado") == Suma(250_00)
    assert d.suma(2027, "programado") == Suma(70_00, frozenset({ids["1.2"], ids["2.1"]}))
    assert d.suma(2027, "devengado") == Suma()
    assert d.suma(None, "programado", ids["1"]) == Suma(470_00, frozenset({ids["1.2"]}))
    assert d.ejecutado(2026) == Fraction(1, 4)
    assert d.ejecutado(2027) is None
    assert d.ejecutado(None) is None  # lo programado es de dos años y lo devengado, de uno


def test_lo_cancelado_no_se_echa_en_falta(app: Flask) -> None:
    plan = plan_con_dinero()
    fabrica.cancelar(plan, "2.1", "Sin dinero")
    fabrica.cancelar(plan, "1.2", "Sin dinero")
    db.session.commit()
    assert dinero(plan.id).suma(2027, "programado") == Suma(70_00)


def test_las_consultas_son_las_mismas_con_mas_elementos(app: Flask, contar: Callable[[], Recuento]) -> None:
    plan = plan_con_dinero()
    plan_id = plan.id
    plano = arbol(plan_id)
    with contar() as pocas:
        dinero_del_plan(plan_id, plano)
    mas = [FilaPlan(f"2.{n}", f"Acción {n}", "2") for n in range(2, 60)]
    de_plan.importar(OPERACION, plan.id, escribir_tabla([*fabrica.FILAS, *mas]), motivo="x")
    for n in range(2, 60):
        ident = fabrica.elemento(plan, f"2.{n}").id
        servicios.anotar_monto(OPERACION, ident, 2026, "pagado", n, motivo="x")
    db.session.commit()
    plano = arbol(plan_id)
    with contar() as muchas:
        dinero_del_plan(plan_id, plano)
    assert pocas.numero == muchas.numero <= 2


def test_cambiar_un_monto_publico_lleva_motivo_y_deja_lo_de_antes(app: Flask) -> None:
    plan = plan_con_dinero()
    ident = fabrica.elemento(plan, "1.2").id
    quien = Identidad(persona_id=persona().id, roles=(RolEn(Rol.PLANIFICADORA),), segundo_factor=True)
    with pytest.raises(Invalido):
        servicios.anotar_monto(quien, ident, 2026, "programado", 1, fuente="POA")
    db.session.rollback()
    assert not servicios.anotar_monto(quien, ident, 2026, "programado", 300_00, fuente="POA")
    assert servicios.anotar_monto(
        quien, ident, 2026, "programado", 350_00, fuente="Reforma", motivo="Reforma 1"
    )
    assert servicios.anotar_monto(quien, ident, 2026, "devengado", None, motivo="Era de otra acción")
    hechos = db.session.scalars(
        select(Hecho)
        .where(Hecho.clase == "avance.monto_cambiado", Hecho.persona_id == quien.persona_id)
        .order_by(Hecho.id)
    ).all()
    assert [(h.datos["antes"], h.datos["despues"], h.motivo, h.publico) for h in hechos] == [
        (300_00, 350_00, "Reforma 1", True),
        (0, None, "Era de otra acción", True),
    ]
    assert db.session.scalar(select(func.count()).select_from(Monto)) == 6


@pytest.mark.parametrize(
    ("anio", "momento", "valor", "campo"),
    [
        (1800, "programado", 1, "anio"),
        (2026, "pensado", 1, "momento"),
        (2026, "programado", -1, "monto"),
        (2026, "programado", 10**18, "monto"),
    ],
)
def test_lo_que_no_vale_no_se_anota(app: Flask, anio: int, momento: str, valor: int, campo: str) -> None:
    plan = plan_con_dinero()
    with pytest.raises(Invalido) as caso:
        servicios.anotar_monto(OPERACION, fabrica.elemento(plan, "1.2").id, anio, momento, valor, motivo="x")
    assert caso.value.campo == campo


def test_quien_planifica_una_unidad_solo_toca_su_dinero(app: Flask) -> None:
    obras = fabrica.unidad()
    fabrica.unidad("MOV", "Movilidad")
    filas = (FilaPlan("1", "A", unidad="OBR"), FilaPlan("2", "B", unidad="MOV"))
    plan = fabrica.plan(filas=filas)
    servicios.poner_momentos(OPERACION, plan.id, "dos")
    quien = Identidad(
        persona_id=persona().id, roles=(RolEn(Rol.PLANIFICADORA, unidad_id=obras),), segundo_factor=True
    )
    assert servicios.anotar_monto(quien, fabrica.elemento(plan, "1").id, 2026, "programado", 5, motivo="x")
    with pytest.raises(NoPermitido):
        servicios.anotar_monto(quien, fabrica.elemento(plan, "2").id, 2026, "programado", 5, motivo="x")
    with pytest.raises(NoPermitido):
        servicios.crear_momento(quien, plan.id, {"es": "Otro"})


def test_los_momentos_se_ponen_nombran_ordenan_y_quitan(app: Flask) -> None:
    plan = plan_con_dinero()
    assert [m.clave for m in momentos(plan.id)] == CLAVES
    with pytest.raises(Conflicto):
        servicios.poner_momentos(OPERACION, plan.id, "dos")
    with pytest.raises(Invalido):
        servicios.crear_momento(OPERACION, plan.id, {"es": "Pagado"})
    with pytest.raises(Invalido):
        servicios.crear_momento(OPERACION, plan.id, {"es": " ", "pt": "Pago"})
    assert (
        servicios.crear_momento(OPERACION, plan.id, {"es": "En garantía", "pt": "Em garantia"}) == "en-garantia"
    )
    assert servicios.mover_momento(OPERACION, plan.id, "en-garantia", -1)
    assert not servicios.mover_momento(OPERACION, plan.id, "programado", -1)
    assert [m.clave for m in momentos(plan.id)] == [*CLAVES[:3], "en-garantia", "pagado"]
    assert servicios.renombrar_momento(OPERACION, plan.id, "pagado", {"es": "Pagos", "en": "Payments"})
    assert not servicios.renombrar_momento(OPERACION, plan.id, "pagado", {"es": "Pagos", "en": "Payments"})
    servicios.quitar_momento(OPERACION, plan.id, "en-garantia")
    with pytest.raises(Conflicto):
        servicios.quitar_momento(OPERACION, plan.id, "programado")
    assert db.session.scalar(select(func.count()).select_from(Momento)) == 4


def texto(cliente: Cliente, ruta: str) -> str:
    return pesos(seguido(html_de(cliente, ruta)))


def test_la_pagina_del_dinero(cliente: Cliente) -> None:
    fabrica.plan()
    assert "todavía no tiene dinero anotado" in texto(cliente, "/plan/plan-2035/dinero")


def test_la_pagina_dice_cuanto_y_cuanto_falta(cliente: Cliente) -> None:
    plan_con_dinero()
    todo = texto(cliente, "/plan/plan-2035/dinero")
    assert "al menos" in todo
    assert "2027" in todo
    de_2026 = texto(cliente, "/plan/plan-2035/dinero?anio=2026")
    assert re.search(r"25 ?% ejecutado", de_2026)
    assert "Comprometido" in de_2026
    assert texto(cliente, "/plan/plan-2035/dinero?anio=abc")
    elemento = texto(cliente, "/plan/plan-2035/1")
    assert "Dinero de este elemento" in elemento
    assert "Anotar dinero" not in elemento
    for idioma, dicho in (("pt", "Empenhado"), ("en", "Committed")):
        cliente.set_cookie("idioma", idioma)
        assert dicho in texto(cliente, "/plan/plan-2035/dinero?anio=2026")


def test_los_anios_que_vienen_se_dicen_una_vez(cliente: Cliente) -> None:
    plan_con_dinero()
    cliente.get("/plan/plan-2035/dinero")
    filas = [["".join(c.itertext()) for c in f] for f in cliente.raiz.findall(".//*[@id='por-anio']//tbody/tr")]
    assert [f[0] for f in filas] == ["2026", "2027"]
    assert filas[1][2:] == ["", ""], "nada dice «sin datos» año tras año"
    assert all(filas[0])
    pagina = texto(cliente, "/plan/plan-2035/dinero")
    assert "Desde 2027 todavía no hay datos de devengado." in pagina


def test_un_borrador_no_ensena_su_dinero(cliente: Cliente) -> None:
    fabrica.borrador()
    for ruta in ("dinero", "dinero.csv", "tablas/montos.csv"):
        assert cliente.get(f"/plan/plan-2035/{ruta}").status_code == 404


def test_las_sumas_descargadas_son_las_de_la_pagina(cliente: Cliente) -> None:
    plan_con_dinero()
    lector = csv.DictReader(
        io.StringIO(cliente.get("/plan/plan-2035/dinero.csv").get_data(as_text=True).lstrip("\ufeff"))
    )
    filas = {(f["codigo"], f["anio"], f["momento"]): f for f in lector}
    assert filas["", "2026", "programado"]["suma"] == "1000.00"
    assert filas["2.1", "2026", "programado"]["suma"] == ""
    assert (filas["", "2027", "programado"]["suma"], filas["", "2027", "programado"]["faltan"]) == (
        "70.00",
        "2",
    )
    assert json.loads(cliente.get("/plan/plan-2035/dinero.json").data)["filas"]
    assert cliente.get("/plan/plan-2035/dinero.xlsx").data.startswith(b"PK")
    assert cliente.get("/plan/plan-2035/dinero.ods").status_code == 404


def test_anotar_dinero_desde_su_pagina(cliente: Cliente) -> None:
    plan_id = plan_con_dinero().id
    ruta = "/plan/plan-2035/1.2/dinero"
    assert cliente.get(ruta).status_code == 303
    entrar(cliente, personal(Rol.PLANIFICADORA))
    assert "Anotar dinero" in texto(cliente, "/plan/plan-2035/1.2")
    assert 'value="300' in texto(cliente, f"{ruta}?anio=2026&momento=programado")

    def enviar(**datos: Any) -> Any:
        todo = {
            "anio": "2026",
            "momento": "pagado",
            "monto": "1.234,50",
            "fuente": "Caja",
            "motivo": "Pago 1",
            **datos,
        }
        return cliente.enviar(ruta, todo)

    for mal in (
        {"monto": "mucho"},
        {"monto": "1,234"},
        {"monto": "-5"},
        {"anio": "26"},
        {"momento": "x"},
        {"motivo": ""},
    ):
        respuesta = enviar(**mal)
        assert respuesta.status_code == 422, mal
        assert "Caja" in respuesta.get_data(as_text=True)
    assert enviar().status_code == 303
    assert dinero(plan_id).suma(2026, "pagado").valor == 1234_50
    assert "Ya estaba así" in cliente.get(enviar().headers["Location"]).get_data(as_text=True)
    hilo = texto(cliente, "/plan/plan-2035/1.2")
    assert "Cambia su dinero" in hilo
    assert "Pago 1" in hilo
    assert enviar(monto="", motivo="Duplicado").status_code == 303
    assert dinero(plan_id).suma(2026, "pagado").valor is None


def test_los_momentos_desde_su_pagina(cliente: Cliente) -> None:
    plan_id = fabrica.plan().id
    entrar(cliente, personal(Rol.PLANIFICADORA))
    base = "/plan/plan-2035/dinero/momentos"
    assert "Decidir los momentos" in texto(cliente, "/plan/plan-2035/1.2/dinero")
    assert "¿Con cuáles empiezas?" in texto(cliente, base)
    assert cliente.enviar(f"{base}/empezar", {"plantilla": "nada"}).status_code == 422
    assert cliente.enviar(f"{base}/empezar", {"plantilla": "dos"}).status_code == 303
    assert "Presupuestado" in texto(cliente, base)
    assert cliente.enviar(f"{base}/nuevo", {"nombre": ""}).status_code == 422
    raro = "<b>&\"'ñ"
    assert cliente.enviar(f"{base}/nuevo", {"nombre": raro, "nombre__pt": "Pt"}).status_code == 303
    assert "&lt;b&gt;" in texto(cliente, base)
    clave = momentos(plan_id)[-1].clave
    una = f"/plan/plan-2035/dinero/momento/{clave}"
    assert 'value="Pt"' in texto(cliente, una)
    assert cliente.enviar(una, {"nombre": ""}).status_code == 422
    assert cliente.enviar(una, {"nombre": "Reserva", "nombre__pt": ""}).status_code == 303
    assert momentos(plan_id)[-1].nombres == {"es": "Reserva"}
    texto(cliente, base)
    assert cliente.enviar(f"{una}/mover", {"paso": "subir"}).status_code == 303
    assert [m.clave for m in momentos(plan_id)] == ["programado", clave, "devengado"]
    assert cliente.enviar(f"{una}/mover", {"paso": "quitar"}).status_code == 303
    assert len(momentos(plan_id)) == 2
    assert cliente.get("/plan/plan-2035/dinero/momento/nada").status_code == 404


def test_una_moneda_sin_centavos(app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "MONEDA", "CLP")
    plan = fabrica.plan()
    tabla = "Elemento,Año,Momento,Monto\n1.2,2026,programado,1.500.000\n"
    de_plan.importar(OPERACION, plan.id, tabla, motivo="x")
    db.session.commit()
    assert dinero(plan.id).suma(2026, "programado").valor == 1_500_000
    assert "1.500.000" in texto(cliente, "/plan/plan-2035/dinero")


def test_la_pagina_del_plan_lleva_a_su_dinero(cliente: Cliente) -> None:
    fabrica.plan()
    assert "/plan/plan-2035/dinero" not in texto(cliente, "/plan")
    plan_con_dinero("otro")
    with reloj.fijado(dt.datetime(2026, 6, 1, tzinfo=dt.UTC)):
        pagina = texto(cliente, "/plan/otro")
    assert 'href="/plan/otro/dinero"' in pagina
    assert "El dinero de 2026" in pagina


@pytest.mark.parametrize("ruta", ["/plan/plan-2035", "/plan/plan-2035/1.1", "/plan/plan-2035/dinero"])
def test_cada_momento_del_dinero_se_explica(cliente: Cliente, ruta: str) -> None:
    plan_con_dinero()
    pagina = cliente.get(ruta).get_data(as_text=True)
    assert "<dt>Programado</dt><dd>lo que se pensó gastar en el año.</dd>" in pagina
    assert "<dt>Devengado</dt>" in pagina
    assert "<dt>Pagado</dt>" not in pagina, "lo que nadie anotó no se explica"
