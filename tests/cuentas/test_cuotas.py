"""Los límites de intentos y de mensajes, cada uno por su lado: la cuenta, la red y la ciudad entera."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask

from app.cuentas import claves, servicios
from app.cuentas.errores import EntradaFallida
from app.extensiones import db
from app.nucleo import reloj
from app.nucleo.errores import DemasiadasVeces
from app.nucleo.modelos import Limite
from tests.fabricas.cuentas import CLAVE, identidad_de, persona


@pytest.fixture(autouse=True)
def _reloj_quieto() -> Iterator[None]:
    """Ninguna ventana empieza a mitad de una prueba."""
    with reloj.fijado(dt.datetime(2026, 5, 4, 12, 0, 1, tzinfo=dt.UTC)):
        yield


@contextmanager
def _desde(app: Flask, red: int, aparato: int = 1) -> Iterator[None]:
    """Una petición que llega de esa red."""
    with app.test_request_context(environ_base={"REMOTE_ADDR": f"203.0.{red}.{aparato}"}):
        yield
        db.session.rollback()


def _fallar(app: Flask, correo: str, red: int, aparato: int = 1) -> None:
    with _desde(app, red, aparato), pytest.raises(EntradaFallida):
        servicios.entrar(correo, "no es")


def test_diez_fallos_de_una_cuenta_vengan_de_donde_vengan(app: Flask) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE)
    for red in range(10):
        _fallar(app, "rosa@correo.example", red)
    with _desde(app, 99), pytest.raises(DemasiadasVeces):
        servicios.entrar(" ROSA@correo.example", CLAVE)


def test_diez_fallos_de_una_red_sean_de_quien_sean(app: Flask) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE)
    for n in range(10):
        _fallar(app, f"nadie{n}@correo.example", 7, aparato=n + 1)
    with _desde(app, 7, 200), pytest.raises(DemasiadasVeces):
        servicios.entrar("rosa@correo.example", CLAVE)
    with _desde(app, 8):
        assert servicios.entrar("rosa@correo.example", CLAVE).ficha


def test_mil_fallos_en_toda_la_ciudad(app: Flask) -> None:
    persona(correo="rosa@correo.example", clave=CLAVE)
    _fallar(app, "nadie@correo.example", 7)
    db.session.execute(sa.update(Limite).where(Limite.clave.startswith("entrar_ciudad")).values(cuenta=1000))
    db.session.commit()
    with _desde(app, 8), pytest.raises(DemasiadasVeces):
        servicios.entrar("rosa@correo.example", CLAVE)


def test_treinta_mensajes_por_hora_desde_una_red(app: Flask) -> None:
    for n in range(30):
        with _desde(app, 7):
            servicios.recuperar(f"nadie{n}@correo.example")
    with _desde(app, 7), pytest.raises(DemasiadasVeces):
        servicios.recuperar("otra@correo.example")
    with _desde(app, 8):
        servicios.recuperar("otra@correo.example")


def test_diez_veces_la_clave_propia(app: Flask) -> None:
    """Quien encuentra una sesión abierta no puede probar claves sin fin."""
    quien = identidad_de(persona(clave=CLAVE))
    for red in range(10):
        with _desde(app, red), pytest.raises(Exception, match="no es tu clave"):
            servicios.comprobar_clave(quien, "no es")
    with _desde(app, 99), pytest.raises(DemasiadasVeces):
        servicios.comprobar_clave(quien, CLAVE)


def test_sin_cuenta_se_calcula_lo_mismo_que_con_ella(monkeypatch: pytest.MonkeyPatch) -> None:
    """El tiempo de la respuesta no dice si hay cuenta: argon2 trabaja igual, con los mismos ajustes."""
    hechas: list[str] = []
    verificar = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda yo, h, c: hechas.append(h) or verificar(yo, h, c))
    assert not claves.coincide(None, "no es")
    assert not claves.coincide(claves.cifrar("otra"), "no es")
    ajustes = [h.split("$")[1:4] for h in hechas]
    assert len(ajustes) == 2 and ajustes[0] == ajustes[1]
