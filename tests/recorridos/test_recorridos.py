"""De la cuenta al código: darse de alta, confirmar, proponer, apoyar y encontrar; con el dedo, sin JavaScript
y solo con el teclado. Y las páginas públicas en cada idioma y en el ancho más chico."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.contenido.modelos import Contenido
from app.extensiones import db
from app.nucleo.modelos import Salida
from tests.fabricas import cuentas, procesos, propuestas
from tests.fabricas import plan as planes
from tests.recorridos.pagina import Teclado, Visita

CLAVE = "arroyo de piedra clara y sauce"
Abrir = Callable[..., Visita]


@pytest.fixture(scope="module", autouse=True)
def ciudad(app_servida: Flask) -> dict[str, str]:
    """Un plan, un proceso abierto y dos propuestas; devuelve el código de una."""
    with app_servida.app_context():
        vigente = planes.plan()
        proceso = procesos.proceso(umbral_ciudad=40, nombre="Propuestas de vecinas y vecinos")
        ids = [planes.elemento(vigente, "2.1").id]
        una = propuestas.propuesta(proceso=proceso, titulo="Luz en la cancha de Villa Sol", elementos=ids)
        propuestas.propuesta(proceso=proceso, titulo="Anticonstitucionalísimamente" * 4, cuerpo="x" * 400)
        propuestas.propuesta(proceso=proceso, titulo="ساحة للأطفال في الحي", cuerpo="نريد ساحة **آمنة** للعب.")
        datos = {"codigo": db.session.get_one(Contenido, una.id).codigo, "proceso": proceso.clave}
        db.session.remove()
        return datos


def _enlace_del_correo(app: Flask, correo: str) -> str:
    with app.app_context():
        texto = db.session.scalar(select(Salida.texto).where(Salida.para == correo).order_by(Salida.id.desc()))
        db.session.remove()
    assert texto is not None, "no salió ningún correo"
    hallado = re.search(r"https?://[^/\s]+(/\S+)", texto)
    assert hallado, texto
    return hallado.group(1)


def _alta(visita: Visita, app: Flask, correo: str) -> None:
    """Crea la cuenta y la confirma con el enlace del correo."""
    visita.ir("/entrar")
    visita.pulsar("link", "Crear mi cuenta")
    visita.escribir(re.compile("correo", re.I), correo)
    visita.escribir(re.compile("^(Tu )?clave|^Elige una clave", re.I), CLAVE)
    visita.pulsar("button", "Crear mi cuenta")
    visita.ir(_enlace_del_correo(app, correo))
    visita.pulsar("button", "Sí, es mi correo")
    assert visita.pagina.url.startswith(visita.base + "/entrar")
    visita.escribir(re.compile("correo", re.I), correo)
    visita.escribir(re.compile("^(Tu )?clave|^Elige una clave", re.I), CLAVE)
    visita.pulsar("button", "Entrar")


def _proponer(visita: Visita) -> str:
    """Escribe y publica una propuesta; devuelve su código."""
    visita.ir("/")
    visita.pulsar("link", "Proponer algo")
    visita.pulsar("button", "Empezar")
    visita.pulsar("button", "Guardar y seguir")
    assert visita.dice("Hay un problema")
    visita.escribir(re.compile("^Título"), "Sombra en la parada del mercado")
    visita.escribir(re.compile("^Tu idea"), "A mediodía no hay dónde esperar el bus.")
    visita.pulsar("button", "Guardar y seguir")
    visita.marcar(re.compile("^No lo sé"))
    visita.pulsar("button", "Guardar y seguir")
    visita.escribir(re.compile("Cómo se llega"), "Frente al mercado")
    visita.pulsar("button", "Guardar y seguir")
    visita.pulsar("button", "Guardar y seguir")
    assert visita.dice("Sombra en la parada del mercado") and visita.dice("Frente al mercado")
    visita.pulsar("button", "Publicar mi propuesta")
    assert visita.dice("Tu propuesta está publicada")
    hallado = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", visita.pagina.locator("main").inner_text())
    assert hallado
    return hallado.group()


def _apoyar(visita: Visita) -> None:
    visita.ir("/propuestas")
    visita.pulsar("link", "Luz en la cancha de Villa Sol")
    visita.pulsar("button", "Apoyar")
    visita.pagina.locator("main").get_by_role("button", name="Retirar mi apoyo").wait_for()
    assert visita.dice("Apoyas esta propuesta")
    visita.revisar()


def _encontrar(visita: Visita, codigo: str) -> None:
    visita.ir("/")
    visita.pulsar("link", "¿Qué pasó con mi propuesta?")
    visita.escribir(re.compile("^Código"), codigo.lower().replace("-", " "))
    visita.pulsar("button", "Ver qué pasó")
    assert visita.dice("Sombra en la parada del mercado")


def _entero(visita: Visita, app: Flask, correo: str) -> None:
    _alta(visita, app, correo)
    codigo = _proponer(visita)
    _apoyar(visita)
    _encontrar(visita, codigo)


@pytest.mark.parametrize("ancho", [360, 1280])
def test_con_el_dedo(visitar: Abrir, app_servida: Flask, ancho: int) -> None:
    _entero(visitar(ancho=ancho), app_servida, f"dedo{ancho}@correo.example")


def test_sin_javascript(visitar: Abrir, app_servida: Flask) -> None:
    _entero(visitar(con_js=False), app_servida, "sinjs@correo.example")


def test_solo_con_el_teclado(visitar: Abrir, app_servida: Flask) -> None:
    _entero(Teclado.de(visitar()), app_servida, "teclado@correo.example")


def _publicas(ciudad: dict[str, str]) -> list[str]:
    codigo = ciudad["codigo"]
    return [
        "/", "/propuestas", "/propuestas?orden=cerca", "/propuestas?estado=espera", f"/propuestas/{codigo}",
        f"/propuestas/{codigo}/versiones", "/proponer", "/procesos", f"/procesos/{ciudad['proceso']}",
        "/como-funciona", "/accesibilidad", "/privacidad", "/c", f"/c/{codigo}", f"/c/{codigo}/comprobante",
        "/c/ZZZZZZZZ", f"/c/{codigo}/conversacion", "/propuestas?q=cancha", "/proponer/roto", "/padron",
        "/donde-te-atienden", "/privacidad/que-guardamos", "/privacidad/solicitud", "/auditoria", "/activar",
        "/plan", "/ods", "/territorios", "/entrar", "/no-existe",
    ]  # fmt: skip


@pytest.mark.parametrize("idioma", ["pt", "en"])
def test_las_paginas_publicas_en_otro_idioma(visitar: Abrir, ciudad: dict[str, str], idioma: str) -> None:
    visita = visitar(idioma=idioma)
    for ruta in _publicas(ciudad):
        visita.ir(ruta)
        assert visita.pagina.evaluate("document.documentElement.lang") == idioma


def test_las_paginas_publicas_en_cada_ancho(visitar: Abrir, ciudad: dict[str, str]) -> None:
    """En un teléfono, en una pantalla ancha y, a oscuras, en una tableta; a 320 px nada se desborda."""
    visita = visitar(ancho=360)
    for ruta in _publicas(ciudad):
        visita.ir(ruta)
        visita.revisar_a(1280)
        visita.revisar_a(768, oscuro=True)
        visita.revisar_a(320, con_axe=False)


def test_lo_propio_en_el_ancho_mas_chico(visitar: Abrir, app_servida: Flask) -> None:
    with app_servida.app_context():
        alguien = cuentas.persona()
        de = cuentas.identidad_de(alguien)
        borrador = propuestas.codigo_de(propuestas.borrador(de))
        publicada = propuestas.codigo_de(propuestas.propuesta(de))
        _fila, ficha = cuentas.sesion_de(alguien)
        db.session.remove()
    visita = visitar(ancho=320)
    visita.con_sesion(app_servida, ficha)
    pasos = ("idea", "plan", "lugar", "revisar", "borrar")
    rutas = [f"/proponer/{borrador}/{paso}" for paso in pasos]
    rutas += [f"/propuestas/{publicada}/{pagina}" for pagina in ("editar", "retirar", "versiones", "x")]
    for ruta in ["/cuenta/propuestas", "/proponer", *rutas]:
        visita.ir(ruta)
