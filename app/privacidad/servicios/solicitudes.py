"""Solicitudes sobre datos personales, con o sin cuenta: recibirlas, contar su plazo y responderlas."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from app.contenido.reglas import ALFABETO
from app.contenido.servicios import anotar_hecho
from app.cuentas.consultas import buzon
from app.cuentas.servicios import direccion
from app.extensiones import db
from app.nucleo import hojas, idiomas, limites
from app.nucleo.errores import Invalido, NoEncontrado, guardar_una_vez
from app.nucleo.permisos import Identidad, Permiso, exigir
from app.nucleo.reloj import ahora
from app.nucleo.salidas import encolar_correo
from app.privacidad.errores import YaResuelta
from app.privacidad.modelos import CLASES_SOLICITUD, SolicitudDatos
from app.privacidad.reglas import plazo_de, vence

LARGO_CODIGO = 12
MAXIMO_TEXTO = 4000


def pedir(quien: Identidad, clase: str, texto: str, contacto: str, hoja: str = "") -> SolicitudDatos:
    """Recibe una solicitud y le da su código y su vencimiento. Sin cuenta hace falta un contacto.

    La misma `hoja` con lo mismo escrito es una sola solicitud: devuelve la primera.
    """
    limites.gastar("solicitud_red", limites.red_de_la_peticion(), 5, dt.timedelta(hours=1))
    texto, contacto = texto.strip(), contacto.strip()
    if clase not in CLASES_SOLICITUD:
        raise Invalido("clase", _("Elige qué pides."))
    if not quien.autenticada and not contacto:
        raise Invalido("contacto", _("Dinos cómo responderte: un correo o un teléfono."))
    if len(contacto) > 320 or len(texto) > MAXIMO_TEXTO:
        raise Invalido("texto", _("Usa como mucho %(n)s caracteres.", n=MAXIMO_TEXTO))
    momento = ahora()
    escrito = (str(quien.persona_id or ""), clase, texto, contacto)
    nueva = SolicitudDatos(
        codigo=hojas.codigo(hoja, escrito, ALFABETO, LARGO_CODIGO),
        clase=clase,
        persona_id=quien.persona_id,
        contacto=contacto,
        idioma=idiomas.actual(),
        texto=texto,
        recibida_en=momento,
        vence=vence(momento, plazo_de(_pais(), clase), ZoneInfo(str(current_app.config["ZONA"]))),
    )
    codigo = nueva.codigo
    guardar_una_vez(nueva, "uq_solicitudes_datos_codigo")
    return db.session.scalars(select(SolicitudDatos).where(SolicitudDatos.codigo == codigo)).one()


def _pais() -> str:
    return str(current_app.config["PAIS"])


def responder(quien: Identidad, codigo: str, estado: str, respuesta: str) -> None:
    """Responde con su motivo, una sola vez; a un correo suyo se le avisa en su idioma. Lanza `YaResuelta`."""
    exigir(quien, Permiso.SOLICITUDES_ATENDER)
    if estado not in ("atendida", "rechazada"):
        raise Invalido("estado", _("Elige si se atiende o no."))
    if not respuesta.strip():
        raise Invalido("respuesta", _("Escribe la respuesta con su motivo: quien pidió la va a leer."))
    pedida = db.session.scalar(select(SolicitudDatos).where(SolicitudDatos.codigo == codigo).with_for_update())
    if pedida is None:
        raise NoEncontrado()
    if pedida.estado != "recibida":
        raise YaResuelta()
    pedida.estado, pedida.respuesta = estado, respuesta.strip()[:MAXIMO_TEXTO]
    pedida.resuelta_por_id, pedida.resuelta_en = quien.persona, ahora()
    db.session.flush()
    anotar_hecho(
        "privacidad.solicitud",
        None,
        quien.persona,
        datos={"clase": pedida.clase, "estado": estado},
        publico=False,
    )
    para, idioma = buzon(pedida.persona_id, pedida.contacto, pedida.idioma)
    if para:
        enlace = direccion("privacidad.seguir", codigo=codigo)
        encolar_correo(para, "privacidad/respuesta", idioma, persona_id=pedida.persona_id, enlace=enlace)
