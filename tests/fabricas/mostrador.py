"""Facilitadoras con alguien delante."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.cuentas.modelos import Persona
from app.cuentas.reglas import clave_de_seudonimo
from app.extensiones import db
from app.mostrador.modelos import Atencion
from app.nucleo.permisos import Rol
from tests.cliente import Cliente
from tests.fabricas import cuentas


def facilitadora(cliente: Cliente, **datos: object) -> Persona:
    """Una facilitadora que ya entró con este cliente."""
    quien = cuentas.personal(Rol.FACILITADORA, **datos)
    cuentas.entrar(cliente, quien)
    return quien


def de_mostrador(**datos: object) -> Persona:
    """Una persona sin correo ni clave, como queda al registrarse en un mostrador."""
    valores: dict[str, Any] = {
        "correo": None,
        "correo_confirmado_en": None,
        "seudonimo": "Ceiba Mansa",
        **datos,
    }
    return cuentas.persona(seudonimo_clave=clave_de_seudonimo(valores["seudonimo"]), **valores)


def atencion() -> Atencion | None:
    """La única atención abierta, recién leída."""
    db.session.expire_all()
    return db.session.scalars(select(Atencion)).one_or_none()


def turno() -> str:
    """El turno de la única atención abierta."""
    abierta = atencion()
    assert abierta is not None
    return abierta.turno
