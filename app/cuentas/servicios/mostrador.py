"""Cuentas sin correo: se crean en un mostrador y, si la persona quiere, se activan después con un código."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.cuentas import claves, codigos, frases
from app.cuentas.errores import CodigoInservible, Faltas
from app.cuentas.modelos import Llave, Persona
from app.cuentas.reglas import clave_de_seudonimo, normalizar_contacto, sin_adornos
from app.cuentas.servicios import _llaves as llaves
from app.cuentas.servicios._comunes import (
    CINCO_MINUTOS,
    cuotas_de_mensaje,
    exigir_clave_buena,
    normalizar_correo,
)
from app.cuentas.servicios.registro import avisar_ya_registrada, crear_persona
from app.extensiones import db
from app.nucleo import idiomas, limites, paneles, transaccion
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import Identidad, Permiso
from app.nucleo.reloj import ahora
from app.nucleo.salidas import encolar_correo
from app.territorio import consultas as territorio

VALIDEZ_DE_ACTIVACION = dt.timedelta(days=30)
GRUPOS_DE_ACTIVACION = 3


def _exigir_mostrador(quien: Identidad) -> None:
    """Lanza `NoPermitido` si no atiende ningún mostrador: quien llega puede vivir en cualquier barrio."""
    if not quien.puede_en_algun_lugar(Permiso.MOSTRADOR_ATENDER):
        raise NoPermitido()


def registrar_en_mostrador(
    facilitadora: Identidad,
    *,
    seudonimo: str | None,
    nombre: str | None,
    contacto: str | None,
    territorio_id: int | None,
    nacimiento: int | None,
    idioma: str = "",
) -> Persona:
    """Crea la cuenta de quien está delante: sin correo ni clave, con acreditación 1 porque vino en persona.

    Sin seudónimo se le da uno amable. El contacto puede compartirlo una familia. Lanza `Invalido` con el campo.
    """
    _exigir_mostrador(facilitadora)
    elegido, normal = (seudonimo or "").strip(), normalizar_contacto(contacto or "")
    conocido = territorio_id is None or territorio.por_id(territorio_id) is not None
    Faltas.exigir(
        {
            "seudonimo": frases.de_seudonimo(elegido) if elegido else "",
            "nombre": _("Usa como mucho %(n)s caracteres.", n=120) if len(nombre or "") > 120 else "",
            "contacto": frases.de_contacto(normal),
            "territorio": "" if conocido else _("Elige un lugar de la lista."),
            "nacimiento": frases.de_nacimiento(nacimiento),
        }
    )
    persona = crear_persona(None, idioma or idiomas.actual(), clave_hash=None, elegido=elegido or None)
    completo = " ".join((nombre or "").split())
    persona.nombre = completo or None
    persona.nombre_clave = clave_de_seudonimo(completo) or None
    persona.contacto = normal or None
    persona.territorio_id = territorio_id
    persona.nacimiento = nacimiento
    persona.acreditacion = 1
    db.session.flush()
    return persona


def anotar_nacimiento(facilitadora: Identidad, persona_id: int, nacimiento: int | None) -> None:
    """Pone el año de nacimiento que dice la persona que está delante; el que vino del padrón no se toca.

    Lanza `Invalido` si falta o no es un año posible.
    """
    _exigir_mostrador(facilitadora)
    persona = db.session.get(Persona, persona_id)
    if persona is None or persona.estado != "activa":
        raise NoEncontrado()
    if nacimiento is None:
        raise Invalido("nacimiento", _("Escribe el año, con sus cuatro cifras."))
    if persona.acreditacion >= 2 and persona.nacimiento is not None:
        raise Invalido("nacimiento", _("Su año de nacimiento viene del padrón y aquí no se cambia."))
    Faltas.exigir({"nacimiento": frases.de_nacimiento(nacimiento)})
    if nacimiento == persona.nacimiento:
        return
    persona.nacimiento = nacimiento
    db.session.flush()
    paneles.pedir("al_cambiar_nombre", persona.id)


def codigo_de_activacion(facilitadora: Identidad, persona_id: int) -> str:
    """Un código de un solo uso para imprimir, que vale 30 días; anula el que se hubiera dado antes.

    Lanza `NoEncontrado` si no hay tal cuenta activa y `Conflicto` si ya entra con su clave.
    """
    _exigir_mostrador(facilitadora)
    persona = db.session.get(Persona, persona_id)
    if persona is None or persona.estado != "activa":
        raise NoEncontrado()
    if persona.clave_hash is not None:
        raise Conflicto(_("Esta persona ya entra con su clave."))
    llaves.anular(persona_id)
    codigo = codigos.nuevo_de_papel(GRUPOS_DE_ACTIVACION)
    momento = ahora()
    db.session.add(
        Llave(
            huella=codigos.huella_de_papel(codigo, "activar"),
            persona_id=persona_id,
            proposito="activar",
            correo="",
            creada_en=momento,
            caduca_en=momento + VALIDEZ_DE_ACTIVACION,
        )
    )
    db.session.flush()
    return codigo


def activar(codigo: str, correo: str, clave: str) -> str:
    """Con el código del mostrador, pide poner un correo y una clave; valen al confirmar desde esa dirección.

    Devuelve la dirección. No dice si ya tiene cuenta: el mensaje que se envía lo dice. El código deja de valer
    al confirmar, así que una dirección mal escrita se puede corregir. Lanza `CodigoInservible`.
    """
    correo = normalizar_correo(correo)
    limites.gastar_todas(
        limites.Cuota("activar_red", limites.red_de_la_peticion(), 10, CINCO_MINUTOS),
        limites.Cuota("activar_ciudad", "", 300, CINCO_MINUTOS),
    )
    exigir_clave_buena("clave", clave, correo)
    limites.gastar_todas(*cuotas_de_mensaje(correo))
    huella = claves.cifrar(clave)
    transaccion.pasar_a_escritura()
    persona = _duenia_del_codigo(codigo)
    duenia = db.session.scalar(select(Persona).where(Persona.correo == correo))
    if duenia is not None:
        avisar_ya_registrada(duenia)
        return correo
    enlace = llaves.crear(persona.id, "cambiar_correo", correo, clave_hash=huella)
    encolar_correo(
        correo,
        "cuentas/activacion",
        persona.idioma,
        persona_id=persona.id,
        enlace=enlace,
        seudonimo=persona.seudonimo,
    )
    return correo


def _duenia_del_codigo(codigo: str) -> Persona:
    if len(sin_adornos(codigo)) != 4 * GRUPOS_DE_ACTIVACION:
        raise CodigoInservible()
    persona = db.session.scalar(
        select(Persona)
        .join(Llave, Llave.persona_id == Persona.id)
        .where(
            Llave.huella == codigos.huella_de_papel(codigo, "activar"),
            Llave.proposito == "activar",
            Llave.usada_en.is_(None),
            Llave.caduca_en > ahora(),
            Persona.estado == "activa",
            Persona.clave_hash.is_(None),
        )
    )
    if persona is None:
        raise CodigoInservible()
    db.session.execute(
        update(Llave)
        .where(Llave.persona_id == persona.id, Llave.proposito == "cambiar_correo", Llave.usada_en.is_(None))
        .values(usada_en=ahora())
    )
    return persona
