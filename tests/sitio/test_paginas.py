"""La portada, el código corto, las páginas fijas y lo que leen los buscadores."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from app.contenido.modelos import Contenido
from app.extensiones import db
from tests.cliente import Cliente
from tests.fabricas import plan, procesos, propuestas
from tests.fabricas.propuestas import codigo_de
from tests.peso import CODIGO_CORTO, PAGINA, medir

FIJAS = ("/como-funciona", "/accesibilidad", "/privacidad", "/c", "/procesos", "/proponer")


@pytest.mark.parametrize("idioma", ["es", "pt", "en"])
@pytest.mark.parametrize("ruta", ["/", "/propuestas", *FIJAS])
def test_vacia_y_con_proceso_responden_en_cada_idioma(
    app: Flask, cliente: Cliente, ruta: str, idioma: str
) -> None:
    cliente.set_cookie("idioma", idioma)
    assert cliente.get(ruta).status_code == 200
    procesos.proceso()
    assert cliente.get(ruta).status_code == 200
    assert cliente.raiz.get("lang") == idioma


def test_la_portada_no_ofrece_lo_que_no_esta_abierto(app: Flask, cliente: Cliente) -> None:
    procesos.proceso(fases=[procesos.ventana(abre=-20, cierra=-10)])
    texto = cliente.get("/").get_data(as_text=True)
    assert 'href="/proponer"' not in texto
    assert "Ahora no hay nada abierto" in texto
    assert "ideas publicadas" not in texto, "sin propuestas no hay cifras que mostrar"


def test_la_portada_muestra_lo_abierto_y_las_cifras_de_verdad(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso(umbral_ciudad=1, nombre="Propuestas de siempre")
    propuestas.apoyos(propuestas.propuesta(proceso=proceso, titulo="La que pasó"), 1)
    propuestas.propuesta(proceso=proceso, titulo="La que espera")
    texto = cliente.get("/").get_data(as_text=True)
    for dicho in (
        "Propuestas de siempre",
        "ideas publicadas",
        "pasó el umbral y espera respuesta",
        "La que pasó",
    ):
        assert dicho in texto


def test_pesos(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso()
    propuestas.muchas(proceso, 30)
    codigo = codigo_de(propuestas.propuesta(proceso=proceso, cuerpo="Una línea.\n\n" * 200))
    clave = proceso.clave
    for ruta in (
        "/",
        "/propuestas",
        f"/propuestas/{codigo}/una-sombra-en-la-parada-del-mercado",
        f"/procesos/{clave}",
    ):
        assert sum(medir(app, cliente, ruta)) <= PAGINA, ruta
    for ruta in (f"/c/{codigo}", "/c"):
        assert sum(medir(app, cliente, ruta)) <= CODIGO_CORTO, ruta


@pytest.mark.parametrize("forma", ["{}", "{a}-{b}", "{min}", "{a} {b}", "{a}–{b}", " {min} "])
def test_el_codigo_vale_tecleado_de_cualquier_manera(app: Flask, cliente: Cliente, forma: str) -> None:
    codigo = codigo_de(propuestas.propuesta(titulo="Para buscar por código"))
    tecleado = forma.format(codigo, a=codigo[:4], b=codigo[4:], min=codigo.lower())
    assert "Para buscar por código" in cliente.get(f"/c/{tecleado}").get_data(as_text=True)
    respuesta = cliente.get("/c", query_string={"codigo": tecleado}, follow_redirects=True)
    assert "Para buscar por código" in respuesta.get_data(as_text=True)


@pytest.mark.parametrize(
    ("tecleado", "estado"), [("ZZZZZZZZ", 404), ("corto", 404), ("<script>", 404), ("%00", 404)]
)
def test_un_codigo_que_no_existe_lo_dice_y_deja_probar(
    app: Flask, cliente: Cliente, tecleado: str, estado: int
) -> None:
    respuesta = cliente.get(f"/c/{tecleado}")
    assert respuesta.status_code == estado
    assert 'name="codigo"' in respuesta.get_data(as_text=True)
    assert cliente.get("/c", query_string={"codigo": "corto"}).status_code == 422


def test_los_codigos_de_otras_cosas_llevan_a_su_pagina(app: Flask, cliente: Cliente) -> None:
    elemento = plan.elemento(plan.plan(), "2.1")
    proceso = procesos.proceso()
    codigos = {
        db.session.get_one(Contenido, elemento.id).codigo: f"/elementos/{elemento.id}",
        db.session.get_one(Contenido, proceso.id).codigo: f"/procesos/{proceso.clave}",
    }
    for codigo, destino in codigos.items():
        assert cliente.get(f"/c/{codigo}").location == destino


def test_un_proceso_en_borrador_no_existe(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso(publicado=False, nombre="Proceso secreto")
    codigo, clave = db.session.get_one(Contenido, proceso.id).codigo, proceso.clave
    assert cliente.get(f"/procesos/{clave}").status_code == 404
    assert cliente.get(f"/c/{codigo}").status_code == 404
    for ruta in ("/", "/procesos", "/sitemap.xml", "/proponer", "/propuestas"):
        assert "Proceso secreto" not in cliente.get(ruta).get_data(as_text=True)
        assert clave not in cliente.get(ruta).get_data(as_text=True)


def test_el_comprobante_lleva_el_codigo(app: Flask, cliente: Cliente) -> None:
    codigo = codigo_de(propuestas.propuesta())
    texto = cliente.get(f"/c/{codigo}/comprobante").get_data(as_text=True)
    assert f"{codigo[:4]}-{codigo[4:]}" in texto


def test_el_indice_para_buscadores_es_xml_y_trae_lo_publico(app: Flask, cliente: Cliente) -> None:
    codigo = codigo_de(propuestas.propuesta(titulo="En el índice"))
    respuesta = cliente.get("/sitemap.xml")
    rutas = [e.text or "" for e in ET.fromstring(respuesta.data).iter() if e.tag.endswith("loc")]
    assert f"http://localhost/propuestas/{codigo}/en-el-indice" in rutas
    assert "Sitemap: http://localhost/sitemap.xml" in cliente.get("/robots.txt").get_data(as_text=True)


def test_cambiar_de_idioma_no_saca_del_sitio(app: Flask, cliente: Cliente) -> None:
    assert cliente.get("/idioma/pt?volver=//malo.example").location == "/"
    assert cliente.get("/idioma/pt?volver=/propuestas").location == "/propuestas"
