"""Ayudas de las pruebas de cuentas."""

from __future__ import annotations

import re
from typing import Any

import pyotp
import sqlalchemy as sa
from werkzeug.test import TestResponse

from app.cuentas.modelos import Persona, Sesion
from app.extensiones import db
from app.nucleo.modelos import Salida
from app.nucleo.reloj import ahora
from tests.cliente import Cliente


def correos_a(para: str) -> list[Salida]:
    """Los correos encolados para una dirección, del primero al último."""
    return list(db.session.scalars(sa.select(Salida).where(Salida.para == para).order_by(Salida.id)))


def enlace_en(salida: Salida) -> str:
    """La ruta del enlace que lleva un correo."""
    hallado = re.search(r"http://localhost(/\S+)", salida.texto)
    assert hallado, salida.texto
    return hallado.group(1)


def por_correo(correo: str) -> Persona:
    """La persona con ese correo, recién leída."""
    db.session.expire_all()
    return db.session.scalars(sa.select(Persona).where(Persona.correo == correo)).one()


def sesiones_de(persona_id: int) -> int:
    """Cuántas sesiones tiene."""
    return db.session.scalar(sa.select(sa.func.count()).where(Sesion.persona_id == persona_id)) or 0


def quien_soy(cliente: Cliente) -> str:
    """El título de la cuenta de quien entró, o vacío si no entró."""
    respuesta = cliente.get("/cuenta")
    if respuesta.status_code == 303:
        return ""
    return "".join(next(cliente.raiz.iter("h1")).itertext())


def preparar_segundo_paso(cliente: Cliente) -> TestResponse:
    """Recorre la preparación: lee la clave de la página y escribe el código que haría la aplicación."""
    texto = cliente.get("/cuenta/segundo-factor/preparar").text
    hallada = re.search(r'translate="no">([A-Z2-7 ]{32,})<', texto)
    assert hallada
    codigo = pyotp.TOTP(hallada.group(1).replace(" ", "")).at(ahora())
    return cliente.enviar("/cuenta/segundo-factor/preparar", {"codigo": codigo})


def registrar(cliente: Cliente, correo: str, clave: str = "arroyo de piedra clara", **mas: Any) -> TestResponse:
    """Envía el formulario de registro."""
    return cliente.enviar("/registro", {"correo": correo, "clave": clave, **mas})
