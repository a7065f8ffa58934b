"""Entrar y salir: sesión nueva cada vez, la vieja muerta, límites, y vuelta solo a casa."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.cuentas import claves
from app.cuentas.modelos import Persona, Sesion
from app.extensiones import db
from app.nucleo import reloj, sesiones
from app.nucleo.permisos import Rol
from tests.bases import CIFRADO_DE_VERDAD
from tests.cliente import Cliente
from tests.cuentas.comun import quien_soy
from tests.fabricas.cuentas import CLAVE, entrar, persona, personal, sesion_de

GALLETA = "rumbo_sesion"


def _entrar(cliente: Cliente, correo: str, clave: str = CLAVE, ruta: str = "/entrar"):  # type: ignore[no-untyped-def]
    return cliente.enviar(ruta, {"correo": correo, "clave": clave})


def test_entrar_da_una_sesion_nueva_y_mata_la_que_traia(cliente: Cliente) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE, seudonimo="Rosa")
    _fila, previa = sesion_de(persona())
    db.session.execute(sa.update(Sesion).values(caduca_en=reloj.ahora() - dt.timedelta(days=1)))
    db.session.commit()
    cliente.set_cookie(GALLETA, previa)
    assert _entrar(cliente, "rosa@correo.example").location == "/"
    ficha = cliente.get_cookie(GALLETA)
    assert ficha is not None
    assert ficha.value != previa
    assert db.session.scalars(sa.select(Sesion.huella)).all() == [sesiones.huella(ficha.value)]
    assert quien_soy(cliente) == "Rosa"


def test_una_galleta_puesta_de_antemano_no_vale(cliente: Cliente) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE)
    puesta = "f" * 43
    cliente.set_cookie(GALLETA, puesta)
    _entrar(cliente, "rosa@correo.example")
    otra = cliente.application.test_client()
    otra.set_cookie(GALLETA, puesta)
    assert otra.get("/cuenta").status_code == 303


def test_al_salir_la_galleta_vieja_esta_muerta(cliente: Cliente) -> None:
    ficha = entrar(cliente, persona())
    respuesta = cliente.enviar("/salir")
    assert respuesta.location == "/"
    assert respuesta.headers["Clear-Site-Data"] == '"cache"'
    assert cliente.get_cookie(GALLETA) is None
    cliente.set_cookie(GALLETA, ficha)
    assert quien_soy(cliente) == ""
    assert cliente.enviar("/salir").status_code == 303


def test_la_galleta_es_httponly_y_lax(cliente: Cliente) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE)
    cabeceras = _entrar(cliente, "rosa@correo.example").headers.getlist("Set-Cookie")
    galleta = next(c for c in cabeceras if c.startswith(GALLETA))
    assert "HttpOnly" in galleta
    assert "SameSite=Lax" in galleta
    assert "Path=/" in galleta


@pytest.mark.parametrize(("rol", "horas"), [(None, 30 * 24), (Rol.MODERADORA, 12)])
def test_la_sesion_del_personal_dura_una_jornada(cliente: Cliente, rol: Rol | None, horas: int) -> None:
    quien = persona(clave=CLAVE) if rol is None else personal(rol, clave=CLAVE)
    _entrar(cliente, str(quien.correo))
    fila = db.session.scalars(sa.select(Sesion)).one()
    assert fila.caduca_en - fila.creada_en == dt.timedelta(hours=horas)


def test_el_fallo_dice_lo_mismo_exista_o_no_y_cuesta_lo_mismo(
    cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE)
    persona(correo="parada@correo.example", clave=CLAVE, estado="suspendida")
    persona(correo="sinclave@correo.example")
    vistas: list[str | None] = []
    original = claves.coincide
    monkeypatch.setattr(claves, "coincide", lambda h, c: vistas.append(h) or original(h, c))
    cuerpos = set()
    casos = {"rosa": "otra", "parada": CLAVE, "sinclave": CLAVE, "nadie": CLAVE}
    for nombre, clave in casos.items():
        respuesta = _entrar(cliente, f"{nombre}@correo.example", clave)
        assert respuesta.status_code == 422
        texto = respuesta.text.replace(f"{nombre}@", "X@")
        cuerpos.add(texto.replace(cliente.ficha_csrf, ""))
    assert len(cuerpos) == 1
    assert len(vistas) == len(casos)


def test_sin_cuenta_se_hace_el_mismo_calculo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claves, "_ARGON2", CIFRADO_DE_VERDAD)
    assert claves.coincide(None, "una clave que nadie tiene") is False
    assert "m=19456,t=2,p=1" in claves.cifrar("x")
    assert claves.coincide("no es una huella", "x") is False


def test_una_huella_antigua_se_renueva_al_entrar(cliente: Cliente) -> None:
    from argon2 import PasswordHasher

    vieja = PasswordHasher(memory_cost=8192, time_cost=1, parallelism=1).hash(CLAVE)
    persona(correo="rosa@correo.example", clave_hash=vieja)
    _entrar(cliente, "rosa@correo.example")
    nueva = db.session.scalar(sa.select(Persona.clave_hash))
    assert nueva != vieja
    assert claves.coincide(nueva, CLAVE)


@pytest.mark.parametrize(
    "siguiente",
    ["//malo.example", "/\\malo.example", "https:malo.example", "https://malo.example", "/%0d%0aX: y\r\nX: y",
     "javascript:alert(1)", "\\\\malo.example", "/\tmalo", "malo.example"],
)  # fmt: skip
def test_despues_de_entrar_no_se_va_a_otro_sitio(cliente: Cliente, siguiente: str) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE)
    from urllib.parse import quote

    respuesta = _entrar(cliente, "rosa@correo.example", ruta=f"/entrar?siguiente={quote(siguiente)}")
    assert respuesta.location == "/"


def test_despues_de_entrar_se_vuelve_a_la_pagina(cliente: Cliente) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE)
    assert cliente.get("/cuenta/datos").location == "/entrar?siguiente=%2Fcuenta%2Fdatos"
    assert _entrar(cliente, "rosa@correo.example", ruta="/entrar?siguiente=/cuenta/datos").location == (
        "/cuenta/datos"
    )
    assert cliente.get("/entrar?siguiente=/cuenta/clave").location == "/cuenta/clave"
    assert cliente.get("/registro").location == "/cuenta"


def test_diez_fallos_y_se_espera_pero_los_aciertos_no_cuentan(cliente: Cliente) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE)
    with reloj.fijado(dt.datetime(2026, 5, 4, 12, 0, 1, tzinfo=dt.UTC)):
        for _vez in range(12):
            assert _entrar(cliente.application.test_client(), "rosa@correo.example").status_code == 303  # type: ignore[arg-type]
        for _vez in range(10):
            assert _entrar(cliente, "rosa@correo.example", "no es").status_code == 422
        frenada = _entrar(cliente, "rosa@correo.example")
    assert frenada.status_code == 429
    assert 0 < int(frenada.headers["Retry-After"]) <= 300
    assert "Demasiados intentos" in frenada.text
    assert 'value="rosa@correo.example"' in frenada.text
    with reloj.fijado(dt.datetime(2026, 5, 4, 12, 6, tzinfo=dt.UTC)):
        assert _entrar(cliente, "rosa@correo.example").status_code == 303


def test_la_ficha_csrf_cambia_al_entrar(cliente: Cliente) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE)
    cliente.get("/entrar")
    previa = cliente.ficha_csrf
    _entrar(cliente, "rosa@correo.example")
    assert cliente.post("/salir", data={"csrf_token": previa}).status_code == 400
    assert quien_soy(cliente)


def _rutas_que_escriben(app: Flask) -> list[str]:
    valores = {"ficha": "x", "marca": "x", "persona_id": 1, "rol_id": 1}
    with app.test_request_context():
        return [
            app.url_map.bind("localhost").build(r.endpoint, {a: valores[a] for a in r.arguments}, method="POST")
            for r in app.url_map.iter_rules()
            if r.endpoint.startswith("cuentas.") and "POST" in (r.methods or ())
        ]


def test_todo_post_sin_ficha_csrf_se_rechaza(app: Flask, cliente: Cliente) -> None:
    rutas = _rutas_que_escriben(app)
    assert len(rutas) >= 17
    entrar(cliente, personal(Rol.ADMINISTRADORA))
    for ruta in rutas:
        assert cliente.post(ruta).status_code == 400, ruta
        assert cliente.post(ruta, data={"csrf_token": "inventada"}).status_code == 400, ruta


def test_las_paginas_de_cuentas_no_se_guardan(cliente: Cliente) -> None:
    for ruta in ("/entrar", "/registro", "/recuperar"):
        assert cliente.get(ruta).headers["Cache-Control"] == "no-store"
    entrar(cliente, personal(Rol.ADMINISTRADORA))
    rutas = ("/cuenta", "/cuenta/datos", "/cuenta/sesiones", "/cuenta/clave", "/cuenta/correo",
             "/administrar/roles", "/cuenta/comprobar")  # fmt: skip
    for ruta in rutas:
        respuesta = cliente.get(ruta)
        assert (respuesta.status_code, respuesta.headers["Cache-Control"]) == (200, "no-store"), ruta
