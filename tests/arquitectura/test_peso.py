"""Peso: lo que baja una persona la primera vez que abre cada página pública, comprimido y sin terceros."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from app.territorio import servicios as territorio_servicios
from tests.arquitectura.rutas import publicas
from tests.cliente import Cliente

PAGINA, CODIGO_CORTO, SCRIPT, HOJA = 60_000, 30_000, 15_000, 15_000
LIGERAS = {"sitio.codigo", "sitio.por_codigo", "sitio.comprobante"}
SIN_PAGINA = {
    "adjuntos.documento",
    "adjuntos.imagen",
    "adjuntos.miniatura",
    "estatico",
    "cuentas.mensaje",
    "padron.cortes",
    "salud",
    "plan.archivo_de_version",
    "plan.tabla",
    "plan.tabla_de_version",
    "sitio.idioma",
    "sitio.robots",
    "sitio.mapa_del_sitio",
    "territorio.punto",
}
"""Rutas públicas que no son una página."""


def _comprimido(app: Flask, cuerpo: bytes) -> int:
    return len(brotli.compress(cuerpo, quality=app.config["COMPRESS_BR_LEVEL"]))


def _modulos(cliente: Cliente, direccion: str, vistos: dict[str, int]) -> None:
    """Suma un módulo y los que importa."""
    if direccion in vistos:
        return
    respuesta = cliente.get(direccion, headers={"Accept-Encoding": "br"})
    assert respuesta.status_code == 200, direccion
    vistos[direccion] = len(respuesta.data)
    texto = cliente.get(direccion).get_data(as_text=True)
    for otro in re.findall(r"""from\s*["']([^"']+)["']""", texto):
        _modulos(cliente, str(Path(direccion).parent / otro), vistos)


def medir(app: Flask, cliente: Cliente, direccion: str) -> tuple[int, int, int]:
    """Bytes comprimidos de la página, de sus hojas y de sus módulos, en la primera visita."""
    respuesta = cliente.get(direccion, follow_redirects=True)
    assert respuesta.status_code == 200, f"{direccion}: {respuesta.status_code}"
    scripts: dict[str, int] = {}
    hojas = 0
    for elemento in cliente.raiz.iter():
        etiqueta, fuente = str(elemento.tag), elemento.get("src") or elemento.get("href") or ""
        if etiqueta == "script":
            _modulos(cliente, fuente, scripts)
        elif etiqueta == "link" and elemento.get("rel") == "stylesheet":
            hojas += len(cliente.get(fuente, headers={"Accept-Encoding": "br"}).data)
        if etiqueta in ("script", "img", "iframe", "source", "link") and elemento.get("rel") != "canonical":
            assert not re.match(r"(\w+:)?//", fuente), f"{direccion} pide a un tercero: {fuente}"
    return _comprimido(app, respuesta.data), hojas, sum(scripts.values())


def test_cada_pagina_publica_pesa_lo_debido(app: Flask, cliente: Cliente, direcciones: dict[str, str]) -> None:
    pesos: dict[str, tuple[int, int, int]] = {}
    for nombre, regla in publicas(app).items():
        if nombre in SIN_PAGINA or ".descargar" in nombre or "<ficha>" in regla:
            continue
        direccion = direcciones.get(nombre, regla)
        assert "<" not in direccion, f"{nombre}: pon un ejemplo de su dirección en esta prueba"
        pesos[nombre] = medir(app, cliente, direccion)
    assert len(pesos) > 10
    pasadas = {
        nombre: partes
        for nombre, partes in pesos.items()
        if sum(partes) > (CODIGO_CORTO if nombre in LIGERAS else PAGINA)
        or partes[1] > HOJA
        or partes[2] > SCRIPT
    }
    assert not pasadas, f"(página, hojas, módulos): {pasadas}"


@pytest.mark.parametrize("archivo", ["madrid", "bogota"])
def test_el_mapa_de_una_ciudad_grande(app: Flask, cliente: Cliente, datos_reales: Path, archivo: str) -> None:
    datos = (datos_reales / "geo" / f"{archivo}.geojson").read_bytes()
    territorio_servicios.importar_geojson(datos, nivel="barrio")
    assert sum(medir(app, cliente, "/territorios")) <= PAGINA


def test_las_respuestas_salen_comprimidas(app: Flask, direcciones: dict[str, str]) -> None:
    navegador = app.test_client()
    for direccion in ("/territorios", direcciones["plan.ver"]):
        respuesta = navegador.get(direccion, headers={"Accept-Encoding": "br, gzip"})
        assert respuesta.headers["Content-Encoding"] == "br", direccion
        assert "Accept-Encoding" in respuesta.headers["Vary"]
