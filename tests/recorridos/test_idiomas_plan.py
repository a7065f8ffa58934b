"""El plan medido, su consulta y los tableros: en español axe, a 360 y a 1280; en portugués y en inglés, nada en
español sin marcar.

Aquí la ciudad y la gente escriben en español y sin traducir: cada texto suyo tiene que llevar su idioma.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.avance.consultas import avance_del_plan
from app.consulta_plan import servicios as consulta_plan
from app.extensiones import db
from app.nucleo.permisos import OPERACION, Rol
from app.plan.modelos import Plan
from app.plan.reglas import FilaPlan
from tests.fabricas import avance, cuentas, procesos, propuestas, territorio
from tests.fabricas import consulta_plan as consultas
from tests.fabricas import plan as planes
from tests.recorridos.idiomas import dicho, revisar, sin_marca
from tests.recorridos.pagina import Visita

Abrir = Callable[..., Visita]
HOY = dt.date(2026, 6, 30)
FILAS = (
    FilaPlan("1", "Que la sombra llegue a las paradas", peso=60, ods=("1", "11")),
    FilaPlan("1.1", "Cuidado cerca de la casa y del trabajo", "1", ods=("3.8",)),
    FilaPlan(
        "1.1.1", "Centros para las niñas y los niños", "1.1", "Tres, junto a los mercados y el río.", peso=2
    ),
    FilaPlan("1.2", "Casa segura en la ladera y en el bajo", "1", peso=3),
    FilaPlan("2", "Moverse sin miedo por las calles", peso=40),
    FilaPlan("2.1", "Caminar sin miedo en la noche", "2", ods=("11.2",)),
)

NOMBRE = "El camino que la gente pide para el río"
LEMA = "Diez años para llegar a pie y sin miedo"
MEDIDO = {
    "nombre": "Cupos en los centros que abren por la noche",
    "definicion": "Los cupos que hay en los centros el último día del año.",
    "unidad": "cupos en los centros y las casas",
    "fuente": "El registro de los centros",
}
HITO = "Se firma el convenio con las familias"
PEDIDA = {
    "titulo": "Luz en la cancha y en las gradas del cerro",
    "resumen": "Por las noches no se ve la calle.",
}
PREGUNTA = "¿Qué tiene que lograr la ciudad primero, y con qué?"
SIN_TRADUCIR = (
    *(texto for fila in FILAS for texto in (fila.titulo, fila.descripcion) if texto),
    *(NOMBRE, LEMA, HITO, PREGUNTA),
    *MEDIDO.values(),
    *PEDIDA.values(),
)
"""Lo que la ciudad y su gente escribieron: se lee igual en todo idioma, con el suyo dicho."""
DE_LA_CIUDAD = (
    *SIN_TRADUCIR,
    "La ciudad que queremos para las que vienen.",
    "La ciudad que **queremos** para las que vienen.",
    "Según el informe de la obra.",
    "Falta el permiso para el puente.",
    "Lo que se pide en los barrios y el campo",
    "Lo que toca en el año que viene",
    "Que lo que la gente pide llegue al plan.",
)


def _plan_medido() -> Plan:
    """Un plan vigente con indicador, hitos, avance dicho y situación, todo escrito en español."""
    plan = planes.plan(
        filas=FILAS,
        nombre=NOMBRE,
        lema=LEMA,
        presentacion="La ciudad que **queremos** para las que vienen.",
    )
    hoja = planes.elemento(plan, "1.1.1")
    avance.indicador(
        planes.elemento(plan, "1.1"),
        **MEDIDO,
        decimales=1,
        mediciones=[("2026-01-31", "1234.5"), ("2026-03-31", 40)],
        metas=(("2026-01-01", "2026-12-31", 100),),
    )
    avance.hito(hoja, HITO, peso=2)
    avance.avance(planes.elemento(plan, "1.2"), 40, motivo="Según el informe de la obra.")
    avance.situacion(planes.elemento(plan, "2.1"), motivo="Falta el permiso para el puente.")
    return plan


@pytest.fixture(scope="module")
def ciudad(app_servida: Flask) -> dict[str, str]:
    """El plan medido, otro en consulta, una ciudad con lugares y propuestas; claves y sesiones para llegar."""
    with app_servida.app_context(), app_servida.test_request_context():
        plan = _plan_medido()
        anual = planes.borrador("plan-anual", FILAS, nombre="Lo que toca en el año que viene")
        consulta_plan.abrir_consulta(OPERACION, anual.id, consultas.datos(pregunta=PREGUNTA))
        lugares = territorio.ciudad()
        territorio.poblacion(lugares["n1"], 1234)
        proceso = procesos.proceso(plan_id=plan.id, nombre="Lo que se pide en los barrios y el campo")
        una = propuestas.propuesta(
            proceso=proceso,
            **PEDIDA,
            elementos=[planes.elemento(plan, "1.1").id],
            territorio_id=lugares["n1"].id,
        )
        vecina = cuentas.persona(acreditacion=2, clave=cuentas.CLAVE)
        jefa = cuentas.personal(Rol.ADMINISTRADORA, clave=cuentas.CLAVE)
        datos = {"codigo": propuestas.codigo_de(una), "plan": plan.clave, "anual": anual.clave}
        datos |= {"ella": cuentas.sesion_de(vecina)[1], "jefa": cuentas.sesion_de(jefa)[1]}
        assert avance_del_plan(plan.id, HOY).por_elemento
        db.session.remove()
        return datos


RUTAS = {
    "": (
        "/ /plan /planes /plan/{plan} /plan/{plan}/1.1 /plan/{plan}/1.1.1 /plan/{plan}/avance "
        "/plan/{plan}/1/avance /plan/{plan}/1.1.1/avance /plan/{plan}/indicadores "
        "/plan/{plan}/indicador/IND-1 /plan/{plan}/dinero /plan/{plan}/versiones /plan/{plan}/versiones/1 "
        "/plan/{anual}/consulta /ods /ods/11 /tablero /propuestas /propuestas/{codigo} /c/{codigo}"
    ),
    "ella": "/plan/{anual}/consulta /plan/{anual}/consulta/prioridades /propuestas/{codigo}",
    "jefa": (
        "/plan/{plan}/editar /plan/{plan}/1.1/editar /plan/{plan}/1.1/alinear /plan/{plan}/1.1.1/avance/anotar "
        "/plan/{plan}/1.1.1/avance/decir /plan/{plan}/1.1.1/avance/hito /plan/{plan}/1.1.1/avance/situacion "
        "/plan/{plan}/avance/umbrales /plan/{plan}/indicadores/nuevo /plan/{plan}/indicadores/anotar "
        "/plan/{plan}/indicador/IND-1/anotar /plan/{plan}/indicador/IND-1/editar "
        "/plan/{plan}/indicador/IND-1/metas /plan/{plan}/indicador/IND-1/cancelar "
        "/plan/{plan}/dinero/momentos /plan/{plan}/1.1.1/dinero /plan/{plan}/importar "
        "/plan/{plan}/versiones/publicar /plan/{plan}/editar/estado /planes/nuevo "
        "/plan/{anual}/consulta/editar /plan/{anual}/consulta/resultados /tablero/matriz /tablero/pendientes"
    ),
}


@pytest.mark.parametrize(("idioma", "ancho"), [("es", 360), ("pt", 1280), ("en", 360)])
def test_el_plan_y_los_tableros_en_cada_idioma(
    visitar: Abrir, app_servida: Flask, ciudad: dict[str, str], idioma: str, ancho: int
) -> None:
    visita = visitar(ancho=ancho, idioma=idioma)
    hallados, fallidas = [], []
    for quien, rutas in RUTAS.items():
        if quien:
            visita.con_sesion(app_servida, ciudad[quien])
        for ruta in rutas.split():
            pedida = ruta.format(**ciudad)
            if (estado := visita.ir(pedida)) != 200:
                fallidas.append(f"{pedida}: {estado}")
            if idioma == "es":
                visita.revisar_a(1280)
                continue
            hallados += revisar(visita, idioma, DE_LA_CIUDAD)
            if quien != "jefa":
                hallados += sin_marca(visita, SIN_TRADUCIR)
    assert not fallidas
    assert not hallados, "\n".join(hallados)


@pytest.mark.parametrize("idioma", ["pt", "en"])
def test_buscar_leer_apoyar_y_ver_los_resultados(
    visitar: Abrir, app_servida: Flask, ciudad: dict[str, str], idioma: str
) -> None:
    """De la búsqueda al tablero en un teléfono, tocando lo que dice ese idioma."""
    with app_servida.app_context():
        _fila, ficha = cuentas.sesion_de(cuentas.persona(acreditacion=2, clave=cuentas.CLAVE))
        db.session.remove()
    visita = visitar(idioma=idioma)
    visita.con_sesion(app_servida, ficha)
    visita.ir("/propuestas?q=cancha")
    hallados = revisar(visita, idioma, DE_LA_CIUDAD)
    visita.pulsar("link", re.compile("^Luz en la cancha"))
    hallados += revisar(visita, idioma, DE_LA_CIUDAD)
    visita.pulsar("button", dicho(idioma, "Apoyar"))
    visita.pagina.locator("main").get_by_role("button", name=dicho(idioma, "Retirar mi apoyo")).wait_for()
    visita.revisar()
    hallados += revisar(visita, idioma, DE_LA_CIUDAD)
    visita.pagina.locator("header a[href='/tablero']").click()
    visita.revisar()
    hallados += revisar(visita, idioma, DE_LA_CIUDAD)
    assert not hallados, "\n".join(hallados)


@pytest.mark.parametrize("idioma", ["pt", "en"])
def test_los_numeros_siguen_a_la_ciudad_y_las_fechas_al_idioma(
    visitar: Abrir, app_servida: Flask, ciudad: dict[str, str], idioma: str
) -> None:
    """Con la región de Ecuador, 1.234,5 se lee igual en todo idioma; el mes, en el de quien lee."""
    visita = visitar(idioma=idioma)
    antes, app_servida.config["REGION"] = app_servida.config["REGION"], "es_EC"
    try:
        visita.ir(f"/plan/{ciudad['plan']}/indicador/IND-1")
    finally:
        app_servida.config["REGION"] = antes
    leido = visita.pagina.locator("main").inner_text()
    assert "1.234,5" in leido and "1,234.5" not in leido
    assert re.search({"pt": r"31 de janeiro de 2026", "en": r"January 31, 2026|31 January 2026"}[idioma], leido)
