"""Cambiar la dirección de correo: vale cuando se confirma desde la dirección nueva."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.cuentas.errores import EnlaceInservible
from app.cuentas.modelos import Persona
from app.cuentas.servicios import _llaves as llaves
from app.cuentas.servicios._comunes import cuotas_de_mensaje, normalizar_correo, propia
from app.cuentas.servicios.acceso import verificar_clave
from app.cuentas.servicios.registro import avisar_ya_registrada
from app.extensiones import db
from app.nucleo import limites, transaccion
from app.nucleo.errores import Invalido, traducir
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.nucleo.salidas import encolar_correo


def pedir_cambio_de_correo(quien: Identidad, correo: str, clave: str) -> str:
    """Pide la clave y escribe a la dirección nueva; la devuelve. Si ya tiene cuenta, el mensaje lo dice."""
    correo = normalizar_correo(correo)
    if propia(quien).correo == correo:
        raise Invalido("correo", _("Ese ya es tu correo."))
    db.session.rollback()
    verificar_clave(quien, "clave", clave)
    limites.gastar_todas(*cuotas_de_mensaje(correo))
    transaccion.pasar_a_escritura()
    persona = propia(quien)
    duenia = db.session.scalar(select(Persona).where(Persona.correo == correo))
    if duenia is not None:
        avisar_ya_registrada(duenia)
    else:
        enlace = llaves.crear(persona.id, "cambiar_correo", correo)
        encolar_correo(correo, "cuentas/cambio_correo", persona.idioma, persona_id=persona.id, enlace=enlace)
    return correo


def confirmar_correo_nuevo(ficha: str) -> None:
    """Gasta el enlace y cambia la dirección por la que se guardó en él; avisa a la anterior.

    Los demás enlaces pendientes dejan de valer: el de recuperación pudo ir al buzón viejo. El de una
    activación trae además la clave: una cuenta que ya tiene la suya no la cambia por ese camino.
    """
    llave = llaves.consumir(ficha, "cambiar_correo")
    persona = db.session.get_one(Persona, llave.persona_id)
    if persona.estado != "activa":
        raise EnlaceInservible()
    if llave.clave_hash is not None and persona.clave_hash is not None:
        raise EnlaceInservible()
    anterior = persona.correo
    with traducir({"uq_personas_correo": EnlaceInservible()}):
        persona.correo = llave.correo
        persona.correo_confirmado_en = ahora()
        persona.clave_hash = llave.clave_hash or persona.clave_hash
        persona.acreditacion = max(persona.acreditacion, 1)
        db.session.flush()
    llaves.anular(persona.id)
    if anterior:
        encolar_correo(
            anterior, "cuentas/correo_cambiado", persona.idioma, persona_id=persona.id, cuando=ahora()
        )
