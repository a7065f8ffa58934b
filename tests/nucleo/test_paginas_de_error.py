"""Las páginas de error: dicen qué hacer, en tres idiomas, y la de la base caída no la necesita."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
import werkzeug.exceptions as http
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.extensiones import db
from app.nucleo.accesos import publica
from app.nucleo.errores import DemasiadasVeces, NoPermitido
from app.nucleo.reloj import ahora
from app.procesos import consultas
from app.procesos.modelos import Fase
from tests.cliente import Cliente
from tests.fabricas import cuentas, procesos, propuestas

ESTADOS = (400, 403, 404, 405, 409, 410, 413, 422, 429)


def _falla(app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def vista(**_datos: Any) -> str:
        raise error

    monkeypatch.setitem(app.view_functions, "sitio.portada", publica(vista))


@pytest.fixture
def base_caida(app: Flask) -> Any:
    """Desde aquí, cualquier consulta falla."""

    def caer(*_datos: Any) -> None:
        raise OperationalError("SELECT 1", {}, Exception("no hay base"))

    sa.event.listen(db.engine, "before_cursor_execute", caer)
    yield
    sa.event.remove(db.engine, "before_cursor_execute", caer)


@pytest.mark.parametrize("idioma", ["es", "pt", "en"])
@pytest.mark.parametrize("estado", ESTADOS)
def test_cada_error_tiene_pagina_y_salida(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch, estado: int, idioma: str
) -> None:
    _falla(app, monkeypatch, http.default_exceptions[estado]())
    cliente.set_cookie("idioma", idioma)
    for con_cuenta in (False, True):
        if con_cuenta:
            cuentas.entrar(cliente, cuentas.persona())
        respuesta = cliente.get("/")
        assert respuesta.status_code == estado
        assert f'<html lang="{idioma}"' in respuesta.text
        assert 'class="error-pagina"' in respuesta.text and 'href="/"' in respuesta.text


@pytest.mark.parametrize("idioma", ["es", "pt", "en"])
def test_con_la_base_caida_la_pagina_se_ve(app: Flask, cliente: Cliente, base_caida: None, idioma: str) -> None:
    cliente.set_cookie("idioma", idioma)
    cliente.set_cookie(str(app.config["COOKIE_SESION"]), "una-cualquiera")
    respuesta = cliente.get("/cuenta")
    assert respuesta.status_code == 503
    assert respuesta.headers["Retry-After"] == "30"
    assert f'<html lang="{idioma}"' in respuesta.text
    assert "rumbo.css" in respuesta.text and 'class="error-pagina"' in respuesta.text


def test_un_fallo_propio_no_lee_la_base(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch, base_caida: None
) -> None:
    _falla(app, monkeypatch, RuntimeError("algo"))
    monkeypatch.setattr(app, "testing", False)
    respuesta = cliente.get("/")
    assert respuesta.status_code == 500
    assert "Algo falló de nuestro lado" in respuesta.text


@pytest.mark.parametrize(
    ("espera", "tiempo"), [(20, "20 segundos"), (61, "2 minutos"), (3600, "60 minutos"), (5000, "2 horas")]
)
def test_se_dice_cuando_probar_otra_vez(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch, espera: int, tiempo: str
) -> None:
    _falla(app, monkeypatch, DemasiadasVeces(espera=espera))
    respuesta = cliente.get("/")
    assert respuesta.status_code == 429
    assert respuesta.headers["Retry-After"] == str(espera)
    assert tiempo in respuesta.text


def test_lo_que_pesa_de_mas_dice_cuanto_cabe(cliente: Cliente) -> None:
    respuesta = cliente.enviar("/entrar", {"clave": "a" * (1024 * 1024 + 10)})
    assert respuesta.status_code == 413
    assert "1 MB" in respuesta.text


def test_un_texto_largo_no_habla_de_megas(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    _falla(app, monkeypatch, http.RequestEntityTooLarge())
    respuesta = cliente.get("/")
    assert respuesta.status_code == 413
    assert "demasiado largo" in respuesta.text
    assert "MB" not in respuesta.text


def test_sin_permiso_se_dice_con_que_cuenta(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    _falla(app, monkeypatch, NoPermitido())
    assert "Entraste como" not in cliente.get("/").text
    cuentas.entrar(cliente, cuentas.persona(seudonimo="Luna Roja"))
    assert "Entraste como «Luna Roja»" in cliente.get("/").text


@pytest.mark.parametrize("con_ficha", [True, False])
def test_lo_que_se_escribio_y_no_se_guarda_vuelve_en_la_pagina(
    app: Flask, cliente: Cliente, con_ficha: bool
) -> None:
    """Con el plazo cerrado mientras se escribía, o con el formulario vencido; una clave no vuelve nunca."""
    proceso = procesos.proceso()
    codigo = propuestas.codigo_de(propuestas.propuesta(proceso=proceso))
    db.session.get_one(Fase, consultas.fases_de(proceso.id)[0].id).cierra = ahora() - procesos.DIA
    db.session.commit()
    cuentas.entrar(cliente, cuentas.persona())
    dicho = {"texto": "Ahí cabe una banca <y un árbol>.", "clave": "arroyo de piedra"}
    enviar = cliente.enviar if con_ficha else cliente.post
    respuesta = enviar(f"/c/{codigo}/conversacion", **{"datos" if con_ficha else "data": dicho})
    assert respuesta.status_code == (403 if con_ficha else 400)
    assert "readonly>Ahí cabe una banca &lt;y un árbol&gt;.</textarea>" in respuesta.text
    assert "arroyo de piedra" not in respuesta.text
    assert "parte de tu trabajo" not in respuesta.text, "una etapa cerrada no es un permiso que pedir"
    assert "readonly" not in cliente.get("/no-existe").text


def test_si_falla_al_leer_se_ofrece_probar_otra_vez(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    _falla(app, monkeypatch, OperationalError("SELECT 1", {}, Exception("no hay base")))
    assert 'href="?orden=nuevas"' in cliente.get("/?orden=nuevas").text
