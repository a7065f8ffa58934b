"""Peso: lo que baja una persona la primera vez que abre cada página pública, comprimido y sin terceros."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.territorio import servicios as territorio_servicios
from tests.arquitectura.rutas import publicas
from tests.cliente import Cliente
from tests.peso import CODIGO_CORTO, HOJA, PAGINA, SCRIPT, medir

pytestmark = pytest.mark.un_motor
"""Cuánto pesa una página lo deciden la plantilla y las hojas; que salga en los dos motores lo miran otras."""
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
