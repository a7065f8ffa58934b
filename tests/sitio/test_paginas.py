"""La portada, el código corto, las páginas fijas y lo que leen los buscadores."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from sqlalchemy import update

from app.contenido.modelos import Contenido
from app.contenido.servicios import anotar_hecho
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.permisos import Rol
from app.nucleo.reloj import ahora
from tests.cliente import Cliente
from tests.fabricas import consulta_plan, cuentas, plan, procesos, propuestas
from tests.fabricas.propuestas import codigo_de
from tests.peso import CODIGO_CORTO, PAGINA, medir
from tests.recuento import Recuento

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
    proceso = procesos.proceso(fases=[procesos.ventana(abre=-20, cierra=-10)])
    texto = cliente.get("/").get_data(as_text=True)
    assert 'href="/proponer"' not in texto
    assert "Ahora no hay nada abierto" in texto
    assert "ideas publicadas" not in texto, "sin propuestas no hay cifras que mostrar"
    assert "mi propuesta?</" not in texto.partition("<main")[2].partition("</main")[0]
    with reloj.fijado(ahora() - dt.timedelta(days=15)):
        propuestas.propuesta(proceso=proceso)
    app.extensions.pop("rumbo_totales")
    texto = cliente.get("/").get_data(as_text=True)
    assert "Lo propuesto se sigue leyendo" in texto and "¿Qué pasó con mi propuesta?" in texto


def test_un_plan_en_consulta_es_algo_abierto(app: Flask, cliente: Cliente) -> None:
    consulta_plan.consulta()
    texto = cliente.get("/").get_data(as_text=True)
    assert "Qué decide ahora" in texto and "Hay un plan sobre la mesa" in texto
    assert "Ahora no hay nada abierto" not in texto


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


def test_la_portada_ensena_primero_lo_que_vence_antes(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso(umbral_ciudad=1)
    for dias in (9, 25, 2, 14):
        with reloj.fijado(reloj.ahora() - dt.timedelta(days=dias)):
            propuestas.apoyos(propuestas.propuesta(proceso=proceso, titulo=f"Hace {dias} días"), 1)
    tira = cliente.get("/").get_data(as_text=True).split('id="t-esperan"')[1].split("</section>")[0]
    assert re.findall(r"Hace (\d+) días</a>", tira) == ["25", "14", "9"]
    assert "orden=terminan" in tira
    lista = cliente.get("/propuestas?estado=espera&orden=terminan").get_data(as_text=True)
    assert re.findall(r"Hace (\d+) días</a>", lista) == ["25", "14", "9", "2"]
    assert "Vencen antes" in lista and "Terminan pronto" not in lista


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


def test_el_indice_trae_el_plan_y_los_lugares_y_se_arma_una_vez(
    app: Flask, cliente: Cliente, contar: Callable[[], Recuento]
) -> None:
    plan.plan()
    plan.borrador("secreto")
    lugar = propuestas.lugar("Centro").codigo
    codigo = codigo_de(propuestas.propuesta(titulo="En el índice"))
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    rutas = cliente.get("/sitemap.xml").get_data(as_text=True)
    suelto = app.test_client()
    for ruta in ("/plan/plan-2035", "/plan/plan-2035/1.1.1", "/tablero", f"/territorios/{lugar}"):
        assert f"<loc>http://localhost{ruta}</loc>" in rutas, ruta
        assert suelto.get(ruta).status_code == 200, ruta
    assert "secreto" not in rutas, "lo que solo ve el personal no entra, lo pida quien lo pida"
    with contar() as hechas:
        assert suelto.get("/sitemap.xml").get_data(as_text=True) == rutas
    assert hechas.numero <= 3, hechas.consultas
    db.session.execute(update(Contenido).where(Contenido.codigo == codigo).values(estado="oculto"))
    anotar_hecho("moderacion.ocultada", None, None)
    db.session.commit()
    assert codigo not in suelto.get("/sitemap.xml").get_data(as_text=True)


def test_cambiar_de_idioma_no_saca_del_sitio(app: Flask, cliente: Cliente) -> None:
    assert cliente.get("/idioma/pt?volver=//malo.example").location == "/"
    assert cliente.get("/idioma/pt?volver=/propuestas").location == "/propuestas"


def test_lo_que_solo_se_evalua_no_se_ofrece_como_abierto(app: Flask, cliente: Cliente) -> None:
    evalua = procesos.ventana("evaluar", abre=-10, cierra=9)
    clave = procesos.proceso(
        clase="convocatoria", fases=[procesos.ventana(abre=-30, cierra=-10), evalua], nombre="Mejoras"
    ).clave
    portada = cliente.get("/").get_data(as_text=True)
    assert "Qué decide ahora" not in portada and "Etapa: Evaluar" in portada and "Ver en qué va" in portada
    assert "Etapa: Evaluar" in cliente.get("/procesos").get_data(as_text=True)
    assert "Hoy no se puede proponer" in cliente.get(f"/procesos/{clave}").get_data(as_text=True)


def test_con_una_sola_propuesta_la_portada_la_muestra_una_vez(app: Flask, cliente: Cliente) -> None:
    proceso = procesos.proceso()
    propuestas.propuesta(proceso=proceso)
    una = cliente.get("/").get_data(as_text=True)
    assert una.count("Una sombra en la parada del mercado</a>") == 1 and "Lo más nuevo" in una
    propuestas.apoyos(propuestas.propuesta(proceso=proceso), 1)
    for _n in range(3):
        propuestas.propuesta(proceso=proceso)
    assert "Lo que más apoyo junta" in cliente.get("/").get_data(as_text=True)


def test_la_ciudad_recien_instalada_dice_a_quien_administra_que_falta(app: Flask, cliente: Cliente) -> None:
    assert "Para abrir tu ciudad" not in cliente.get("/").get_data(as_text=True)
    cuentas.entrar(cliente, cuentas.personal(Rol.ADMINISTRADORA))
    vacia = cliente.get("/").get_data(as_text=True)
    assert "Para abrir tu ciudad" in vacia and "rumbo procesos crear" in vacia and 'href="/planes"' in vacia
    propuestas.lugar("Centro")
    plan.plan()
    assert "rumbo importar geojson" not in cliente.get("/").get_data(as_text=True)
    procesos.proceso()
    assert "Para abrir tu ciudad" not in cliente.get("/").get_data(as_text=True)
