"""Todas participan: el mostrador con tres personas seguidas, y comentar y buscar de tres maneras."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.extensiones import db
from app.nucleo.permisos import Rol
from tests.fabricas import cuentas, padron, procesos, propuestas, territorio
from tests.recorridos.pagina import Teclado, Visita

Abrir = Callable[..., Visita]


@pytest.fixture(scope="module", autouse=True)
def ciudad(app_servida: Flask) -> None:
    """Un proceso abierto, una propuesta, un punto de atención y el padrón abierto."""
    with app_servida.app_context():
        proceso = procesos.proceso(nombre="Propuestas de vecinas y vecinos")
        propuestas.propuesta(proceso=proceso, titulo="Luces en las canchas de Villa Sol")
        padron.punto("Casa comunal de La Ribera")
        padron.abierto()
        territorio.lugar("La Ribera")
        db.session.remove()


def _entrar(visita: Visita, app: Flask, rol: Rol | None = None) -> None:
    with app.app_context():
        quien = cuentas.personal(rol) if rol else cuentas.persona(acreditacion=2)
        ficha = cuentas.sesion_de(quien)[1]
        db.session.remove()
    visita.con_sesion(app, ficha)


def _registrar(visita: Visita, nombre: str) -> None:
    visita.ir("/mostrador")
    visita.pulsar("link", "Registrar a una persona")
    visita.escribir(re.compile("^Nombre, para reconocerla"), nombre)
    visita.pulsar("button", "Registrar y seguir")
    assert visita.dice("¿Qué quiere hacer?")


def _terminar(visita: Visita, nombre: str) -> None:
    """Al terminar no queda nada: ni en la página, ni con la tecla «atrás»."""
    visita.pulsar("button", "Terminar")
    assert visita.dice("Con su documento delante")
    assert not visita.dice(nombre)
    visita.pagina.go_back()
    visita.revisar()
    assert not visita.dice(nombre)


def _tres_personas(visita: Visita) -> None:
    _registrar(visita, "Rosa Pérez")
    visita.pulsar("link", "Proponer una idea")
    visita.escribir(re.compile("^Título"), "Una pileta en la plaza vieja")
    visita.pulsar("button", "Publicar a su nombre")
    assert visita.dice("Hay un problema")
    visita.escribir(re.compile("^La idea, con sus palabras"), "Para que los niños jueguen en verano.")
    visita.pulsar("button", "Publicar a su nombre")
    assert visita.dice("Una pileta en la plaza vieja")
    assert visita.dice(re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}"))
    _terminar(visita, "pileta")

    _registrar(visita, "Juan Mora")
    visita.pulsar("link", "Comprobar su derecho con un documento")
    visita.escribir(re.compile("^Número"), "77001122")
    visita.marcar(re.compile("^Documento de identidad"))
    visita.marcar(re.compile("^Recibo de un servicio"))
    visita.pulsar("button", "Comprobar")
    assert visita.dice("Elige el barrio donde vive, trabaja o estudia")
    visita.pagina.locator("main").get_by_label("Barrio", exact=True).select_option(label="La Ribera")
    visita.pulsar("button", "Comprobar")
    assert visita.dice("Sus apoyos cuentan"), visita.pagina.locator("main").inner_text()
    visita.pulsar("link", "Apoyar o comentar una propuesta")
    visita.escribir(re.compile("^Busca por código"), "canchas")
    visita.pulsar("button", "Buscar")
    visita.pulsar("button", "Apoyar: Luces en las canchas de Villa Sol")
    assert visita.dice("Su apoyo está contado")
    _terminar(visita, "Su apoyo")

    _registrar(visita, "Zoila Vera")
    visita.pulsar("link", "Apoyar o comentar una propuesta")
    visita.pulsar("link", "Comentar: Luces en las canchas de Villa Sol")
    visita.escribir(re.compile("^Comentario, con sus palabras"), "De noche no se puede ni pasar.")
    visita.pulsar("button", "Publicar a su nombre")
    assert visita.dice("Su comentario está publicado")
    _terminar(visita, "comentario está")


@pytest.mark.parametrize("ancho", [360, 1280])
def test_tres_personas_en_el_mostrador(visitar: Abrir, app_servida: Flask, ancho: int) -> None:
    visita = visitar(ancho=ancho)
    if ancho == 360:
        _entrar(visita, app_servida, Rol.FACILITADORA)
        _tres_personas(visita)
    else:
        _entrar(visita, app_servida, Rol.ADMINISTRADORA)
        visita.ir("/mostrador/actos")


def test_el_mostrador_sin_javascript(visitar: Abrir, app_servida: Flask) -> None:
    visita = visitar(con_js=False)
    _entrar(visita, app_servida, Rol.FACILITADORA)
    _registrar(visita, "Elba Solís")
    visita.pulsar("link", "Apoyar o comentar una propuesta")
    visita.pulsar("button", "Apoyar: Luces en las canchas de Villa Sol")
    assert visita.dice("Su apoyo está contado")
    _terminar(visita, "Su apoyo")


def _buscar_y_comentar(visita: Visita, dicho: str) -> None:
    visita.ir("/propuestas")
    visita.escribir("Buscar propuestas", "cancha iluminada luz")
    visita.pulsar("button", "Buscar")
    visita.escribir("Buscar propuestas", "canchas")
    visita.pulsar("button", "Buscar")
    visita.pulsar("link", "Luces en las canchas de Villa Sol")
    abrir = visita.pagina.locator("details#comentar:not([open]) > summary")
    if abrir.count():
        visita._activar(abrir)
    visita.marcar(re.compile("a favor", re.I))
    visita.pulsar("button", "Publicar comentario")
    assert visita.dice("Hay un problema")
    visita.escribir(re.compile("comentario", re.I), dicho)
    visita.pulsar("button", "Publicar comentario")
    assert visita.dice(dicho)


@pytest.mark.parametrize("ancho", [360, 1280])
def test_buscar_y_comentar_con_el_dedo(visitar: Abrir, app_servida: Flask, ancho: int) -> None:
    visita = visitar(ancho=ancho)
    _entrar(visita, app_servida)
    _buscar_y_comentar(visita, f"Apoyo la idea desde una pantalla de {ancho}.")


def test_buscar_y_comentar_sin_javascript(visitar: Abrir, app_servida: Flask) -> None:
    visita = visitar(con_js=False)
    _entrar(visita, app_servida)
    _buscar_y_comentar(visita, "Sin JavaScript también se dice.")


def test_buscar_y_comentar_con_el_teclado(visitar: Abrir, app_servida: Flask) -> None:
    visita = Teclado.de(visitar())
    _entrar(visita, app_servida)
    _buscar_y_comentar(visita, "Solo con el teclado también.")
