"""Cadenas hostiles de verdad en cada campo de cada formulario: se guardan, se rechazan o no dicen nada.

El cliente de pruebas ya mira que ninguna página traiga guiones, estilos ni enlaces que se ejecuten.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import delete

from app.extensiones import db
from app.nucleo.modelos import Limite
from app.nucleo.permisos import Rol
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, propuestas
from tests.fabricas.mostrador import de_mostrador

ACEPTABLES = {200, 204, 303, 400, 403, 404, 409, 413, 422, 429}
DE_TEXTO = {"text", "search", "email", "tel", "url", "number", "password", "", None}
PASO = 10
"""Cada formulario prueba una cadena de cada diez, y el siguiente, las de al lado: entre todos, todas."""
INTOCABLES = {"csrf_token", "turno", "ficha", "formulario"}

SIN_CUENTA = ("/entrar", "/registro", "/recuperar", "/activar", "/privacidad/solicitud")
DE_VECINA = ("/cuenta/datos", "/cuenta/correo", "/cuenta/clave")
DE_MOSTRADOR = ("/mostrador", "/mostrador/registrar", "/mostrador/acreditar", "/mostrador/proponer")
DE_ADMINISTRADORA = (
    "/administrar/puntos/nuevo",
    "/administrar/aviso-de-privacidad",
)
DE_CONSULTA = ("/propuestas?q=", "/c?codigo=", "/mostrador/propuestas?q=", "/administrar/roles?q=")


@pytest.fixture(scope="module")
def cadenas(datos_reales: Path) -> list[str]:
    """Una de cada línea del repertorio público de cadenas que rompen programas."""
    lineas = (datos_reales / "texto" / "blns.txt").read_text(encoding="utf-8").splitlines()
    return [linea for linea in lineas if linea and not linea.startswith("#")]


def _formularios(navegador: Cliente) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """De cada formulario que escribe: su acción, lo que ya trae y los campos donde se puede escribir."""
    for formulario in navegador.raiz.iter("form"):
        if (formulario.get("method") or "get").lower() != "post":
            continue
        puestos: dict[str, str] = {}
        libres: list[str] = []
        for campo in formulario.iter():
            nombre = campo.get("name")
            if not nombre or campo.tag not in ("input", "textarea", "select"):
                continue
            if campo.tag == "textarea" or (campo.tag == "input" and campo.get("type") in DE_TEXTO):
                libres.append(nombre)
            else:
                puestos.setdefault(nombre, _valor(campo))
        if libres:
            yield formulario.get("action") or "", puestos, libres


def _valor(campo: Element) -> str:
    if campo.tag == "select":
        opciones = [o.get("value") or "" for o in campo.iter("option")]
        return next((o for o in opciones if o), "")
    return campo.get("value") or ""


def _probar(navegador: Any, rutas: tuple[str, ...], cadenas: list[str]) -> list[str]:
    """Llena todos los campos de cada formulario con cada cadena; devuelve lo que salió mal."""
    malas: list[str] = []
    for vuelta, ruta in enumerate(rutas):
        respuesta = navegador.get(ruta)
        if respuesta.status_code != 200:
            malas.append(f"{ruta} → {respuesta.status_code}")
            continue
        formularios = list(_formularios(navegador))
        if not formularios:
            malas.append(f"{ruta}: sin formularios")
        for accion, puestos, libres in formularios:
            for cadena in cadenas[vuelta % PASO :: PASO]:
                db.session.execute(delete(Limite))
                db.session.commit()
                datos = {**puestos, **{c: cadena for c in libres if c not in INTOCABLES}}
                datos.pop("csrf_token", None)
                estado = navegador.enviar(accion or ruta, datos).status_code
                if estado not in ACEPTABLES:
                    malas.append(f"{ruta} {libres} {cadena!r} → {estado}")
    return malas


def test_sin_cuenta(cliente: Cliente, cadenas: list[str]) -> None:
    assert not _probar(cliente, SIN_CUENTA, cadenas)


def test_de_vecina(cliente: Cliente, cadenas: list[str]) -> None:
    vecina = cuentas.persona(acreditacion=1, clave=cuentas.CLAVE)
    borrador = propuestas.codigo_de(propuestas.borrador(cuentas.identidad_de(vecina)))
    publicada = propuestas.codigo_de(propuestas.propuesta(cuentas.identidad_de(vecina)))
    cuentas.entrar(cliente, vecina)
    pasos = tuple(f"/proponer/{borrador}/{paso}" for paso in ("idea", "plan", "lugar"))
    suyas = (f"/propuestas/{publicada}/editar", f"/propuestas/{publicada}/firmas")
    assert not _probar(cliente, (*DE_VECINA, *pasos, *suyas), cadenas)
    for ruta in (f"/proponer/{borrador}/revisar", f"/c/{publicada}", "/cuenta/propuestas"):
        assert cliente.get(ruta, follow_redirects=True).status_code == 200


def test_de_mostrador(cliente: Cliente, cadenas: list[str]) -> None:
    procesos.proceso()
    persona = de_mostrador()
    quien = cuentas.personal(Rol.FACILITADORA)
    cuentas.entrar(cliente, quien)
    malas: list[str] = []
    for ruta in DE_MOSTRADOR:
        _atender(cliente, persona.id)
        malas += _probar(cliente, (ruta,), cadenas)
    assert not malas


def _atender(cliente: Cliente, persona_id: int) -> None:
    pagina = cliente.enviar("/mostrador/nombre", {"nombre": "Ceiba Mansa"})
    ficha = next(c.get("value") for c in cliente.raiz.iter("input") if c.get("name") == "ficha")
    assert pagina.status_code == 200
    assert persona_id
    assert cliente.enviar("/mostrador/abrir", {"ficha": str(ficha)}).status_code == 303


def test_de_administradora(cliente: Cliente, cadenas: list[str]) -> None:
    otra = cuentas.persona()
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    rutas = (*DE_ADMINISTRADORA, f"/administrar/roles/{otra.id}")
    assert not _probar(cliente, rutas, cadenas)


def test_en_la_direccion(app: Flask, cliente: Cliente, cadenas: list[str]) -> None:
    from urllib.parse import quote

    propuestas.propuesta()
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    malas = []
    for ruta in DE_CONSULTA:
        for cadena in cadenas[::3]:
            estado = cliente.get(ruta + quote(cadena)).status_code
            if estado not in ACEPTABLES:
                malas.append(f"{ruta}{cadena!r} → {estado}")
    assert not malas
