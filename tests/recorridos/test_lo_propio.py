"""Lo propio: el padrón, el segundo paso, los datos y las solicitudes.

Cada cosa en un teléfono, en una pantalla ancha, solo con el teclado y sin JavaScript.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from itertools import count

import pyotp
import pytest
from flask import Flask

from app.cuentas.modelos import Persona
from app.extensiones import db
from app.nucleo.permisos import Rol
from app.nucleo.reloj import ahora
from tests.fabricas import cuentas, padron, participacion, procesos, propuestas, territorio
from tests.recorridos.pagina import Teclado, Visita

Abrir = Callable[..., Visita]
CLAVE = re.compile("^Tu clave|^Clave")
_documentos: Iterator[int] = count(1)


@pytest.fixture(scope="module", autouse=True)
def ciudad(app_servida: Flask, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Un padrón en vigor, un punto de atención y un proceso abierto."""
    with app_servida.app_context():
        lugar = territorio.lugar("La Ribera")
        padron.importado(tmp_path_factory.mktemp("padron"), [padron.fila(n, lugar) for n in range(20)])
        padron.punto("Casa comunal de La Ribera", en=lugar)
        procesos.proceso(nombre="Propuestas de vecinas y vecinos")
        db.session.remove()


@pytest.fixture(params=["360", "1280", "teclado", "sin JavaScript"])
def visita(visitar: Abrir, request: pytest.FixtureRequest) -> Visita:
    """La misma visita de cuatro maneras."""
    return _otra(visitar, request.param)


def _otra(visitar: Abrir, manera: str) -> Visita:
    if manera == "teclado":
        return Teclado.de(visitar())
    if manera == "sin JavaScript":
        return visitar(con_js=False)
    return visitar(ancho=int(manera))


def _con_cuenta(visita: Visita, app: Flask, quien: Persona, **datos: object) -> None:
    visita.con_sesion(app, cuentas.sesion_de(quien, **datos)[1])  # type: ignore[arg-type]


# El padrón


def _comprobar(visita: Visita, documento: str, segundo: str) -> None:
    visita.escribir("Número", documento)
    visita.escribir(re.compile("^Fecha de emisión"), segundo)
    visita.pulsar("button", "Comprobar")


def test_comprobar_que_estoy_en_el_padron(visita: Visita, app_servida: Flask) -> None:
    mio = padron.documento(next(_documentos))
    with app_servida.app_context():
        _con_cuenta(visita, app_servida, cuentas.persona(acreditacion=1))
        db.session.remove()
    visita.ir("/cuenta")
    visita.pulsar("link", "Comprobar que estoy en el padrón")
    visita.escribir("Número", mio)
    visita.pulsar("button", "Comprobar")
    assert visita.dice("Escríbelo como está en tu documento.")
    assert visita.escrito("Número") == mio
    _comprobar(visita, mio, "30/12/2015")
    assert visita.dice("No pudimos comprobarlo con esos datos")
    assert visita.dice("Casa comunal de La Ribera") and mio not in visita.pagina.content()
    visita.pulsar("link", "Probar otra vez")
    _comprobar(visita, mio, padron.SEGUNDO)
    assert visita.dice("Tus apoyos cuentan para los umbrales.")
    visita.ir("/cuenta/padron")
    assert visita.dice("Una persona es una sola cuenta.")
    assert not visita.pagina.get_by_role("button", name="Comprobar").count()


def test_un_documento_ya_unido_a_otra_cuenta(visitar: Abrir, app_servida: Flask) -> None:
    suyo = padron.documento(next(_documentos))
    for _vez, dicho in ((1, "Estás en el padrón"), (2, "No pudimos comprobarlo con esos datos")):
        visita = visitar()
        with app_servida.app_context():
            _con_cuenta(visita, app_servida, cuentas.persona(acreditacion=1))
            db.session.remove()
        visita.ir("/cuenta/padron")
        _comprobar(visita, suyo, padron.SEGUNDO)
        assert visita.dice(dicho)


# El segundo paso


def _entrar(visita: Visita, correo: str) -> None:
    visita.escribir(re.compile("correo", re.I), correo)
    visita.escribir(CLAVE, cuentas.CLAVE)
    visita.pulsar("button", "Entrar")


def _entrar_otra_vez(visita: Visita, correo: str) -> None:
    visita.pagina.context.clear_cookies()
    visita.ir("/mostrador")
    _entrar(visita, correo)
    assert visita.dice("Escribe tu código")


def test_el_segundo_paso_del_personal(visita: Visita, app_servida: Flask) -> None:
    with app_servida.app_context():
        correo = str(cuentas.personal(Rol.FACILITADORA, clave=cuentas.CLAVE).correo)
        db.session.remove()
    visita.ir("/mostrador")
    _entrar(visita, correo)
    assert visita.dice("Prepara tu segundo paso")
    secreto = visita.pagina.locator("main strong[translate=no]").inner_text().replace(" ", "")
    telefono = pyotp.TOTP(secreto)
    codigo = re.compile("^Código(?! QR)")
    visita.escribir(codigo, "12")
    visita.pulsar("button", "Comprobar y empezar a usarlo")
    assert visita.dice("Hay un problema")
    visita.escribir(codigo, telefono.now())
    visita.pulsar("button", "Comprobar y empezar a usarlo")
    visita.pulsar("button", "Crear diez códigos")
    en_papel = visita.pagina.locator("main ol li").all_inner_texts()
    assert len(en_papel) == 10
    visita.pulsar("link", "Ya los guardé")
    assert "/mostrador" in visita.pagina.url

    _entrar_otra_vez(visita, correo)
    visita.escribir(codigo, "000000")
    visita.pulsar("button", "Seguir")
    assert visita.dice("Hay un problema")
    visita.escribir(codigo, telefono.at(ahora() + dt.timedelta(seconds=30)))
    visita.pulsar("button", "Seguir")
    assert visita.dice("Registrar a una persona")

    _entrar_otra_vez(visita, correo)
    visita.escribir(codigo, en_papel[3].lower())
    visita.pulsar("button", "Seguir")
    assert visita.dice("Registrar a una persona")
    visita.ir("/cuenta/segundo-factor")
    assert visita.dice("Te quedan 9 códigos sin usar.")
    visita.ir("/cuenta")
    visita.pulsar("button", "Salir de mi cuenta")
    assert visita.dice("Saliste de tu cuenta.")


# Los datos propios


def test_ver_descargar_y_borrar_lo_mio(visita: Visita, app_servida: Flask) -> None:
    with app_servida.app_context():
        ella = cuentas.persona(acreditacion=2, clave=cuentas.CLAVE, seudonimo=f"Garza {next(_documentos)}")
        correo, nombre = str(ella.correo), ella.seudonimo
        codigo = propuestas.codigo_de(
            propuestas.propuesta(cuentas.identidad_de(ella), titulo="Un banco a la sombra")
        )
        participacion.comentario(codigo, cuentas.identidad_de(ella), "Lo digo yo misma.")
        _con_cuenta(visita, app_servida, ella, reautenticada_en=ahora() - dt.timedelta(hours=1))
        db.session.remove()
    visita.ir("/cuenta")
    visita.pulsar("link", "Ver y descargar todo lo que guardamos de ti")
    visita.escribir(CLAVE, "no es esta")
    visita.pulsar("button", "Seguir")
    assert visita.dice("Hay un problema")
    visita.escribir(CLAVE, cuentas.CLAVE)
    visita.pulsar("button", "Seguir")
    assert visita.dice("Un banco a la sombra") and visita.dice("Nombre público")
    datos = json.loads(visita.descargar("link", re.compile("^Descargar")))["datos"]
    assert datos["personas.id"][0]["seudonimo"] == nombre
    assert datos["propuestas.id"][0]["titulo"] == "Un banco a la sombra"

    visita.ir("/cuenta")
    visita.pulsar("link", "Borrar mi cuenta")
    visita.pulsar("button", "Borrar mi cuenta para siempre")
    assert visita.dice("Marca la casilla")
    visita.marcar(re.compile("^Entiendo"))
    visita.pulsar("button", "Borrar mi cuenta para siempre")
    assert visita.dice("Tu cuenta quedó borrada")
    visita.ir("/entrar")
    _entrar(visita, correo)
    assert visita.dice("Hay un problema")
    visita.ir(f"/propuestas/{codigo}")
    assert visita.dice("Persona retirada") and visita.dice("Lo digo yo misma.") and not visita.dice(nombre)


# Las solicitudes


def test_pedir_sobre_mis_datos_sin_cuenta(
    visitar: Abrir, app_servida: Flask, visita: Visita, request: pytest.FixtureRequest
) -> None:
    pedido = "Salgo en una foto de la plaza."
    visita.ir("/privacidad")
    visita.pulsar("link", re.compile("^Pedir"))
    visita.escribir(re.compile("^Cuéntanos"), pedido)
    visita.pulsar("button", "Enviar la solicitud")
    assert visita.dice("Elige qué pides.") and visita.escrito(re.compile("^Cuéntanos")) == pedido
    visita.marcar(re.compile("^Saber qué datos"))
    visita.escribir(re.compile("^¿Cómo te respondemos"), "vecina@correo.example")
    visita.pulsar("button", "Enviar la solicitud")
    assert visita.dice("Guarda el código")
    hallado = re.search(r"\w{4}-\w{4}-\w{4}", visita.pagina.locator("main").inner_text())
    assert hallado

    oficina = _otra(visitar, request.node.callspec.params["visita"])
    with app_servida.app_context():
        _con_cuenta(oficina, app_servida, cuentas.personal(Rol.ADMINISTRADORA))
        db.session.remove()
    oficina.ir("/administrar/solicitudes")
    oficina.pulsar("link", "Saber qué datos míos tienen")
    oficina.marcar(re.compile("^Se atiende"))
    oficina.pulsar("button", "Responder")
    assert oficina.dice("Escribe la respuesta")
    oficina.escribir(re.compile("^Respuesta"), "La foto ya no muestra tu cara.")
    oficina.pulsar("button", "Responder")
    assert oficina.dice("No hay solicitudes por responder")

    visita.ir("/privacidad/solicitud/seguir")
    visita.escribir(re.compile("^Código"), "ZZZZ")
    visita.pulsar("button", "Ver")
    assert (
        visita.dice("No hay ninguna solicitud con ese código.")
        and visita.escrito(re.compile("^Código")) == "ZZZZ"
    )
    visita.escribir(re.compile("^Código"), hallado.group().lower())
    visita.pulsar("button", "Ver")
    assert visita.dice("La foto ya no muestra tu cara.")
