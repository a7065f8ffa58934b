"""Personas, roles y sesiones para las pruebas: válidos si no se dice otra cosa."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask.testing import FlaskClient

from app.cuentas import consultas
from app.cuentas.modelos import Persona, RolAsignado, SegundoFactor, Sesion, Unidad
from app.cuentas.reglas import paso_en
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


def sesion_de(quien: Persona, *, segundo_factor: bool = True, **datos: Any) -> tuple[Sesion, str]:
    """Una sesión vigente, con el segundo paso dado, y la ficha que llevaría su navegador."""
    ficha = sesiones.nueva_ficha()
    momento = ahora()
    valores: dict[str, Any] = {
        "creada_en": momento,
        "vista_en": momento,
        "reautenticada_en": momento,
        "segundo_factor_en": momento if segundo_factor else None,
        "caduca_en": momento + dt.timedelta(days=30),
        "red": "127.0.0.0",
        "aparato": "Firefox en Linux",
    }
    fila = Sesion(huella=sesiones.huella(ficha), persona_id=id_de(quien), **{**valores, **datos})
    db.session.add(fila)
    db.session.commit()
    return fila, ficha


def entrar(cliente: FlaskClient, quien: Persona, *, segundo_factor: bool = True, **datos: Any) -> str:
    """Deja al cliente con la sesión de `quien` abierta (y su segundo paso dado); devuelve la ficha."""
    _fila, ficha = sesion_de(quien, segundo_factor=segundo_factor, **datos)
    cliente.set_cookie(str(current_app.config["COOKIE_SESION"]), ficha)
    return ficha


def id_de(quien: Persona) -> int:
    """El id de una persona, aunque la sesión en que se leyó ya no exista."""
    return int(sa.inspect(quien).identity[0])


def con_segundo_paso(quien: Persona, sal: str = "") -> str:
    """Le prepara el segundo paso; devuelve la sal de la que salen sus códigos."""
    from app.cuentas import codigos

    sal = sal or codigos.nueva_sal()
    db.session.add(SegundoFactor(persona_id=id_de(quien), sal=sal, creado_en=ahora()))
    db.session.commit()
    return sal


def codigo_de(quien: Persona) -> str:
    """El código de ahora de quien tiene segundo paso."""
    from app.cuentas import codigos

    sal = db.session.get_one(SegundoFactor, id_de(quien)).sal
    return codigos.codigo_en(sal, paso_en(ahora()))


def identidad_de(quien: Persona, *, segundo_factor: bool = True) -> Identidad:
    """La identidad con que `quien` llama a un servicio (con una sesión recién abierta)."""
    fila, _ficha = sesion_de(quien, segundo_factor=segundo_factor)
    entrada = consultas.entrada_vigente(fila.huella, ahora())
    assert entrada is not None
    db.session.rollback()
    return entrada.identidad
