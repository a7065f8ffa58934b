"""Una foto en la propuesta, de la subida a la página: con el dedo, con el teclado y sin JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.extensiones import db
from tests.fabricas import cuentas, procesos, propuestas
from tests.fabricas.adjuntos import con_lugar, imagen, pdf
from tests.recorridos.pagina import Teclado, Visita

Abrir = Callable[..., Visita]


@pytest.fixture
def borrador(app_servida: Flask) -> tuple[str, str]:
    """Un borrador y la galleta de quien lo escribe."""
    with app_servida.app_context():
        autora = cuentas.persona()
        p = propuestas.borrador(cuentas.identidad_de(autora), proceso=procesos.proceso())
        datos = propuestas.codigo_de(p), cuentas.sesion_de(autora)[1]
        db.session.remove()
        return datos


def _elegir(visita: Visita, *archivos: tuple[str, str, bytes]) -> None:
    elegidos = [{"name": n, "mimeType": t, "buffer": b} for n, t, b in archivos]
    visita.pagina.locator("input[type=file]").set_input_files(elegidos)  # type: ignore[arg-type]


def _recorrer(visita: Visita, codigo: str) -> None:
    visita.ir(f"/proponer/{codigo}/fotos")
    _elegir(visita, ("dibujo.svg", "image/svg+xml", b"<svg onload='alert(1)'/>"))
    visita.pulsar("button", "Guardar y seguir")
    assert visita.dice("SVG no se admiten")
    foto = ("con lugar.jpg", "image/jpeg", con_lugar())
    _elegir(
        visita,
        foto,
        ("otra.png", "image/png", imagen(ancho=900, alto=600)),
        ("plano.pdf", "application/pdf", pdf()),
    )
    visita.pulsar("button", "Guardar y seguir")
    assert visita.dice("Ahora di qué se ve en cada foto")
    visita.pulsar("button", "Guardar y seguir")
    assert visita.dice("Hay un problema")
    visita.escribir(re.compile("con lugar"), "La parada, sin techo")
    visita.marcar(re.compile("^Quitar esta foto otra"))
    visita.pulsar("button", "Guardar y seguir")
    assert visita.dice("1 imagen y 1 documento")
    visita.pulsar("button", "Publicar mi propuesta")
    foto_puesta = visita.pagina.get_by_role("img", name="La parada, sin techo")
    foto_puesta.scroll_into_view_if_needed()
    assert foto_puesta.evaluate("async i => { await i.decode(); return i.naturalWidth }") == 40
    assert visita.dice("plano.pdf")
    visita.pulsar("link", "Fotos y documentos")
    visita.marcar(re.compile("^Quitar este documento"))
    visita.pulsar("button", "Guardar")
    assert not visita.dice("plano.pdf")


@pytest.mark.parametrize("ancho", [360, 1280])
def test_con_el_dedo(visitar: Abrir, app_servida: Flask, borrador: tuple[str, str], ancho: int) -> None:
    visita = visitar(ancho=ancho)
    visita.con_sesion(app_servida, borrador[1])
    _recorrer(visita, borrador[0])


def test_sin_javascript(visitar: Abrir, app_servida: Flask, borrador: tuple[str, str]) -> None:
    visita = visitar(con_js=False)
    visita.con_sesion(app_servida, borrador[1])
    _recorrer(visita, borrador[0])


def test_solo_con_el_teclado(visitar: Abrir, app_servida: Flask, borrador: tuple[str, str]) -> None:
    visita = Teclado.de(visitar())
    visita.con_sesion(app_servida, borrador[1])
    _recorrer(visita, borrador[0])


def test_la_foto_se_achica_antes_de_subir(
    visitar: Abrir, app_servida: Flask, borrador: tuple[str, str]
) -> None:
    visita = visitar()
    visita.con_sesion(app_servida, borrador[1])
    visita.ir(f"/proponer/{borrador[0]}/fotos")
    pesada = imagen("JPEG", 6000, 4500, quality=100, subsampling=0)
    assert len(pesada) > 600_000, len(pesada)
    _elegir(visita, ("pesada.jpg", "image/jpeg", pesada))
    visita.pagina.get_by_text(re.compile("Listas para subir: 1")).wait_for()
    visita.revisar()
    peso = visita.pagina.locator("input[type=file]").evaluate("c => c.files[0].size")
    assert peso < len(pesada) / 4
