"""Arnés de los recorridos: un servidor de verdad en esta máquina, Chromium y axe después de cada paso."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.extensiones import db
from app.operacion.pruebas import buscar_chromium
from tests.bases import base_nueva
from tests.recorridos.pagina import GUION_AXE, Visita


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Todo lo de esta carpeta necesita navegador."""
    for item in items:
        if "recorridos" in str(item.path):
            item.add_marker(pytest.mark.navegador)


@pytest.fixture(scope="session")
def navegador() -> Iterator[Browser]:
    """Chromium de Debian, sin gráficos; si no está se omite y se dice al final."""
    ruta = os.environ.get("RUMBO_CHROMIUM") or buscar_chromium()
    if ruta is None:
        pytest.skip("los recorridos: no hay Chromium (apt-get install chromium)")
    opciones = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--force-color-profile=srgb",
    ]
    with sync_playwright() as juego:
        abierto = juego.chromium.launch(executable_path=ruta, args=opciones)
        yield abierto
        abierto.close()


class _Callado(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Nada: los recorridos ya dicen qué piden."""


@pytest.fixture(scope="module")
def app_servida(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """La aplicación con una base propia, migrada y vacía."""
    with base_nueva("sqlite", tmp_path_factory.mktemp("recorrido"), RUMBO_URL="") as configuracion:
        app = create_app(configuracion)
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="module")
def servidor(app_servida: Flask) -> Iterator[str]:
    """El origen (`http://127.0.0.1:puerto`) de la aplicación servida en otro hilo."""
    servido = make_server("127.0.0.1", 0, app_servida, threaded=True, request_handler=_Callado)
    hilo = threading.Thread(target=servido.serve_forever, daemon=True)
    hilo.start()
    yield f"http://127.0.0.1:{servido.server_port}"
    servido.shutdown()
    hilo.join()
    servido.server_close()


@pytest.fixture
def visitar(
    navegador: Browser, servidor: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visita]]:
    """Abre una visita nueva (galletas vacías): `visitar(ancho=360, idioma="es", con_js=True)`.

    Axe mira en español: en los demás idiomas es la misma página con otras palabras.
    """
    abiertas: list[Visita] = []
    capturas = os.environ.get("RUMBO_CAPTURAS")
    carpeta = Path(capturas) / request.node.name if capturas else None

    def abrir(ancho: int = 360, idioma: str = "es", con_js: bool = True) -> Visita:
        contexto = navegador.new_context(
            viewport={"width": ancho, "height": 740},
            locale=idioma,
            java_script_enabled=con_js,
            reduced_motion="reduce",
        )
        con_axe = con_js and idioma == "es"
        if con_axe:
            contexto.add_init_script(GUION_AXE)
        visita = Visita(contexto.new_page(), servidor, con_js, carpeta)
        visita.con_axe = con_axe
        abiertas.append(visita)
        return visita

    yield abrir
    for visita in abiertas:
        visita.pagina.context.close()
