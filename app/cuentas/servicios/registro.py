"""Crear una cuenta y confirmar su correo."""

from __future__ import annotations

import secrets

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.cuentas import claves, frases
from app.cuentas.errores import EnlaceInservible
from app.cuentas.modelos import Persona
from app.cuentas.reglas import clave_de_seudonimo, seudonimo_nuevo
from app.cuentas.servicios import _llaves as llaves
from app.cuentas.servicios._comunes import cuotas_de_mensaje, exigir_clave_buena, normalizar_correo, propia
from app.cuentas.servicios.acceso import cerrar_todas
from app.extensiones import db
from app.nucleo import limites, paneles, transaccion
from app.nucleo.errores import Conflicto, Invalido, restriccion_de
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.nucleo.salidas import encolar_correo


def registrar(correo: str, clave: str, idioma: str) -> None:
    """Crea la cuenta, si no existe, y escribe a esa dirección; la respuesta no dice cuál de las dos cosas pasó.

    Con una cuenta ya confirmada, el mensaje dice que ya existía. Con una sin confirmar, va otro enlace con
    esta clave: vale la de quien confirme.
    """
    correo = normalizar_correo(correo)
    exigir_clave_buena("clave", clave, correo)
    limites.gastar_todas(*cuotas_de_mensaje(correo))
    huella = claves.cifrar(clave)
    transaccion.pasar_a_escritura()
    existente = db.session.scalar(select(Persona).where(Persona.correo == correo))
    if existente is not None and (existente.acreditacion >= 1 or existente.estado != "activa"):
        avisar_ya_registrada(existente)
        return
    persona = existente or crear_persona(correo, idioma, clave_hash=huella)
    _enviar_confirmacion(persona, huella)


def avisar_ya_registrada(duenia: Persona) -> None:
    """Escribe a una dirección que ya tiene cuenta: solo su dueña lo llega a saber."""
    encolar_correo(
        str(duenia.correo),
        "cuentas/ya_registrada",
        duenia.idioma,
        persona_id=duenia.id,
        entrar=llaves.direccion("cuentas.entrar"),
        recuperar=llaves.direccion("cuentas.recuperar"),
    )


def crear_persona(
    correo: str | None, idioma: str, *, clave_hash: str | None, elegido: str | None = None
) -> Persona:
    """Una cuenta sin confirmar, con el seudónimo elegido o con uno amable que nadie más usa.

    Si otra petición creó a la vez la misma cuenta (un doble toque), devuelve esa. Lanza `Invalido` si el
    seudónimo elegido ya es de otra persona.
    """
    tope = 99
    while True:
        seudonimo = elegido or seudonimo_nuevo(secrets.choice, 2 + secrets.randbelow(tope - 1))
        persona = Persona(
            seudonimo=seudonimo,
            seudonimo_clave=clave_de_seudonimo(seudonimo),
            correo=correo,
            clave_hash=clave_hash,
            idioma=idioma if idioma in current_app.config["IDIOMAS"] else str(current_app.config["IDIOMA"]),
            aviso_version=paneles.pedir("aviso_vigente"),
            creada_en=ahora(),
        )
        try:
            with db.session.begin_nested():
                db.session.add(persona)
        except IntegrityError as error:
            if restriccion_de(error) not in ("uq_personas_correo", "uq_personas_seudonimo_clave"):
                raise
            otra = db.session.scalar(select(Persona).where(Persona.correo == correo)) if correo else None
            if otra is not None:
                return otra
            if elegido:
                raise Invalido("seudonimo", frases.de_nombre_usado()) from error
            tope *= 2
        else:
            return persona


def _enviar_confirmacion(persona: Persona, clave_hash: str | None) -> None:
    enlace = llaves.crear(persona.id, "confirmar", str(persona.correo), clave_hash=clave_hash)
    encolar_correo(
        str(persona.correo), "cuentas/confirmacion", persona.idioma, persona_id=persona.id, enlace=enlace
    )


def reenviar_confirmacion(quien: Identidad) -> str:
    """Manda otra vez el mensaje de confirmación a la propia dirección; la devuelve."""
    persona = propia(quien)
    correo, acreditacion = persona.correo, persona.acreditacion
    db.session.rollback()
    if correo is None or acreditacion >= 1:
        raise Conflicto()
    limites.gastar_todas(*cuotas_de_mensaje(correo))
    transaccion.pasar_a_escritura()
    _enviar_confirmacion(propia(quien), None)
    return correo


def confirmar(ficha: str) -> int:
    """Gasta el enlace y confirma la dirección a la que se envió; devuelve el id de la persona.

    Si el enlace trae otra clave que la de la cuenta, vale la del enlace y terminan las sesiones abiertas.
    """
    llave = llaves.consumir(ficha, "confirmar")
    persona = db.session.get_one(Persona, llave.persona_id)
    if persona.correo != llave.correo or persona.estado != "activa":
        raise EnlaceInservible()
    if llave.clave_hash is not None and llave.clave_hash != persona.clave_hash:
        if persona.acreditacion >= 1:
            raise EnlaceInservible()
        persona.clave_hash = llave.clave_hash
        cerrar_todas(persona.id)
    persona.correo_confirmado_en = ahora()
    persona.acreditacion = max(persona.acreditacion, 1)
    llaves.anular(persona.id)
    db.session.flush()
    return persona.id
