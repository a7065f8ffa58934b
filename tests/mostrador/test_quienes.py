"""Los roles de la persona atendida cuentan también aquí; y el lugar de quien atiende."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensiones import db
from app.mostrador import consultas, servicios
from app.nucleo.permisos import TABLA, Rol
from app.propuestas.modelos import Apoyo
from tests.cliente import Cliente
from tests.fabricas import cuentas, padron, propuestas, territorio
from tests.fabricas.mostrador import (
    abrir,
    actos,
    atencion,
    de_mostrador,
    facilitadora,
    personas,
    proceso_de_la_hoja,
    turno,
)


@pytest.mark.parametrize("rol", [r for r in Rol if r not in (Rol.VECINA, Rol.AUDITORA)])
def test_el_apoyo_del_personal_se_cuenta_aparte_tambien_aqui(app: Flask, cliente: Cliente, rol: Rol) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    atendida = cuentas.personal(rol).id
    quien = cuentas.identidad_de(facilitadora(cliente))
    servicios.abrir(quien, atendida, None, con_documento=True)
    servicios.apoyar(quien, turno(), codigo)
    assert db.session.scalars(sa.select(Apoyo.de_personal)).all() == [True]
    de_ella = consultas.atendida(quien).identidad
    assert not any(de_ella.puede(p) for p in TABLA[rol] - TABLA[Rol.VECINA])


def test_la_auditora_tampoco_participa_en_el_mostrador(cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta())
    cuentas.personal(Rol.AUDITORA, correo=None, seudonimo="Ceiba Mansa", seudonimo_clave="ceibamansa")
    facilitadora(cliente)
    abrir(cliente, "Ceiba Mansa")
    datos = {"turno": turno(), "texto": "Que tenga asientos.", "posicion": "aporte"}
    assert cliente.enviar(f"/mostrador/propuestas/{codigo}/apoyar", datos).status_code == 303
    assert "Las cuentas de auditoría miran, pero no apoyan." in cliente.get("/mostrador/persona").text
    assert cliente.enviar(f"/mostrador/propuestas/{codigo}/comentar", datos).status_code == 422
    idea = {**datos, "proceso": proceso_de_la_hoja(cliente), "titulo": "Una pileta", "cuerpo": "Agua."}
    assert cliente.enviar("/mostrador/proponer", idea).status_code == 422
    assert actos() == []
    assert not db.session.scalars(sa.select(Apoyo)).all()


def test_la_facilitadora_de_un_lugar_atiende_en_sus_puntos(cliente: Cliente) -> None:
    """Ahí, a quien llegue, sea de donde sea; fuera, ni registra ni atiende."""
    barrio, otro = territorio.lugar(), territorio.lugar()
    suyo, ajeno = padron.punto(en=barrio).id, padron.punto(en=otro).id
    de_mostrador(territorio_id=otro.id)
    cuentas.entrar(cliente, cuentas.personal(Rol.FACILITADORA, territorio_id=barrio.id))
    antes = personas()
    for punto in ("", str(ajeno)):
        cliente.enviar("/mostrador/punto", {"punto": punto})
        assert cliente.get("/mostrador/registrar").location == "/mostrador", "antes de escribir nada"
        fuera = cliente.enviar("/mostrador/registrar", {"nombre": "Rosa Pérez"})
        assert (fuera.location, personas(), atencion()) == ("/mostrador", antes, None)
        assert "elige primero, aquí, uno de sus puntos" in cliente.get("/mostrador").text
    cliente.enviar("/mostrador/punto", {"punto": str(suyo)})
    abrir(cliente, "Ceiba Mansa")
    assert atencion() is not None
