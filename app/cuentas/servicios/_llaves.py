"""Los enlaces de un solo uso: se crean, se envían y se consumen una vez."""

from __future__ import annotations

import datetime as dt

from flask import current_app, url_for
from sqlalchemy import update

from app.cuentas.errores import EnlaceInservible
from app.cuentas.modelos import Llave
from app.extensiones import db
from app.nucleo import sesiones
from app.nucleo.reloj import ahora

VALIDEZ = {
    "confirmar": dt.timedelta(hours=48),
    "recuperar": dt.timedelta(hours=1),
    "cambiar_correo": dt.timedelta(hours=24),
}
_VISTAS = {
    "confirmar": "cuentas.confirmar",
    "recuperar": "cuentas.restablecer",
    "cambiar_correo": "cuentas.confirmar_correo",
}


def crear(
    persona_id: int,
    proposito: str,
    correo: str,
    *,
    clave_hash: str | None = None,
    validez: dt.timedelta | None = None,
) -> str:
    """Crea un enlace y devuelve su dirección completa; en la base solo queda la huella de su ficha."""
    ficha = sesiones.nueva_ficha()
    momento = ahora()
    llave = Llave(
        huella=sesiones.huella(ficha),
        persona_id=persona_id,
        proposito=proposito,
        correo=correo,
        clave_hash=clave_hash,
        creada_en=momento,
        caduca_en=momento + (validez or VALIDEZ[proposito]),
    )
    db.session.add(llave)
    db.session.flush()
    return direccion(_VISTAS[proposito], ficha=ficha)


def direccion(vista: str, **valores: str) -> str:
    """Dirección completa de una vista, con el dominio público de la ciudad."""
    base = str(current_app.config["URL_PUBLICA"])
    if not base:
        return url_for(vista, _external=True, **valores)
    return base + current_app.url_map.bind("").build(vista, valores)


def consumir(ficha: str, proposito: str) -> Llave:
    """Gasta el enlace, si vale para ese propósito, en una sola orden: de dos a la vez, una lo gasta.

    Lanza `EnlaceInservible` si no existe, ya se usó, caducó o es de otro propósito.
    """
    momento = ahora()
    llave = db.session.scalar(
        update(Llave)
        .where(
            Llave.huella == sesiones.huella(ficha),
            Llave.proposito == proposito,
            Llave.usada_en.is_(None),
            Llave.caduca_en > momento,
        )
        .values(usada_en=momento)
        .returning(Llave)
    )
    if llave is None:
        raise EnlaceInservible()
    return llave


def anular(persona_id: int) -> None:
    """Deja sin efecto todos los enlaces pendientes de una persona."""
    db.session.execute(
        update(Llave).where(Llave.persona_id == persona_id, Llave.usada_en.is_(None)).values(usada_en=ahora())
    )
