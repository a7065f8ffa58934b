"""Facilitadoras con alguien delante."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import func, select

from app.cuentas.modelos import Persona
from app.cuentas.reglas import clave_de_seudonimo
from app.extensiones import db
from app.mostrador.modelos import ActoMostrador, Atencion
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


def abrir(cliente: Cliente, seudonimo: str) -> None:
    """Por la página, como lo hace la facilitadora: busca el nombre y toca «Atender»."""
    pagina = cliente.enviar("/mostrador/nombre", {"nombre": seudonimo})
    ficha = re.search(r'name="ficha" value="([^"]+)"', pagina.text)
    assert ficha, pagina.text
    assert cliente.enviar("/mostrador/abrir", {"ficha": ficha[1]}).status_code == 303


def actos() -> list[tuple[str, bool, bool]]:
    """Los sellos: su clase, y si dicen de quién y de qué."""
    filas = db.session.scalars(select(ActoMostrador).order_by(ActoMostrador.id))
    return [(a.clase, a.persona_id is not None, a.contenido_id is not None) for a in filas]


def personas() -> int:
    """Cuántas cuentas hay."""
    return db.session.scalar(select(func.count()).select_from(Persona)) or 0


def hoja(cliente: Cliente) -> str:
    """El turno de una hoja de registro en blanco."""
    hallado = re.search(r'name="turno"[^>]* value="([0-9a-f]{16})"', cliente.get("/mostrador/registrar").text)
    assert hallado
    return hallado[1]


def proceso_de_la_hoja(cliente: Cliente) -> str:
    """El único proceso que ofrece la hoja de proponer."""
    hallado = re.search(r'name="proceso" value="([^"]+)"', cliente.get("/mostrador/proponer").text)
    assert hallado
    return hallado[1]
