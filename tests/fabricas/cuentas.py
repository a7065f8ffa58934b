"""Personas, roles y sesiones para las pruebas: válidos si no se dice otra cosa."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from flask import current_app
from flask.testing import FlaskClient

from app.cuentas import consultas
from app.cuentas.modelos import Persona, RolAsignado, Sesion, Unidad
from app.extensiones import db
from app.nucleo import sesiones
from app.nucleo.permisos import Identidad, Rol
from app.nucleo.reloj import ahora

CLAVE = "arroyo de piedra clara"
_numero = count(1)


def persona(*, acreditacion: int = 1, clave: str | None = None, **datos: Any) -> Persona:
    """Una persona con cuenta activa y, salvo que se diga, correo confirmado. `clave` en claro, si importa."""
    n = next(_numero)
    momento = ahora()
    if clave is not None:
        from app.cuentas import claves

        datos["clave_hash"] = claves.cifrar(clave)
    valores: dict[str, Any] = {
        "seudonimo": f"Vecina del Ceibo {n}",
        "correo": f"vecina{n}@correo.example",
        "correo_confirmado_en": momento if acreditacion else None,
        "creada_en": momento,
    }
    nueva = Persona(acreditacion=acreditacion, **{**valores, **datos})
    db.session.add(nueva)
    db.session.commit()
    return nueva


def unidad(**datos: Any) -> Unidad:
    """Una unidad de la municipalidad."""
    n = next(_numero)
    nueva = Unidad(**{"codigo": f"U{n}", "nombre": f"Unidad {n}", **datos})
    db.session.add(nueva)
    db.session.commit()
    return nueva


def dar_rol(
    a: Persona, rol: Rol | str, *, territorio_id: int | None = None, unidad_id: int | None = None
) -> RolAsignado:
    """Un rol para una persona; sin alcance vale en toda la ciudad."""
    asignado = RolAsignado(
        persona_id=a.id, rol=str(rol), territorio_id=territorio_id, unidad_id=unidad_id, dado_en=ahora()
    )
    db.session.add(asignado)
    db.session.commit()
    return asignado


def personal(
    rol: Rol | str, *, territorio_id: int | None = None, unidad_id: int | None = None, **datos: Any
) -> Persona:
    """Una persona con un rol de la municipalidad."""
    nueva = persona(**datos)
    dar_rol(nueva, rol, territorio_id=territorio_id, unidad_id=unidad_id)
    return nueva


def sesion_de(quien: Persona, **datos: Any) -> tuple[Sesion, str]:
    """Una sesión vigente y la ficha que llevaría su navegador."""
    ficha = sesiones.nueva_ficha()
    momento = ahora()
    valores: dict[str, Any] = {
        "creada_en": momento,
        "vista_en": momento,
        "reautenticada_en": momento,
        "caduca_en": momento + dt.timedelta(days=30),
        "red": "127.0.0.0",
        "aparato": "Firefox en Linux",
    }
    fila = Sesion(huella=sesiones.huella(ficha), persona_id=quien.id, **{**valores, **datos})
    db.session.add(fila)
    db.session.commit()
    return fila, ficha


def entrar(cliente: FlaskClient, quien: Persona, **datos: Any) -> str:
    """Deja al cliente con la sesión de `quien` abierta; devuelve la ficha de su galleta."""
    _fila, ficha = sesion_de(quien, **datos)
    cliente.set_cookie(str(current_app.config["COOKIE_SESION"]), ficha)
    return ficha


def identidad_de(quien: Persona) -> Identidad:
    """La identidad con que `quien` llama a un servicio (con una sesión recién abierta)."""
    fila, _ficha = sesion_de(quien)
    entrada = consultas.entrada_vigente(fila.huella, ahora())
    assert entrada is not None
    db.session.rollback()
    return entrada.identidad
