"""Cuánto pesa lo que baja una persona: lo que el servidor manda, con la compresión con que lo manda.

Una sola manera de contar: las hojas y los módulos, como se sirven (Brotli, al máximo); las páginas, con la
compresión que la configuración pone a lo que cambia.
"""

from __future__ import annotations

import re
from pathlib import Path

import brotli
from flask import Flask

from app.nucleo import estaticos
from tests.cliente import Cliente

PAGINA, CODIGO_CORTO, SCRIPT, HOJA = 60_000, 30_000, 15_000, 15_000


def hoja_servida() -> bytes:
    """Todas las hojas, como las recibe quien abre la primera página."""
    comprimida = estaticos.cargar()["rumbo.css"].br
    assert comprimida is not None
    return comprimida


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
