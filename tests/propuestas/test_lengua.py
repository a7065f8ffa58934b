"""La lengua de lo que se escribe: la dicen sus palabras, no el idioma en que estaba la página."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.participacion import servicios as conversacion
from app.propuestas import servicios
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos
from tests.fabricas import propuestas as fabrica
from tests.fabricas.propuestas import codigo_de


def _idioma(contenido_id: int) -> str | None:
    return db.session.scalar(select(Contenido.idioma).where(Contenido.id == contenido_id))


def _codigo(contenido_id: int) -> str:
    return db.session.scalars(select(Contenido.codigo).where(Contenido.id == contenido_id)).one()


def test_lo_escrito_en_espanol_con_la_pagina_en_ingles_es_espanol(app: Flask, cliente: Cliente) -> None:
    autora = cuentas.identidad_de(cuentas.persona())
    with app.test_request_context(headers={"Accept-Language": "en-US"}):
        p = fabrica.propuesta(autora, titulo="Las luces del parque", resumen="", cuerpo="Están apagadas.")
        codigo = codigo_de(p)
        comentario = conversacion.comentar(autora, codigo, "Y las de la escuela también.")
        assert (_idioma(p.id), _idioma(comentario.id)) == ("es", "es")
        conversacion.editar(autora, _codigo(comentario.id), "And the ones at the school too.")
        assert _idioma(comentario.id) == "en"
    hallada = cliente.get("/propuestas?q=luz", headers={"Accept-Language": "es"}).get_data(as_text=True)
    assert codigo in hallada
    pagina = cliente.get(f"/propuestas/{codigo}", headers={"Accept-Language": "en"}, follow_redirects=True)
    assert 'lang="es">Las luces del parque</h1>' in pagina.get_data(as_text=True)


def test_corregir_el_texto_corrige_su_lengua(app: Flask) -> None:
    autora = cuentas.identidad_de(cuentas.persona())
    p = fabrica.propuesta(autora, titulo="Luces LED", resumen="", cuerpo="Led.")
    assert _idioma(p.id) == "es"
    texto = ("More light in the park", "", "It is too dark for the children.")
    servicios.editar(autora, codigo_de(p), *texto, "Lo escribo en inglés.")
    assert _idioma(p.id) == "en"


def test_los_procesos_se_nombran_en_el_idioma_de_la_pagina(app: Flask, cliente: Cliente) -> None:
    for nombre, traducido in (("Propuestas de siempre", "Everyday proposals"), ("Mejoras", "Improvements")):
        procesos.proceso(clase="convocatoria", nombre=nombre).traducciones = {"en": {"nombre": traducido}}
    db.session.commit()
    cuentas.entrar(cliente, cuentas.persona(acreditacion=1))
    cliente.set_cookie("idioma", "en")
    html = cliente.get("/proponer").get_data(as_text=True)
    assert "Everyday proposals" in html and "Improvements" in html
    assert "Propuestas de siempre" not in html and "Mejoras" not in html
