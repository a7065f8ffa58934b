"""De la portada a lo que espera respuesta de un objetivo en un distrito, y su archivo, en tres toques.

En un teléfono, en una pantalla ancha, con el teclado y sin JavaScript; lo público, también en otros idiomas.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.extensiones import db
from app.nucleo.permisos import Rol
from tests.fabricas import cuentas, tableros
from tests.recorridos.pagina import Teclado, Visita

Abrir = Callable[..., Visita]


@pytest.fixture(scope="module", autouse=True)
def ciudad(app_servida: Flask) -> None:
    """Plan, lugares y propuestas; tres esperan respuesta."""
    with app_servida.app_context():
        tableros.ciudad()
        db.session.remove()


@pytest.fixture(params=["360", "1280", "teclado", "sin JavaScript"])
def visita(visitar: Abrir, request: pytest.FixtureRequest) -> Visita:
    """La misma visita de cuatro maneras."""
    if request.param == "teclado":
        return Teclado.de(visitar())
    if request.param == "sin JavaScript":
        return visitar(con_js=False)
    return visitar(ancho=int(request.param))


def _carmen(visita: Visita, app: Flask) -> Visita:
    with app.app_context():
        quien = cuentas.personal(Rol.PLANIFICADORA, unidad_id=cuentas.unidad().id)
        ficha = cuentas.sesion_de(quien)[1]
        db.session.remove()
    visita.con_sesion(app, ficha)
    return visita


def test_en_tres_toques(visita: Visita, app_servida: Flask) -> None:
    _carmen(visita, app_servida)
    visita.ir("/")
    visita.pulsar("link", "lo que espera respuesta, por objetivo y lugar")  # uno
    celda = visita.pagina.locator("tbody tr", has_text="Cuidado cerca de casa").get_by_role("link").nth(1)
    dicho = int(celda.inner_text())
    visita._activar(celda)  # dos
    visita.revisar()
    assert f"{dicho} propuesta" in visita.pagina.locator("#cuantas").inner_text()
    assert re.search(r"elemento=\d+&territorio=D1&estado=espera&*", visita.pagina.url)
    archivo = visita.descargar("link", "CSV")  # tres
    filas = list(csv.DictReader(io.StringIO(archivo.removeprefix("\ufeff"))))
    assert len(filas) == dicho and {f["estado"] for f in filas} == {"espera"}


def test_bajar_cambiar_de_modo_y_ver_los_meses(visita: Visita, app_servida: Flask) -> None:
    _carmen(visita, app_servida)
    visita.ir("/tablero/matriz")
    visita.pulsar("link", "Barrios que cuidan")
    assert visita.dice("Casa segura")
    visita.pulsar("link", "Norte")
    assert visita.dice("Las Lomas")
    menu = visita.pagina.locator(".orden summary", has_text="Cuántas")
    if menu.is_visible():  # en un teléfono, lo que se muestra se elige en un menú
        visita._tocar(menu)
    visita.pulsar("link", "Por cada mil habitantes")
    assert visita.dice("Propuestas por cada mil habitantes")
    visita.pulsar("link", "Qué está quieto y qué espera")
    assert visita.dice("Esperan respuesta")


def test_el_tablero_de_la_ciudad(visita: Visita) -> None:
    visita.ir("/")
    visita.pulsar("link", "Qué pide la ciudad, con sus cifras")
    assert visita.dice("Para qué objetivo del plan") and visita.dice("Dónde")
    visita.pulsar("link", "Sin clasificar en el plan")
    assert visita.dice("2 propuestas")


@pytest.mark.parametrize("idioma", ["pt", "en"])
def test_en_otros_idiomas(visitar: Abrir, idioma: str) -> None:
    visita = visitar(idioma=idioma)
    for ruta in ("/", "/tablero", "/propuestas?territorio=-"):
        assert visita.ir(ruta) == 200
