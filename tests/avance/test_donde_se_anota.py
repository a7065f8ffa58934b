"""Lo que la página rechaza, el archivo también: lo archivado, lo cancelado y las hojas con hitos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from flask import Flask

from app.avance import servicios as de_avance
from app.avance.dia import hoy
from app.avance.servicios import dinero, indicadores, mediciones, metas
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import Conflicto, Invalido
from app.nucleo.permisos import OPERACION, Rol
from app.plan import consultas, servicios
from app.plan.errores import ArchivoConErrores
from app.plan.modelos import Plan
from app.plan.reglas import FilaPlan
from tests.cliente import Cliente
from tests.fabricas import avance as fabrica
from tests.fabricas import plan as planes
from tests.fabricas.cuentas import entrar, personal

UNA = dt.date(2026, 1, 31)
HITOS = "Elemento,Orden,Hito\n1.1.1,1,Terreno\n"
AVANCES = "Elemento,Fecha,Porcentaje,Motivo\n1.1.1,2026-01-31,40,Informe\n"
MONTOS = "Elemento,Año,Momento,Monto\n1.1.1,2026,Programado,5\n"
METAS = "Indicador,Inicio,Fin,Meta\nI-1,2027-01-01,2027-12-31,5\n"
MEDICIONES = "Indicador,Fecha,Valor,Fuente\nI-1,2026-01-31,5,INEC\n"
INDICADORES = "Código,Elemento,Nombre,Unidad de medida\nI-9,1.1.1,Agua,%\n"
TODAS = (HITOS, AVANCES, MONTOS, METAS, MEDICIONES, INDICADORES)


@pytest.fixture
def plan(app: Flask) -> Plan:
    """Uno vigente, con un indicador en su hoja 1.1.1."""
    hecho = planes.plan()
    fabrica.indicador(planes.elemento(hecho, "1.1.1"), "I-1")
    return hecho


def errores(plan: Plan, texto: str) -> list[tuple[int | None, str, str]]:
    return [(e.fila, e.columna, e.clave) for e in consultas.ensayar(plan.id, texto).errores]


def de_a_uno(plan: Plan) -> dict[str, Callable[[], object]]:
    """Lo mismo que cada archivo, por su página."""
    hoja = planes.elemento(plan, "1.1.1").id
    uno = db.session.scalars(db.select(indicadores.Indicador).filter_by(plan_id=plan.id, codigo="I-1")).one().id
    anio = dt.date(2027, 1, 1), dt.date(2027, 12, 31)
    return {
        HITOS: lambda: de_avance.crear_hito(OPERACION, hoja, de_avance.DatosHito("Terreno"), "x"),
        AVANCES: lambda: de_avance.decir_avance(OPERACION, hoja, 40, UNA, "Informe"),
        MONTOS: lambda: dinero.anotar_monto(OPERACION, hoja, 2026, "programado", 5, motivo="x"),
        METAS: lambda: metas.guardar_metas(
            OPERACION, uno, [metas.DatosMeta(*anio, Decimal(5))], "x"
        ),
        MEDICIONES: lambda: mediciones.anotar_medicion(
            OPERACION, uno, mediciones.DatosMedicion(UNA, Decimal(5), "INEC")
        ),
        INDICADORES: lambda: indicadores.crear_indicador(
            OPERACION, plan.id, indicadores.DatosIndicador("I-9", hoja, "Agua", "%"), "x"
        ),
    }  # fmt: skip


@pytest.mark.parametrize("texto", TODAS)
def test_en_lo_cancelado_no_se_anota_por_ninguna_puerta(plan: Plan, texto: str) -> None:
    dinero.poner_momentos(OPERACION, plan.id, "comun")
    assert errores(plan, texto) == []
    planes.cancelar(plan, "1.1.1", "Ya no hay dinero")
    de_indicador = texto in (METAS, MEDICIONES)
    columna, clave = (
        ("Indicador", "indicador_cancelado") if de_indicador else ("Elemento", "elemento_cancelado")
    )
    assert errores(plan, texto) == [(2, columna, clave)]
    with pytest.raises(ArchivoConErrores):
        servicios.importar(OPERACION, plan.id, texto, motivo="x")
    with pytest.raises((Conflicto, Invalido), match="cancelado"):
        de_a_uno(plan)[texto]()


@pytest.mark.parametrize("texto", [METAS, MEDICIONES])
def test_un_indicador_cancelado_no_recibe_nada_nuevo(plan: Plan, texto: str) -> None:
    antes = de_a_uno(plan)
    fabrica.medicion(
        db.session.scalars(db.select(indicadores.Indicador).filter_by(codigo="I-1")).one(), "2025-12-31", 7,
        fuente="INEC",
    )  # fmt: skip
    uno = db.session.scalars(db.select(indicadores.Indicador).filter_by(codigo="I-1")).one().id
    indicadores.cancelar_indicador(OPERACION, uno, "Ya no se mide")
    assert errores(plan, texto) == [(2, "Indicador", "indicador_cancelado")]
    with pytest.raises(Conflicto, match="cancelado"):
        antes[texto]()
    # Lo que ya estaba se puede corregir, y lo que no cambia no se juzga.
    assert errores(plan, MEDICIONES.replace("2026-01-31,5", "2025-12-31,8")) == []
    assert errores(plan, "Indicador,Inicio,Fin,Meta\nI-1,2026-01-01,2026-12-31,100\n") == []


def test_donde_hay_hitos_no_se_dice_el_avance(plan: Plan) -> None:
    hito = fabrica.hito(planes.elemento(plan, "1.1.1"))
    assert errores(plan, AVANCES) == [(2, "Elemento", "tiene_hitos")]
    with pytest.raises(Conflicto, match="tiene hitos"):
        de_a_uno(plan)[AVANCES]()
    de_avance.cancelar_hito(OPERACION, hito.id, "x")
    assert errores(plan, AVANCES) == []


def test_los_hitos_y_lo_dicho_son_de_las_hojas(plan: Plan) -> None:
    for texto in (HITOS, AVANCES):
        assert errores(plan, texto.replace("1.1.1", "1.1")) == [(2, "Elemento", "no_es_hoja")]
    fabrica.hito(planes.elemento(plan, "1.1.1"), "Terreno", orden=1)
    servicios.crear_elemento(OPERACION, plan.id, FilaPlan("1.1.1.1", "Debajo", "1.1.1"), "x")
    assert errores(plan, HITOS) == []  # igual que estaba
    assert errores(plan, HITOS.replace("Terreno", "Otro")) == [(2, "Elemento", "no_es_hoja")]


def test_un_indicador_no_se_muda_a_lo_cancelado(plan: Plan) -> None:
    planes.cancelar(plan, "1.2", "x")
    uno = db.session.scalars(db.select(indicadores.Indicador).filter_by(codigo="I-1")).one()
    datos = indicadores.DatosIndicador("I-1", planes.elemento(plan, "1.2").id, uno.nombre, uno.unidad)
    with pytest.raises(Invalido, match="cancelado"):
        indicadores.editar_indicador(OPERACION, uno.id, datos, "x")
    mudado = "Código,Elemento,Nombre,Unidad de medida\nI-1,1.2,Indicador I-1,personas\n"
    assert errores(plan, mudado) == [(2, "Elemento", "elemento_cancelado")]
    planes.cancelar(plan, "1.1.1", "x")
    assert indicadores.editar_indicador(
        OPERACION, uno.id, replace(datos, elemento_id=planes.elemento(plan, "1.1.1").id, nombre="Otro"), "x"
    )


def test_un_plan_entero_llega_con_la_historia_de_lo_cancelado(plan: Plan) -> None:
    """En un mismo lote lo nuevo trae lo suyo, aunque ya esté cancelado; lo que ya estaba, no."""
    elementos = "Nivel 0,Código,Título,Estado\n,8,Nuevo,cancelado\n"
    cancelado = INDICADORES.replace("Unidad de medida", "Unidad de medida,Estado,Motivo")
    ensayos = []
    for texto in (
        elementos,
        cancelado.replace("I-9,1.1.1,Agua,%", "I-8,8,Agua,%,cancelado,No hay"),
        MEDICIONES.replace("I-1", "I-8"),
        HITOS.replace("1.1.1", "8"),
        AVANCES.replace("1.1.1", "8"),
    ):
        ensayo = consultas.ensayar(plan.id, texto, "", ensayos)
        assert ensayo.errores == ()
        ensayos.append(ensayo)
    cancela = consultas.ensayar(
        plan.id, cancelado.replace("I-9,1.1.1,Agua,%", "I-1,1.1.1,Indicador I-1,personas,cancelado,No hay")
    )
    hitos = consultas.ensayar(plan.id, HITOS)
    assert [e.clave for e in consultas.ensayar(plan.id, MEDICIONES, "", [cancela]).errores] == [
        "indicador_cancelado"
    ]
    assert [e.clave for e in consultas.ensayar(plan.id, AVANCES, "", [hitos]).errores] == ["tiene_hitos"]


def test_lo_que_se_mostro_ya_no_vale_si_cambia_donde_se_anota(plan: Plan) -> None:
    antes = consultas.ensayar(plan.id, AVANCES).huella, consultas.ensayar(plan.id, MEDICIONES).huella
    fabrica.hito(planes.elemento(plan, "1.1.1"))
    uno = db.session.scalars(db.select(indicadores.Indicador).filter_by(codigo="I-1")).one().id
    indicadores.cancelar_indicador(OPERACION, uno, "x")
    despues = consultas.ensayar(plan.id, AVANCES).huella, consultas.ensayar(plan.id, MEDICIONES).huella
    assert antes[0] != despues[0]
    assert antes[1] != despues[1]


def test_un_plan_archivado_ya_no_cambia_por_ninguna_puerta(plan: Plan, cliente: Cliente) -> None:
    otro = planes.plan("otro")
    acto = servicios.DatosActo("Concejo", "1", hoy())
    intentos = de_a_uno(plan)
    servicios.cambiar_estado(OPERACION, plan.id, "archivado", "Terminó")
    fila = replace(planes.FILAS[3], titulo="Otro")
    datos = servicios.DatosPlan(plan.clave, "Otro nombre", plan.inicio, plan.fin)
    lejos = planes.elemento(otro, "1").id
    hacer: list[Callable[[], object]] = [
        *intentos.values(),
        *(partial(servicios.importar, OPERACION, plan.id, texto, motivo="x") for texto in TODAS),
        lambda: servicios.aplicar_ensayos(
            OPERACION, plan.id, [("", consultas.ensayar(plan.id, MEDICIONES))], "x"
        ),
        lambda: servicios.crear_elemento(OPERACION, plan.id, FilaPlan("9", "Nuevo"), "x"),
        lambda: servicios.editar_elemento(OPERACION, plan.id, fila, "x"),
        lambda: servicios.ordenar(OPERACION, plan.id, "2", -1, "x"),
        lambda: servicios.editar_plan(OPERACION, plan.id, datos, "x"),
        lambda: servicios.aprobar(OPERACION, plan.id, acto),
        lambda: servicios.alinear(OPERACION, planes.elemento(plan, "1").id, lejos, "x"),
        lambda: servicios.desalinear(OPERACION, planes.elemento(plan, "1").id, lejos, "x"),
        lambda: de_avance.cambiar_umbrales(OPERACION, plan.id, 80, 50, "x"),
        lambda: dinero.poner_momentos(OPERACION, plan.id, "comun"),
    ]
    for intento in hacer:
        with pytest.raises(Conflicto, match="archivado"):
            intento()
    entrar(cliente, personal(Rol.PLANIFICADORA))
    pagina = cliente.get(f"/plan/{plan.clave}/importar")
    assert (pagina.status_code, "archivado" in pagina.get_data(as_text=True)) == (409, True)


def test_lo_que_no_se_sabe_no_se_da_por_cumplido(plan: Plan, cliente: Cliente) -> None:
    servicios.editar_elemento(OPERACION, plan.id, replace(planes.FILAS[3], estado="terminado"), "Se entregó")
    db.session.commit()
    pagina = cliente.get(f"/plan/{plan.clave}/1/avance").get_data(as_text=True)
    assert "pero de alguna parte no hay: no se da por cumplido." in pagina
    with reloj.fijado(dt.datetime(2036, 1, 2, 12, tzinfo=dt.UTC)):
        pagina = cliente.get(f"/plan/{plan.clave}/1/avance").get_data(as_text=True)
    assert "El plazo terminó y de alguna de sus partes no hay datos" in pagina
