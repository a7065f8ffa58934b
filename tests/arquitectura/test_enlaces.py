"""Ninguna puerta pintada: todo enlace propio lleva a una página, para cada persona y en cada idioma."""

from __future__ import annotations

import re
from collections import deque
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from app.nucleo.permisos import Rol
from tests.cliente import Cliente
from tests.fabricas import cuentas

PAGINAS = 110
"""Bastan para pasar por cada tipo de página; el resto son más filas de lo mismo."""

BUENOS = {200, 303}
REPETIDAS = (
    r"/propuestas/[^/?]+",
    r"/c/[^/?]+",
    r"/territorios/[^/?]+",
    r"[?&]",
    r"/idioma/",
    r"/elementos/\d+",
)
POR_TIPO = 4
"""De cada tipo de dirección repetida, estas."""


def _tipo(direccion: str) -> str:
    return next((patron for patron in REPETIDAS if re.search(patron, direccion)), direccion)


def _enlaces(navegador: Cliente, pagina: str) -> list[str]:
    salida = []
    for elemento in navegador.raiz.iter():
        destino = elemento.get("href") if str(elemento.tag).rpartition("}")[2] == "a" else None
        if destino and not re.match(r"(\w+:|//|#)", destino):
            salida.append(urldefrag(urljoin(pagina, destino)).url)
    return salida


def _acciones(navegador: Cliente, pagina: str) -> list[tuple[str, str]]:
    """A dónde va cada formulario; el que no lo dice va a donde digan sus botones."""
    salida = []
    for f in navegador.raiz.iter("form"):
        de_botones = [
            b.get("formaction") or ""
            for b in navegador.raiz.iter("button")
            if f.get("id") and b.get("form") == f.get("id") and b.get("formaction")
        ]
        destinos = [f.get("action") or pagina] if f.get("action") or not de_botones else de_botones
        metodo = str(f.get("method") or "get").upper()
        salida += [(metodo, urljoin(pagina, d).partition("?")[0]) for d in destinos]
    return salida


def recorrer(app: Flask, navegador: Cliente, paginas: int = PAGINAS) -> tuple[set[str], list[str]]:
    """Visita desde la portada; devuelve lo visitado y lo que no responde bien, con la página que lo enlaza."""
    cola = deque([("/", "")])
    vistas: set[str] = set()
    por_tipo: dict[str, int] = {}
    rotos: list[str] = []
    rutas = app.url_map.bind("localhost")
    while cola and len(vistas) < paginas:
        direccion, desde = cola.popleft()
        if direccion in vistas or direccion.startswith(("/estaticos/", "/idioma/")):
            continue
        por_tipo[_tipo(direccion)] = por_tipo.get(_tipo(direccion), 0) + 1
        if por_tipo[_tipo(direccion)] > POR_TIPO:
            continue
        vistas.add(direccion)
        respuesta = navegador.get(direccion)
        if respuesta.status_code not in BUENOS:
            rotos.append(f"{direccion} → {respuesta.status_code} (desde {desde})")
        if respuesta.mimetype != "text/html" or respuesta.status_code != 200:
            continue
        cola.extend((enlace, direccion) for enlace in _enlaces(navegador, direccion))
        for metodo, accion in _acciones(navegador, direccion):
            try:
                rutas.match(accion.partition("#")[0], method=metodo)
            except HTTPException:
                rotos.append(f"{metodo} {accion} no es una ruta (formulario de {direccion})")
    return vistas, rotos


EN_OTRO_IDIOMA = [pytest.param(i, marks=pytest.mark.un_motor) for i in ("pt", "en")]
"""Las mismas páginas con otras palabras: basta un motor."""


@pytest.mark.parametrize("idioma", ["es", *EN_OTRO_IDIOMA])
def test_sin_cuenta(app: Flask, cliente: Cliente, direcciones: dict[str, str], idioma: str) -> None:
    cliente.set_cookie("idioma", idioma, domain="localhost")
    vistas, rotos = recorrer(app, cliente, PAGINAS if idioma == "es" else PAGINAS // 3)
    assert not rotos
    assert cliente.raiz.get("lang") == idioma
    assert len(vistas) > 15


@pytest.mark.parametrize("rol", [Rol.VECINA, Rol.PLANIFICADORA, Rol.ADMINISTRADORA, Rol.AUDITORA])
def test_con_cuenta(app: Flask, direcciones: dict[str, str], rol: Rol) -> None:
    navegador: Any = app.test_client()
    cuentas.entrar(navegador, cuentas.persona() if rol is Rol.VECINA else cuentas.personal(rol))
    _vistas, rotos = recorrer(app, navegador)
    assert not rotos
