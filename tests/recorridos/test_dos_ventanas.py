"""El mismo borrador en dos ventanas: se guarda solo mientras se escribe y nadie borra lo de la otra."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.extensiones import db
from tests.fabricas import cuentas, procesos
from tests.fabricas import propuestas as fabrica
from tests.recorridos.pagina import Visita

Abrir = Callable[..., Visita]
GUARDADO, CAMBIO = "Borrador guardado", re.compile("^Otra ventana cambió este borrador")


@pytest.fixture
def borrador(app_servida: Flask) -> tuple[str, str]:
    """La dirección de un borrador y la ficha de la sesión de quien lo escribe."""
    with app_servida.app_context():
        autora = cuentas.persona()
        quien, ficha = cuentas.identidad_de(autora), cuentas.sesion_de(autora)[1]
        codigo = fabrica.codigo_de(fabrica.borrador(quien, proceso=procesos.proceso()))
        db.session.remove()
    return f"/proponer/{codigo}/idea", ficha


@pytest.mark.parametrize("ancho", [360, 1280])
def test_dos_ventanas_y_ninguna_pierde_lo_suyo(
    visitar: Abrir, app_servida: Flask, borrador: tuple[str, str], ancho: int
) -> None:
    ruta, ficha = borrador
    una, otra = visitar(ancho=ancho), visitar(ancho=ancho)
    for visita in (una, otra):
        visita.con_sesion(app_servida, ficha)
        visita.ir(ruta)
    for texto in ("Tres horas de trabajo.", "Tres horas de trabajo, y sigo."):
        una.escribir("Tu idea", texto)
        expect(una.pagina.get_by_text(GUARDADO)).to_be_visible()
        una.pagina.evaluate("document.querySelector('[data-guardado]').textContent = ''")
    otra.escribir("Tu idea", "Lo que escribí en el teléfono.")
    expect(otra.pagina.get_by_text(CAMBIO)).to_be_visible()
    otra.pulsar("button", "Guardar y seguir")
    expect(otra.pagina.get_by_role("heading", name="Lo que hay guardado")).to_be_visible()
    expect(otra.pagina.get_by_text("Tres horas de trabajo, y sigo.")).to_be_visible()
    assert otra.pagina.get_by_label("Tu idea").input_value() == "Lo que escribí en el teléfono."
    una.escribir("Tu idea", "Tres horas de trabajo, y termino.")
    una.pulsar("button", "Guardar y seguir")
    assert una.pagina.url.endswith("/plan"), "quien guardó antes sigue sin tropiezos"
    otra.pulsar("link", "Dejar lo guardado y no lo mío")
    assert otra.pagina.get_by_label("Tu idea").input_value() == "Tres horas de trabajo, y termino."


def test_sin_javascript_se_ven_los_dos_textos_y_se_elige(
    visitar: Abrir, app_servida: Flask, borrador: tuple[str, str]
) -> None:
    ruta, ficha = borrador
    una, otra = visitar(con_js=False), visitar(con_js=False)
    for visita in (una, otra):
        visita.con_sesion(app_servida, ficha)
        visita.ir(ruta)
    una.escribir("Tu idea", "Lo de una.")
    una.pulsar("button", "Guardar y seguir")
    otra.escribir("Tu idea", "Lo de la otra.")
    otra.pulsar("button", "Guardar y seguir")
    assert "cambió en otra ventana" in otra.pagina.content() and "Lo de una." in otra.pagina.content()
    otra.pulsar("button", "Guardar y seguir")
    assert otra.pagina.url.endswith("/plan")
