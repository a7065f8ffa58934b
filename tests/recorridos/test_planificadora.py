"""Quien planifica anota, corrige, trae tablas y publica una versión; quien vive aquí opina del plan.

Cada recorrido en un teléfono, en una pantalla ancha, solo con el teclado y sin JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from flask import Flask

from app.consulta_plan import servicios
from app.extensiones import db
from app.nucleo.permisos import OPERACION, Rol
from tests.fabricas import avance, consulta_plan, cuentas
from tests.fabricas import plan as planes
from tests.recorridos.pagina import Teclado, Visita

Abrir = Callable[..., Visita]
MANERAS = ["360", "1280", "teclado", "sin JavaScript"]
_numeros: Iterator[int] = count(1)
METAS = "Indicador,Inicio,Fin,Meta\nIND-1,2026-01-01,2026-12-31,{primera}\nIND-1,2027-01-01,2027-12-31,120\n"
MEDICIONES = "Indicador,Fecha,Valor,Fuente\nIND-1,2026-03-31,{valor},Registro de los centros\n"
PEGAR = re.compile("^O pega aquí")


@pytest.fixture(params=MANERAS)
def visita(visitar: Abrir, request: pytest.FixtureRequest) -> Visita:
    """La misma visita de cuatro maneras."""
    if request.param == "teclado":
        return Teclado.de(visitar())
    if request.param == "sin JavaScript":
        return visitar(con_js=False)
    return visitar(ancho=int(request.param))


@pytest.fixture
def clave(visita: Visita, app_servida: Flask) -> str:
    """Un plan vigente con un indicador sin ningún valor; quien visita puede planificarlo."""
    with app_servida.app_context():
        nueva = f"plan-{next(_numeros)}"
        plan = planes.plan(nueva)
        avance.indicador(
            planes.elemento(plan, "1.1"),
            nombre="Cupos en los centros",
            unidad="cupos",
            decimales=1,
            fuente="Registro de los centros",
        )
        ella = cuentas.personal(Rol.PLANIFICADORA)
        visita.con_sesion(app_servida, cuentas.sesion_de(ella)[1])
        db.session.remove()
    return nueva


def _hay_un_problema(visita: Visita, dicho: str = "Hay un problema") -> None:
    """La página dice qué falta y, donde hay JavaScript, el resumen tiene el foco."""
    assert visita.dice(dicho)
    if visita.con_js:
        enfocado = visita.pagina.evaluate("document.activeElement.matches('[data-resumen]')")
        assert enfocado, "el resumen de los errores recibe el foco"


def test_anotar_un_valor_y_corregirlo(visita: Visita, clave: str) -> None:
    visita.ir(f"/plan/{clave}/1.1")
    visita.pulsar("link", "Cupos en los centros")
    assert visita.dice("sin datos")
    visita.pulsar("link", "Anotar un valor")
    visita.escribir("Fecha", "2026-03-31")
    visita.escribir(re.compile("^Valor"), "muchos")
    visita.pulsar("button", "Anotar")
    _hay_un_problema(visita)
    assert visita.escrito(re.compile("^Valor")) == "muchos"
    visita.escribir(re.compile("^Valor"), "42")
    visita.pulsar("button", "Anotar")
    assert visita.dice("Anotado.") and visita.dice("42,0 cupos")

    visita.pulsar("link", re.compile("^Corregir"))
    visita.escribir(re.compile("^Valor"), "24,5")
    visita.pulsar("button", "Corregir")
    _hay_un_problema(visita)
    assert visita.escrito(re.compile("^Valor")) == "24,5"
    visita.escribir(re.compile("^Por qué se corrige"), "Las cifras estaban al revés.")
    visita.pulsar("button", "Corregir")
    assert visita.dice("24,5 cupos") and visita.dice("Las cifras estaban al revés.")
    assert visita.pagina.locator("main del", has_text="42,0").count(), "lo que se dijo antes sigue a la vista"

    visita.ir(f"/plan/{clave}/1.1/avance")
    assert visita.dice("24,5"), "la cuenta sale del valor corregido"
    assert not visita.dice("42,0")


def _traer(visita: Visita, clave: str, tabla: str) -> None:
    visita.ir(f"/plan/{clave}/importar")
    visita.escribir(PEGAR, tabla)
    visita.pulsar("button", "Ver qué cambiaría")


def test_traer_metas_y_mediciones_con_un_error_y_luego_bien(visita: Visita, clave: str) -> None:
    mala = METAS.format(primera="cien")
    _traer(visita, clave, mala)
    _hay_un_problema(visita, "Fila 2, columna Meta")
    corregir = re.compile("^Corrige aquí")
    assert visita.escrito(corregir).split() == mala.split(), "lo pegado no se pierde"
    visita.escribir(corregir, METAS.format(primera="80"))
    visita.pulsar("button", "Ver qué cambiaría")
    assert visita.dice("Metas de los indicadores")
    visita.pulsar("button", "Aplicar todo")
    _hay_un_problema(visita)
    visita.escribir(re.compile("^Motivo|^Por qué"), "El concejo bajó la meta de 2026.")
    visita.pulsar("button", "Aplicar todo")
    assert visita.dice("Listo: ")

    _traer(visita, clave, MEDICIONES.format(valor="64"))
    visita.escribir(re.compile("^Motivo|^Por qué"), "Informe del trimestre.")
    visita.pulsar("button", "Aplicar todo")
    visita.ir(f"/plan/{clave}/1.1")
    assert visita.dice("64,0 cupos") and visita.dice("Ver las 2 veces")
    assert "El concejo bajó la meta de 2026." in visita.pagina.content()


def test_publicar_una_version(visita: Visita, clave: str) -> None:
    visita.ir(f"/plan/{clave}/1.1/editar")
    visita.escribir("Título", "Cuidado a diez minutos de casa")
    visita.escribir(re.compile("^Por qué"), "La pidió la asamblea.")
    visita.pulsar("button", re.compile("^Guardar"))
    visita.ir(f"/plan/{clave}/versiones")
    visita.pulsar("link", "Publicar una versión")
    visita.escribir(re.compile("^Qué cambió"), "El cuidado queda a diez minutos.")
    visita.pulsar("button", "Publicar")
    _hay_un_problema(visita, "Di por qué cambió.")
    assert visita.escrito(re.compile("^Qué cambió")) == "El cuidado queda a diez minutos."
    visita.escribir(re.compile("^Por qué"), "La pidió la asamblea.")
    visita.pulsar("button", "Publicar")
    assert visita.dice("La pidió la asamblea.")
    visita.ir(f"/plan/{clave}/versiones")
    assert visita.dice("El cuidado queda a diez minutos.")


def _en_consulta(visita: Visita, app: Flask) -> str:
    with app.app_context():
        clave = f"anual-{next(_numeros)}"
        plan = planes.borrador(clave)
        servicios.abrir_consulta(OPERACION, plan.id, consulta_plan.datos())
        ella = cuentas.persona(acreditacion=2)
        visita.con_sesion(app, cuentas.sesion_de(ella)[1])
        db.session.remove()
    return clave


def test_apoyar_priorizar_y_comentar_un_plan(visita: Visita, app_servida: Flask) -> None:
    clave = _en_consulta(visita, app_servida)
    visita.ir(f"/plan/{clave}/consulta")
    visita.pulsar("button", "Apoyar 1.1")
    assert visita.dice("quedó sumado")
    assert visita.pagina.locator("main").get_by_role("button", name="Lo apoyas: retirar 1.1").count() == 1

    visita.pulsar("link", "Elegir mis prioridades")
    visita.pulsar("button", "Revisar el orden")
    _hay_un_problema(visita)
    for puesto, elegido in (("Puesto 1", "1.2 Casa segura"), ("Puesto 2", "1.1 Cuidado cerca de casa")):
        visita.elegir(puesto, elegido)
    visita.pulsar("button", "Revisar el orden")
    visita.pulsar("button", "Subir 1.1")
    visita.pulsar("button", "Guardar mis prioridades")
    assert visita.dice("Tus prioridades quedaron guardadas.")
    orden = visita.pagina.locator("main .consulta-orden li").all_inner_texts()
    assert [t.split()[0] for t in orden] == ["1.1", "1.2"]

    visita.pulsar("link", "comentar 1.1")
    visita.pulsar("button", "Publicar comentario")
    _hay_un_problema(visita)
    visita.marcar(re.compile("a favor", re.I))
    visita.escribir(re.compile("comentario", re.I), "Que abran también los sábados.")
    visita.pulsar("button", "Publicar comentario")
    assert visita.dice("Que abran también los sábados.")
