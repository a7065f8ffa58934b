"""Enviar dos veces la misma hoja deja una objeción, una solicitud o un corte, y contesta lo mismo."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensiones import db
from app.nucleo.errores import Invalido
from app.nucleo.permisos import OPERACION
from app.nucleo.reloj import ahora
from app.padron import servicios
from app.padron.modelos import Corte, Objecion
from app.privacidad.modelos import SolicitudDatos
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, territorio
from tests.fabricas import padron as fabrica


def _hoja(cliente: Cliente, ruta: str) -> str:
    hallada = re.search(r'name="hoja"[^>]* value="([0-9a-f]{32})"', cliente.get(ruta).text)
    assert hallada
    return hallada[1]


def _cuantas(modelo: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(modelo)) or 0


@pytest.fixture
def corte_id(app: Flask, tmp_path: Path) -> int:
    """Un corte que se puede objetar."""
    lugar = territorio.lugar()
    fabrica.importado(tmp_path, [fabrica.fila(n, lugar) for n in range(20)])
    return fabrica.corte(procesos.proceso())


@pytest.mark.parametrize("con_cuenta", [False, True])
def test_dos_toques_dejan_una_objecion(cliente: Cliente, corte_id: int, con_cuenta: bool) -> None:
    if con_cuenta:
        cuentas.entrar(cliente, cuentas.persona())
    ruta = f"/padron/cortes/{corte_id}/objetar"
    datos = {"hoja": _hoja(cliente, ruta), "clase": "falto", "texto": "Vivo en la loma y no estoy."}
    codigos = set()
    for _vez in range(2):
        assert cliente.enviar(ruta, datos).location == "/padron/objeciones/recibida"
        codigos |= set(
            re.findall(r">([A-Z2-9]{4}-[A-Z2-9]{4})<", cliente.get("/padron/objeciones/recibida").text)
        )
    assert len(codigos) == 1
    assert _cuantas(Objecion) == 1
    assert "Vivo en la loma" in cliente.get(f"/padron/objeciones?codigo={codigos.pop()}").text
    for cambio in ({"texto": "Y mi hermana tampoco."}, {"hoja": _hoja(cliente, ruta)}):
        cliente.enviar(ruta, {**datos, **cambio})
    assert _cuantas(Objecion) == 3


def test_una_falta_conserva_la_hoja(cliente: Cliente, corte_id: int) -> None:
    ruta = f"/padron/cortes/{corte_id}/objetar"
    hoja = _hoja(cliente, ruta)
    assert f'value="{hoja}"' in cliente.enviar(ruta, {"hoja": hoja, "texto": "Falta la clase."}).text


def test_dos_toques_dejan_una_solicitud(cliente: Cliente) -> None:
    ruta = "/privacidad/solicitud"
    datos = {"hoja": _hoja(cliente, ruta), "clase": "acceso", "contacto": "luz@correo.example"}
    destinos = {cliente.enviar(ruta, datos).location for _vez in range(2)}
    assert len(destinos) == 1
    assert _cuantas(SolicitudDatos) == 1
    assert "La recibimos" in cliente.get(destinos.pop()).text
    cliente.enviar(ruta, {**datos, "clase": "supresion"})
    assert _cuantas(SolicitudDatos) == 2


def test_el_mismo_corte_pedido_dos_veces_es_uno(app: Flask, corte_id: int) -> None:
    proceso, hoy = procesos.proceso(), ahora()
    fechas = [hoy + dt.timedelta(days=d) for d in (5, 10, 20)]
    primero = servicios.crear_corte(OPERACION, proceso.id, "Votación de marzo", *fechas)
    assert servicios.crear_corte(OPERACION, proceso.id, "Votación de marzo", *fechas) == primero
    for cual in range(3):
        otras = [f + dt.timedelta(minutes=i == cual) for i, f in enumerate(fechas)]
        with pytest.raises(Invalido, match="ya tiene un corte"):
            servicios.crear_corte(OPERACION, proceso.id, "Votación de marzo", *otras)
    assert _cuantas(Corte) == 2
