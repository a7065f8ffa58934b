"""Dos ventanas, o dos personas que firman, sobre el mismo borrador: nadie borra lo que la otra guardó."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from app.extensiones import db
from app.nucleo.permisos import Identidad
from app.propuestas import consultas, servicios
from tests.cliente import Cliente
from tests.fabricas import cuentas, plan
from tests.fabricas import propuestas as fabrica

IDEA = {"titulo": "Una sombra en la parada", "cuerpo": "Lo mío, de antes."}


@pytest.fixture
def autora(app: Flask, cliente: Cliente) -> Identidad:
    persona = cuentas.persona()
    cuentas.entrar(cliente, persona)
    return cuentas.identidad_de(persona)


@pytest.fixture
def codigo(autora: Identidad) -> str:
    return fabrica.codigo_de(fabrica.borrador(autora))


def _sello(pagina: str) -> str:
    hallado = re.search(r'name="sello"[^>]*value="([0-9a-f]{16})"', pagina)
    assert hallado, "la página lleva el sello de lo que muestra"
    return hallado.group(1)


def _leer(cliente: Cliente, codigo: str, paso: str) -> str:
    return _sello(cliente.get(f"/proponer/{codigo}/{paso}").get_data(as_text=True))


def _otra_ventana(autora: Identidad, codigo: str) -> None:
    servicios.guardar_idea(autora, codigo, "Una sombra", "", "Tres horas de trabajo.\n\nY un final.")
    db.session.commit()


def test_lo_que_guardo_otra_ventana_no_se_pisa(cliente: Cliente, autora: Identidad, codigo: str) -> None:
    visto = _leer(cliente, codigo, "idea")
    _otra_ventana(autora, codigo)
    respuesta = cliente.enviar(f"/proponer/{codigo}/idea", {**IDEA, "sello": visto})
    pagina = respuesta.get_data(as_text=True)
    assert respuesta.status_code == 409
    assert "cambió en otra ventana" in pagina and "Lo que hay guardado" in pagina
    assert "<p>Tres horas de trabajo.</p>" in pagina and "Lo mío, de antes." in pagina
    assert "data-guardar=" not in pagina, "hasta decidir no se guarda nada solo"
    db.session.expire_all()
    assert consultas.borrador(codigo, autora).cuerpo.startswith("Tres horas")
    otra_vez = cliente.enviar(f"/proponer/{codigo}/idea", {**IDEA, "sello": _sello(pagina)})
    assert otra_vez.status_code == 303, "vistos los dos textos, queda el que se guarda"
    db.session.expire_all()
    assert consultas.borrador(codigo, autora).cuerpo == IDEA["cuerpo"]


def test_el_guardado_automatico_tampoco_pisa(cliente: Cliente, autora: Identidad, codigo: str) -> None:
    visto, guardar = _leer(cliente, codigo, "idea"), f"/proponer/{codigo}/guardar?paso=idea"
    primero = cliente.enviar(guardar, {**IDEA, "sello": visto})
    assert primero.status_code == 200
    seguido = cliente.enviar(guardar, {**IDEA, "cuerpo": "Sigo.", "sello": primero.get_data(as_text=True)})
    assert seguido.status_code == 200, "cada respuesta trae el sello de lo que guardó"
    _otra_ventana(autora, codigo)
    tarde = {**IDEA, "cuerpo": "Sigo y sigo.", "sello": seguido.get_data(as_text=True)}
    assert cliente.enviar(guardar, tarde).status_code == 409
    db.session.expire_all()
    assert consultas.borrador(codigo, autora).cuerpo.startswith("Tres horas")


def test_enviar_dos_veces_lo_mismo_no_molesta(cliente: Cliente, autora: Identidad, codigo: str) -> None:
    datos = {**IDEA, "sello": _leer(cliente, codigo, "idea")}
    for _ in range(2):
        assert cliente.enviar(f"/proponer/{codigo}/idea", datos).status_code == 303


def test_cada_paso_tiene_su_sello(cliente: Cliente, autora: Identidad, codigo: str) -> None:
    """Guardar el texto en una ventana no estorba a quien elige el lugar en otra; el mismo paso, sí."""
    elemento = plan.elemento(plan.plan(), "2.1").id
    propios: dict[str, dict[str, Any]] = {
        "plan": {"elementos": [elemento], "etiquetas": "sombra"},
        "lugar": {"territorio": "", "referencia": "Junto al mercado"},
    }
    for paso, datos in propios.items():
        visto = _leer(cliente, codigo, paso)
        _otra_ventana(autora, codigo)
        assert cliente.enviar(f"/proponer/{codigo}/{paso}", {**datos, "sello": visto}).status_code == 303
        nuevo = {**datos, "etiquetas": "otra", "referencia": "Lejos", "sello": visto}
        respuesta = cliente.enviar(f"/proponer/{codigo}/{paso}", nuevo)
        assert respuesta.status_code == 409, paso
        assert ("sombra" if paso == "plan" else "Junto al mercado") in respuesta.get_data(as_text=True)
