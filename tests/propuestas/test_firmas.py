"""Firmar entre varias: invitar, aceptar, ver y editar el borrador; retirar, solo quien la empezó."""

from __future__ import annotations

import pytest
from flask import Flask

from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import ANONIMA, Identidad
from app.propuestas import consultas, servicios
from app.propuestas.reglas import COAUTORIAS_MAXIMO
from tests.cliente import Cliente
from tests.fabricas import cuentas
from tests.fabricas import propuestas as fabrica


@pytest.fixture
def ana(app: Flask) -> Identidad:
    return cuentas.identidad_de(cuentas.persona(seudonimo="Ana del Río", seudonimo_clave="anadelrio"))


@pytest.fixture
def eva(app: Flask) -> Identidad:
    return cuentas.identidad_de(cuentas.persona(seudonimo="Eva Núñez", seudonimo_clave="evanunez"))


def test_el_borrador_lo_ve_y_lo_cambia_quien_acepta(ana: Identidad, eva: Identidad) -> None:
    codigo = fabrica.codigo_de(fabrica.borrador(ana))
    servicios.invitar(ana, codigo, " eva NUÑEZ ")
    servicios.invitar(ana, codigo, "Eva Núñez")
    with pytest.raises(NoEncontrado):
        consultas.borrador(codigo, eva)
    firmas = [(f.codigo, f.aceptada, f.autora) for f in consultas.firmas_de(eva)]
    assert firmas == [(codigo, False, "Ana del Río")]
    servicios.responder(eva, codigo, True)
    servicios.responder(eva, codigo, True)
    db.session.commit()
    assert consultas.borrador(codigo, eva).es_mio is False
    servicios.guardar_idea(eva, codigo, "Un título de las dos", "", "Texto de las dos.")
    for accion in (servicios.publicar, servicios.borrar_borrador):
        with pytest.raises(NoEncontrado):
            accion(eva, codigo)
    servicios.publicar(ana, codigo)
    db.session.commit()
    assert consultas.ficha(codigo, ANONIMA).coautoras == ("Eva Núñez",)
    servicios.editar(eva, codigo, "Otro título", "", "Otro texto.", "Lo pidió la escuela.")
    with pytest.raises(NoPermitido):
        servicios.retirar(eva, codigo, "No me gusta.")
    assert consultas.versiones(codigo, ANONIMA)[0].quien == "Eva Núñez"


def test_decir_que_no_y_dejar_de_firmar(ana: Identidad, eva: Identidad) -> None:
    p = fabrica.propuesta(ana)
    codigo = fabrica.codigo_de(p)
    version = p.version
    servicios.invitar(ana, codigo, "Eva Núñez")
    servicios.responder(eva, codigo, True)
    servicios.responder(eva, codigo, False)
    db.session.commit()
    assert p.version > version and consultas.ficha(codigo, ANONIMA).coautoras == ()
    assert not consultas.ficha(codigo, eva).puede_editar
    with pytest.raises(Conflicto):
        servicios.responder(eva, codigo, True)
    with pytest.raises(Invalido):
        servicios.invitar(ana, codigo, "Eva Núñez")
    assert consultas.coautorias(codigo, ana) == [(eva.persona, "Eva Núñez", "rechazada")]


def test_lo_que_no_se_puede(ana: Identidad, eva: Identidad) -> None:
    p = fabrica.propuesta(ana)
    codigo = fabrica.codigo_de(p)
    for nombre in ("", "Nadie", "Ana del Río", "Eva"):
        with pytest.raises(Invalido):
            servicios.invitar(ana, codigo, nombre)
    with pytest.raises(NoEncontrado):
        servicios.invitar(eva, codigo, "Ana del Río")
    with pytest.raises(NoEncontrado):
        servicios.responder(eva, codigo, True)
    for i in range(COAUTORIAS_MAXIMO):
        cuentas.persona(seudonimo=f"Vecina {i}", seudonimo_clave=f"vecina{i}")
        servicios.invitar(ana, codigo, f"Vecina {i}")
    with pytest.raises(Invalido):
        servicios.invitar(ana, codigo, "Eva Núñez")
    servicios.quitar_firma(ana, codigo, consultas.coautorias(codigo, ana)[0][0])
    servicios.invitar(ana, codigo, "Eva Núñez")
    fabrica.apoyos(p, 3)
    with pytest.raises(Conflicto):
        servicios.quitar_firma(ana, codigo, eva.persona)


def test_las_paginas_de_principio_a_fin(app: Flask, cliente: Cliente) -> None:
    ana = cuentas.persona(seudonimo="Ana del Río", seudonimo_clave="anadelrio")
    eva = cuentas.persona(seudonimo="Eva Núñez", seudonimo_clave="evanunez")
    codigo = fabrica.codigo_de(fabrica.borrador(cuentas.identidad_de(ana), titulo="Un parque de las dos"))
    eva_id = eva.id
    _f, de_ana = cuentas.sesion_de(ana)
    _f, de_eva = cuentas.sesion_de(eva)
    galleta = app.config["COOKIE_SESION"]
    cliente.set_cookie(galleta, de_ana)
    cliente.get(f"/propuestas/{codigo}/firmas")
    assert cliente.enviar(f"/propuestas/{codigo}/firmas", {"seudonimo": "Nadie"}).status_code == 422
    assert cliente.enviar(f"/propuestas/{codigo}/firmas", {"seudonimo": "Eva Núñez"}).status_code == 303
    assert "sin responder" in cliente.get(f"/propuestas/{codigo}/firmas").get_data(as_text=True)
    cliente.set_cookie(galleta, de_eva)
    assert cliente.get(f"/propuestas/{codigo}/firmas").status_code == 404
    assert "Te invitan a firmar" in cliente.get("/cuenta/propuestas").get_data(as_text=True)
    assert cliente.enviar(f"/propuestas/{codigo}/firmar", {"respuesta": "si"}).status_code == 303
    assert "Firmas con otras personas" in cliente.get("/cuenta/propuestas").get_data(as_text=True)
    revision = cliente.get(f"/proponer/{codigo}/revisar").get_data(as_text=True)
    assert "Un parque de las dos" in revision and "Publicar mi propuesta" not in revision
    cliente.set_cookie(galleta, de_ana)
    cliente.get(f"/proponer/{codigo}/revisar")
    assert cliente.enviar(f"/proponer/{codigo}/revisar").status_code == 303
    cliente.delete_cookie(galleta)
    texto = cliente.get(f"/propuestas/{codigo}", follow_redirects=True).get_data(as_text=True)
    assert "<bdi>Ana del Río</bdi> y <bdi>Eva Núñez</bdi>" in texto
    cliente.set_cookie(galleta, de_ana)
    cliente.get(f"/propuestas/{codigo}/firmas")
    respuesta = cliente.enviar(f"/propuestas/{codigo}/firmas/quitar", {"persona": str(eva_id)})
    assert respuesta.status_code == 303
    cliente.delete_cookie(galleta)
    texto = cliente.get(f"/propuestas/{codigo}", follow_redirects=True).get_data(as_text=True)
    assert "Eva Núñez" not in texto
