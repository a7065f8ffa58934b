"""Recuperar y cambiar la clave."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.cuentas import claves
from app.cuentas.errores import EnlaceInservible
from app.cuentas.modelos import Persona
from app.cuentas.servicios import _llaves as llaves
from app.cuentas.servicios._comunes import cuotas_de_mensaje, exigir_clave_buena, normalizar_correo, propia
from app.cuentas.servicios.acceso import Abierta, abrir_sesion, cerrar_todas, verificar_clave
from app.extensiones import db
from app.nucleo import limites, transaccion
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.nucleo.salidas import encolar_correo

UN_DIA = dt.timedelta(days=1)


def recuperar(correo: str) -> None:
    """Envía un enlace para poner otra clave, si la dirección tiene cuenta; la respuesta es la misma si no."""
    correo = normalizar_correo(correo)
    limites.gastar_todas(limites.Cuota("recuperar", correo, 5, UN_DIA), *cuotas_de_mensaje(correo))
    transaccion.pasar_a_escritura()
    persona = db.session.scalar(select(Persona).where(Persona.correo == correo, Persona.estado == "activa"))
    if persona is None:
        return
    enlace = llaves.crear(persona.id, "recuperar", correo)
    encolar_correo(correo, "cuentas/recuperacion", persona.idioma, persona_id=persona.id, enlace=enlace)


def restablecer(ficha: str, clave: str, correo: str) -> None:
    """Gasta el enlace, pone la clave, termina todas las sesiones y avisa por correo.

    `correo` es el del enlace, ya leído: la clave no puede parecerse a él. Quien abrió el enlace tiene ese
    buzón, así que la dirección queda también confirmada.
    """
    exigir_clave_buena("clave", clave, correo)
    huella = claves.cifrar(clave)
    transaccion.pasar_a_escritura()
    llave = llaves.consumir(ficha, "recuperar")
    persona = db.session.get_one(Persona, llave.persona_id)
    if persona.correo != llave.correo or persona.estado != "activa":
        raise EnlaceInservible()
    persona.clave_hash = huella
    persona.correo_confirmado_en = persona.correo_confirmado_en or ahora()
    persona.acreditacion = max(persona.acreditacion, 1)
    llaves.anular(persona.id)
    cerrar_todas(persona.id)
    _avisar(persona)


def cambiar_clave(quien: Identidad, actual: str, nueva: str, agente: str = "") -> Abierta:
    """Cambia la propia clave: pide la de ahora, termina todas las sesiones y abre otra."""
    persona = propia(quien)
    correo, seudonimo = persona.correo or "", persona.seudonimo
    db.session.rollback()
    verificar_clave(quien, "actual", actual)
    exigir_clave_buena("nueva", nueva, correo, seudonimo)
    huella = claves.cifrar(nueva)
    transaccion.pasar_a_escritura()
    persona = propia(quien)
    persona.clave_hash = huella
    llaves.anular(persona.id)
    cerrar_todas(persona.id)
    _avisar(persona)
    return abrir_sesion(persona.id, agente, segundo_factor=quien.segundo_factor)


def _avisar(persona: Persona) -> None:
    encolar_correo(
        str(persona.correo),
        "cuentas/cambio_clave",
        persona.idioma,
        persona_id=persona.id,
        cuando=ahora(),
        recuperar=llaves.direccion("cuentas.recuperar"),
    )
