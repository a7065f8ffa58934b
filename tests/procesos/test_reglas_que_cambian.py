"""Cambiar reglas con el proceso en marcha: quién puede, qué se valida y qué se publica."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo.errores import Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import OPERACION, Permiso, Rol
from app.procesos import consultas, servicios
from app.procesos.modelos import Proceso
from app.procesos.reglas import Acto
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos

BUENAS: dict[str, Any] = {
    "vigencia_meses": 12,
    "acreditacion_comentar": 2,
    "motivo": "Lo pidió el concejo vecinal.",
}


def test_el_cambio_se_publica_con_lo_de_antes(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso()
    servicios.cambiar_reglas(OPERACION, proceso.id, **BUENAS)
    servicios.cambiar_reglas(OPERACION, proceso.id, **BUENAS)
    db.session.commit()
    hecho = db.session.scalars(sa.select(Hecho).where(Hecho.clase == "procesos.reglas_cambiadas")).one()
    assert hecho.datos["antes"] == {"vigencia_meses": None, "acreditacion_comentar": 1}
    guardado = db.session.get_one(Proceso, proceso.id)
    completo = consultas.por_id(proceso.id)
    assert completo is not None
    assert consultas.requisitos(completo, Acto.DEBATIR).acreditacion == 2
    texto = cliente.get(f"/procesos/{guardado.clave}").get_data(as_text=True)
    for esperado in ("12 meses desde que se publica", "Lo pidió el concejo", "→"):
        assert esperado in texto


@pytest.mark.parametrize(
    ("campo", "valor"),
    [
        ("vigencia_meses", 0),
        ("vigencia_meses", 121),
        ("acreditacion_comentar", 4),
        ("motivo", "corto"),
    ],
)
def test_lo_que_no_sirve(app: Flask, campo: str, valor: object) -> None:
    with pytest.raises(Invalido) as falta:
        servicios.cambiar_reglas(OPERACION, procesos.proceso().id, **{**BUENAS, campo: valor})
    assert falta.value.campo == campo


@pytest.mark.parametrize("rol", list(Rol))
def test_quien_puede(app: Flask, rol: Rol) -> None:
    proceso = procesos.proceso()
    alguien = cuentas.persona() if rol is Rol.VECINA else cuentas.personal(rol)
    quien = cuentas.identidad_de(alguien)
    if quien.puede(Permiso.PROCESO_EDITAR):
        servicios.cambiar_reglas(quien, proceso.id, **BUENAS)
    else:
        with pytest.raises(NoPermitido):
            servicios.cambiar_reglas(quien, proceso.id, **BUENAS)
    with pytest.raises(NoEncontrado):
        servicios.cambiar_reglas(OPERACION, 10**9, **BUENAS)


def test_la_pagina(app: Flask, cliente: Cliente) -> None:
    clave = procesos.proceso().clave
    ruta = f"/procesos/{clave}/reglas"
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    assert ruta in cliente.get(f"/procesos/{clave}").get_data(as_text=True)
    cliente.get(ruta)
    rechazo = cliente.enviar(ruta, {**BUENAS, "vigencia_meses": "500"})
    assert rechazo.status_code == 422
    assert "Lo pidió el concejo" in rechazo.get_data(as_text=True)
    assert cliente.enviar(ruta, BUENAS).status_code == 303
    pagina = cliente.get(ruta).get_data(as_text=True)
    assert 'value="12"' in pagina and pagina.count("checked") == 1
    assert "Las reglas cambiaron." in pagina
    assert cliente.enviar(ruta, BUENAS).status_code == 303
    assert "Ya estaba así: no cambió nada." in cliente.get(ruta).get_data(as_text=True)
    assert cliente.enviar(ruta, {**BUENAS, "vigencia_meses": ""}).status_code == 303
    proceso = db.session.scalars(sa.select(Proceso).where(Proceso.clave == clave)).one()
    assert proceso.vigencia_meses is None
