"""La pregunta y la devolución de una consulta en otros idiomas: se escriben, se leen y se descargan."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from app.consulta_plan import consultas, servicios
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo.permisos import OPERACION, Rol
from tests.cliente import Cliente
from tests.fabricas import consulta_plan as fabrica
from tests.fabricas import plan as fabrica_plan
from tests.fabricas.cuentas import entrar, personal

CONSULTA = "/plan/plan-2035/consulta"
PREGUNTA = "¿Qué tiene que lograr la ciudad primero?"
EN_PT = "O que a cidade precisa conquistar primeiro?"
ESCRITA = {
    "pregunta": PREGUNTA, "abre": "2020-01-01T08:00", "cierra": "2999-01-01T08:00", "nivel": "1",
    "puestos": "2", "acreditacion": "1",
}  # fmt: skip


def leida(cliente: Cliente, ruta: str, idioma: str) -> str:
    cliente.set_cookie("idioma", idioma)
    respuesta = cliente.get(ruta)
    assert respuesta.status_code == 200, ruta
    return str(respuesta.text)


def titulo(pagina: str) -> str:
    hallado = re.search(r"<h1[^>]*>.*?</h1>", pagina, re.DOTALL)
    assert hallado
    return hallado[0]


def textos_de(plan_id: int) -> Mapping[str, Mapping[str, str]]:
    db.session.expire_all()
    ficha = consultas.de_plan(plan_id)
    assert ficha is not None
    return ficha.traducciones


def hechos() -> list[tuple[str, bool]]:
    filas = db.session.execute(sa.select(Hecho.clase, Hecho.publico).where(Hecho.clase.like("consulta.%")))
    return [(clase, publico) for clase, publico in filas]


def test_quien_planifica_la_escribe_en_otros_idiomas_y_cada_cual_la_lee_en_el_suyo(cliente: Cliente) -> None:
    plan_id = fabrica_plan.borrador().id
    entrar(cliente, personal(Rol.PLANIFICADORA))
    formulario = cliente.get(f"{CONSULTA}/editar").text
    assert 'name="pregunta__pt"' in formulario and 'name="pregunta__en"' in formulario
    largo = {**ESCRITA, "pregunta__en": "x" * 1001}
    assert cliente.enviar(f"{CONSULTA}/editar", largo).status_code == 422
    assert cliente.enviar(f"{CONSULTA}/editar", {**ESCRITA, "pregunta__pt": f" {EN_PT} "}).status_code == 303
    assert textos_de(plan_id) == {"pt": {"pregunta": EN_PT}}
    assert titulo(leida(cliente, CONSULTA, "pt")) == f"<h1>{EN_PT}</h1>"
    assert titulo(leida(cliente, CONSULTA, "en")) == f'<h1 lang="es">{PREGUNTA}</h1>'
    assert titulo(leida(cliente, CONSULTA, "es")) == f"<h1>{PREGUNTA}</h1>"
    assert PREGUNTA in leida(cliente, f"{CONSULTA}/editar", "pt"), "se edita lo escrito, no lo leído"


@pytest.mark.parametrize(
    ("idioma", "parrafo"),
    [("pt", f'<p class="resumen">{EN_PT}</p>'), ("en", f'<p class="resumen" lang="es">{PREGUNTA}</p>')],
)
def test_la_portada_la_dice_en_el_idioma_de_quien_lee(cliente: Cliente, idioma: str, parrafo: str) -> None:
    fabrica.consulta(traducciones={"pt": {"pregunta": EN_PT}})
    assert parrafo in leida(cliente, "/", idioma)


def test_traducirla_abierta_no_pide_motivo_ni_se_publica_como_cambio(cliente: Cliente) -> None:
    plan_id = fabrica_plan.borrador().id
    entrar(cliente, personal(Rol.PLANIFICADORA))
    assert cliente.enviar(f"{CONSULTA}/editar", ESCRITA).status_code == 303
    assert cliente.enviar(f"{CONSULTA}/editar", {**ESCRITA, "pregunta__pt": EN_PT}).status_code == 303
    assert textos_de(plan_id) == {"pt": {"pregunta": EN_PT}}
    assert hechos() == [("consulta.anunciada", True), ("consulta.traducida", False)]
    assert "Fechas que cambiaron" not in leida(cliente, CONSULTA, "es")
    otra = {**ESCRITA, "pregunta": "¿Y ahora qué?", "pregunta__pt": EN_PT, "motivo": "Otra pregunta mejor"}
    assert cliente.enviar(f"{CONSULTA}/editar", otra).status_code == 422
    assert cliente.enviar(f"{CONSULTA}/editar", {**ESCRITA, "pregunta__pt": ""}).status_code == 303
    assert textos_de(plan_id) == {}


def test_cambiar_sin_dar_traducciones_conserva_las_que_hay(cliente: Cliente) -> None:
    plan = fabrica.consulta(traducciones={"pt": {"pregunta": EN_PT}})
    ficha = consultas.de_plan(plan.id)
    assert ficha is not None
    alarga = fabrica.datos(abre=ficha.abre, cierra=ficha.cierra + fabrica.DIA)
    servicios.cambiar_consulta(OPERACION, plan.id, alarga, "Lo pidieron las juntas")
    assert textos_de(plan.id) == {"pt": {"pregunta": EN_PT}}


def test_la_devolucion_se_traduce_sin_perder_la_pregunta(cliente: Cliente) -> None:
    plan_id = fabrica.consulta(traducciones={"pt": {"pregunta": EN_PT}}).id
    fabrica.cerrar(plan_id)
    entrar(cliente, personal(Rol.PLANIFICADORA))
    dicho = {"devolucion": "Se tomó **todo**", "devolucion__en": "We took **all** of it"}
    assert cliente.enviar(f"{CONSULTA}/devolucion", dicho).status_code == 303
    assert textos_de(plan_id) == {"pt": {"pregunta": EN_PT}, "en": {"devolucion": "We took **all** of it"}}
    assert hechos()[-1] == ("consulta.devuelta", True)
    corregida = {**dicho, "devolucion__en": "We took **everything**"}
    assert cliente.enviar(f"{CONSULTA}/devolucion", corregida).status_code == 303
    assert hechos()[-1] == ("consulta.traducida", False)
    resultados = f"{CONSULTA}/resultados"
    assert '<div class="prosa"><p>We took <strong>everything' in leida(cliente, resultados, "en")
    assert '<div class="prosa" lang="es"><p>Se tomó <strong>todo' in leida(cliente, resultados, "pt")
    assert f'<p class="entrada">{EN_PT}</p>' in leida(cliente, resultados, "pt")


def test_la_descarga_dice_que_se_pregunto_en_el_idioma_de_quien_descarga(cliente: Cliente) -> None:
    plan_id = fabrica.consulta(traducciones={"pt": {"pregunta": EN_PT}}).id
    acerca = _json(cliente, "pt")["acerca"]
    assert (acerca["pregunta"], sorted(acerca)) == (EN_PT, ["abre", "cierra", "pregunta"])
    assert _json(cliente, "en")["acerca"]["pregunta"] == PREGUNTA
    fabrica.cerrar(plan_id)
    servicios.devolver(OPERACION, plan_id, "Se tomó todo", {"en": {"devolucion": "We took it all"}})
    db.session.commit()
    assert _json(cliente, "en")["acerca"]["devolucion"] == "We took it all"
    cliente.set_cookie("idioma", "es")
    libro = load_workbook(io.BytesIO(cliente.get(f"{CONSULTA}/resultados.xlsx").data))
    assert libro.sheetnames == ["Tabla", "Columnas"]
    dichas = {fila[1]: fila[2] for fila in libro["Columnas"].iter_rows(values_only=True)}
    assert (dichas["pregunta"], dichas["devolucion"]) == (PREGUNTA, "Se tomó todo")


def _json(cliente: Cliente, idioma: str) -> dict[str, Any]:
    hallado: dict[str, Any] = json.loads(leida(cliente, f"{CONSULTA}/resultados.json", idioma))
    return hallado
