"""La lista guardada para quien no entró: nunca muestra lo de antes ni lo de otra persona."""

from __future__ import annotations

import datetime as dt

import brotli
from flask import Flask

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo import reloj
from app.propuestas import facetas, servicios
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, propuestas

BR = {"Accept-Encoding": "br"}


def _lista(cliente: Cliente, ruta: str = "/propuestas") -> str:
    respuesta = cliente.get(ruta, headers=BR)
    assert respuesta.status_code == 200
    if respuesta.headers.get("Content-Encoding") == "br":
        return brotli.decompress(respuesta.data).decode()
    return respuesta.get_data(as_text=True)


def test_la_segunda_sale_de_la_memoria(app: Flask, cliente: Cliente, contar) -> None:  # type: ignore[no-untyped-def]
    propuestas.propuesta(titulo="Una fuente en la plaza")
    primera = _lista(cliente)
    with contar() as cuenta:
        segunda = _lista(cliente)
    assert primera == segunda and "Una fuente en la plaza" in segunda
    assert cuenta.numero <= 3


def test_un_apoyo_se_ve_en_la_siguiente(app: Flask, cliente: Cliente) -> None:
    propuesta = propuestas.propuesta(titulo="Una fuente en la plaza")
    codigo = propuestas.codigo_de(propuesta)
    assert "persona apoya" not in _lista(cliente)
    servicios.apoyar(cuentas.identidad_de(cuentas.persona(acreditacion=1)), codigo)
    db.session.commit()
    assert "persona apoya" in _lista(cliente)


def test_lo_ocultado_desaparece_en_la_siguiente(app: Flask, cliente: Cliente) -> None:
    propuesta = propuestas.propuesta(titulo="Una fuente en la plaza")
    ident = propuesta.id
    assert "Una fuente en la plaza" in _lista(cliente)
    db.session.get_one(Contenido, ident).estado = "oculto"
    facetas.rehacer(ident)
    db.session.commit()
    assert "Una fuente en la plaza" not in _lista(cliente)


def test_quien_entro_recibe_la_suya(app: Flask, cliente: Cliente) -> None:
    propuestas.propuesta()
    assert "Entrar" in _lista(cliente)
    navegador: Cliente = app.test_client()  # type: ignore[assignment]
    cuentas.entrar(navegador, cuentas.persona(seudonimo="Vecina del Ceibo"))
    assert "Vecina del Ceibo" in _lista(navegador)
    assert "Vecina del Ceibo" not in _lista(cliente)


def test_el_idioma_no_se_mezcla(app: Flask, cliente: Cliente) -> None:
    propuestas.propuesta()
    assert 'lang="es"' in _lista(cliente)
    cliente.set_cookie("idioma", "en")
    assert '<html lang="en"' in _lista(cliente)


def test_al_cerrar_la_fase_deja_de_ofrecer_proponer(app: Flask, cliente: Cliente) -> None:
    momento = dt.datetime(2026, 6, 5, 15, 0, tzinfo=dt.UTC)
    with reloj.fijado(momento):
        proceso = procesos.proceso(fases=[procesos.ventana(abre=-30, cierra=1)])
        propuestas.propuesta(proceso=proceso)
        assert 'href="/proponer"' in _lista(cliente)
    with reloj.fijado(momento + dt.timedelta(days=2)):
        assert 'href="/proponer"' not in _lista(cliente)


def test_la_ficha_guardada_sigue_a_la_propuesta(app: Flask, cliente: Cliente) -> None:
    autora = cuentas.identidad_de(cuentas.persona(acreditacion=1))
    propuesta = propuestas.propuesta(autora, titulo="Una fuente en la plaza")
    ident, codigo = propuesta.id, propuestas.codigo_de(propuesta)
    ruta = f"/propuestas/{codigo}/una-fuente-en-la-plaza"
    assert _lista(cliente, ruta) == _lista(cliente, ruta)
    servicios.editar(autora, codigo, "Una fuente en la plaza", "", "Con agua para beber.", "Faltaba decirlo.")
    db.session.commit()
    assert "Con agua para beber." in _lista(cliente, ruta)
    servicios.apoyar(cuentas.identidad_de(cuentas.persona(acreditacion=1)), codigo)
    db.session.commit()
    assert "persona apoya" in _lista(cliente, ruta)
    db.session.get_one(Contenido, ident).estado = "oculto"
    db.session.commit()
    assert "Con agua para beber." not in _lista(cliente, ruta)


def test_la_ficha_de_otra_raiz_sigue_desviando(app: Flask, cliente: Cliente) -> None:
    codigo = propuestas.codigo_de(propuestas.propuesta(titulo="Una fuente en la plaza"))
    for _ in range(2):
        respuesta = cliente.get(f"/propuestas/{codigo}/otra-cosa", headers=BR)
        assert respuesta.status_code == 301
