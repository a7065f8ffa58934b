"""Cuentas de mostrador: se crean sin correo, se hallan sin listarlas y se activan con un código de papel."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cuentas import consultas, servicios
from app.cuentas.errores import CodigoInservible
from app.cuentas.modelos import Llave, Persona
from app.cuentas.servicios.mostrador import activar
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import Identidad, Rol
from app.nucleo.reloj import ahora
from tests.cliente import Cliente
from tests.cuentas.comun import correos_a, enlace_en, por_correo
from tests.fabricas.cuentas import CLAVE, identidad_de, persona, personal

VACIA = {"seudonimo": None, "nombre": None, "contacto": None, "territorio_id": None, "nacimiento": None}


@pytest.fixture
def facilitadora(app: Flask) -> Identidad:
    return identidad_de(personal(Rol.FACILITADORA))


def _registrar(quien: Identidad, **datos: object) -> Persona:
    nueva = servicios.registrar_en_mostrador(quien, **{**VACIA, **datos})  # type: ignore[arg-type]
    db.session.commit()
    return nueva


def test_se_registra_sin_correo_ni_clave_ni_nombre(app: Flask, facilitadora: Identidad) -> None:
    with app.test_request_context():
        nueva = _registrar(facilitadora)
    assert (nueva.correo, nueva.clave_hash, nueva.nombre, nueva.contacto) == (None, None, None, None)
    assert nueva.seudonimo.startswith("Vecina ")
    assert (nueva.acreditacion, nueva.estado, nueva.aviso_version) == (1, "activa", 1)


def test_una_familia_comparte_el_contacto_y_los_nombres_se_hallan_sin_acentos(
    app: Flask, facilitadora: Identidad
) -> None:
    with app.test_request_context():
        una = _registrar(facilitadora, nombre="Ñusta  Quispe", contacto="+593 (99) 123-4567", nacimiento=1980)
        otra = _registrar(facilitadora, nombre="Amaru Quispe", contacto="+593 991234567")
    halladas = consultas.personas_parecidas(facilitadora, "nusta qu")
    assert [h.id for h in halladas] == [una.id]
    assert (halladas[0].iniciales, halladas[0].contacto, halladas[0].nacimiento) == ("Ñ. Q.", "•••4567", 1980)
    por_telefono = consultas.personas_parecidas(facilitadora, "+593-99-123-4567")
    assert {h.id for h in por_telefono} == {una.id, otra.id}


def test_no_se_pueden_listar_ni_salen_cuentas_con_clave(app: Flask, facilitadora: Identidad) -> None:
    with app.test_request_context():
        for _vez in range(12):
            _registrar(facilitadora, nombre="Rosario Vera")
    persona(seudonimo="Rosario con clave", seudonimo_clave="rosarioconclave", clave=CLAVE)
    for corto in ("", " ", "ros", "%", "____", "%%%%"):
        assert consultas.personas_parecidas(facilitadora, corto) == []
    halladas = consultas.personas_parecidas(facilitadora, "rosario")
    assert len(halladas) == 8
    assert "Rosario con clave" not in {h.seudonimo for h in halladas}


@pytest.mark.parametrize("rol", [None, *(r for r in Rol if r not in (Rol.VECINA, Rol.FACILITADORA))])
def test_solo_una_facilitadora(app: Flask, rol: Rol | None) -> None:
    quien = identidad_de(personal(rol) if rol else persona())
    suya = persona(correo=None)
    for acto in (
        lambda: servicios.registrar_en_mostrador(quien, **VACIA),  # type: ignore[arg-type]
        lambda: servicios.codigo_de_activacion(quien, suya.id),
        lambda: consultas.personas_parecidas(quien, "rosario"),
    ):
        with pytest.raises(NoPermitido):
            acto()


@pytest.mark.parametrize(
    ("campo", "valor"),
    [("seudonimo", "Alcaldía"), ("seudonimo", "x"), ("contacto", "123"), ("contacto", "1" * 30),
     ("nombre", "n" * 121), ("territorio_id", 999999), ("nacimiento", 1700)],
)  # fmt: skip
def test_lo_que_no_sirve_se_dice(app: Flask, facilitadora: Identidad, campo: str, valor: object) -> None:
    with app.test_request_context(), pytest.raises(Invalido) as error:
        servicios.registrar_en_mostrador(facilitadora, **{**VACIA, campo: valor})  # type: ignore[arg-type]
    assert error.value.campo == campo.removesuffix("_id")


def test_un_seudonimo_ocupado_se_dice(app: Flask, facilitadora: Identidad) -> None:
    with app.test_request_context():
        _registrar(facilitadora, seudonimo="Ceiba Mansa")
        with pytest.raises(Invalido) as error:
            servicios.registrar_en_mostrador(facilitadora, **{**VACIA, "seudonimo": "ceiba mansa"})  # type: ignore[arg-type]
    assert error.value.campo == "seudonimo"


def _codigo(app: Flask, quien: Identidad, persona_id: int) -> str:
    codigo = servicios.codigo_de_activacion(quien, persona_id)
    db.session.commit()
    return codigo


def test_activar_la_cuenta_con_el_codigo_del_papel(
    app: Flask, cliente: Cliente, facilitadora: Identidad
) -> None:
    nueva_id = persona(correo=None, seudonimo="Ceiba Mansa").id
    codigo = _codigo(app, facilitadora, nueva_id)
    assert codigo not in str(db.session.execute(sa.select(Llave.huella)).all())
    datos = {"codigo": codigo.lower().replace("-", " "), "correo": "ceiba@correo.example", "clave": CLAVE}
    assert "Activa tu cuenta" in cliente.get("/activar").text
    assert cliente.enviar("/activar", {**datos, "codigo": "AAAA-BBBB-CCCC"}).status_code == 422
    assert cliente.enviar("/activar", datos).location == "/revisa-tu-correo"
    assert db.session.get_one(Persona, nueva_id).correo is None
    mal_escrito = enlace_en(correos_a("ceiba@correo.example")[-1])
    cliente.enviar("/activar", {**datos, "correo": "mansa@correo.example"})
    assert cliente.enviar(mal_escrito).status_code == 404
    enlace = enlace_en(correos_a("mansa@correo.example")[-1])
    assert cliente.get(enlace).status_code == 200
    assert cliente.enviar(enlace).status_code == 303
    activa = por_correo("mansa@correo.example")
    assert (activa.id, activa.seudonimo) == (nueva_id, "Ceiba Mansa")
    assert cliente.enviar("/entrar", {"correo": "mansa@correo.example", "clave": CLAVE}).location == "/"
    assert cliente.application.test_client().enviar("/activar", datos).status_code == 422  # type: ignore[attr-defined]


def test_no_dice_si_la_direccion_ya_tiene_cuenta(app: Flask, cliente: Cliente, facilitadora: Identidad) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE)
    codigo = _codigo(app, facilitadora, persona(correo=None).id)
    datos = {"codigo": codigo, "correo": "rosa@correo.example", "clave": CLAVE}
    assert cliente.enviar("/activar", datos).location == "/revisa-tu-correo"
    assert "ya" in correos_a("rosa@correo.example")[-1].asunto.lower()


def test_el_codigo_caduca_se_reemplaza_y_no_es_para_quien_ya_entra(app: Flask, facilitadora: Identidad) -> None:
    nueva_id = persona(correo=None).id
    primero = _codigo(app, facilitadora, nueva_id)
    segundo = _codigo(app, facilitadora, nueva_id)
    with app.test_request_context():
        with pytest.raises(CodigoInservible):
            activar(primero, "a@correo.example", CLAVE)
        with reloj.fijado(ahora() + dt.timedelta(days=31)), pytest.raises(CodigoInservible):
            activar(segundo, "b@correo.example", CLAVE)
    with pytest.raises(Conflicto):
        servicios.codigo_de_activacion(facilitadora, persona(clave=CLAVE).id)
    with pytest.raises(NoEncontrado):
        servicios.codigo_de_activacion(facilitadora, 999999)


def test_diez_codigos_y_se_espera(cliente: Cliente) -> None:
    datos = {"codigo": "AAAA-BBBB-CCCC", "correo": "x@correo.example", "clave": CLAVE}
    with reloj.fijado(dt.datetime(2026, 5, 4, 12, 0, 1, tzinfo=dt.UTC)):
        estados = [
            cliente.enviar("/activar", {**datos, "correo": f"x{n}@correo.example"}).status_code
            for n in range(11)
        ]
    assert estados == [422] * 10 + [429]
