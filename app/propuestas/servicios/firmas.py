"""Firmar entre varias personas: la autora invita, la otra acepta o no, y la autora puede quitar una firma."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import delete

from app.contenido.servicios import anotar_hecho
from app.cuentas.servicios import exigir_viva
from app.extensiones import db
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado
from app.nucleo.permisos import Identidad
from app.nucleo.reloj import ahora
from app.propuestas import permisos
from app.propuestas.consultas import propias, tomadas
from app.propuestas.consultas.ficha import objeto_de
from app.propuestas.modelos import Coautoria, Propuesta
from app.propuestas.reglas import COAUTORIAS_MAXIMO, Estado


def invitar(quien: Identidad, codigo: str, seudonimo: str) -> None:
    """Invita a firmar a quien se llama justo así. Repetirlo no cambia nada.

    Lanza `NoEncontrado` si la propuesta no es de `quien`, `Conflicto` si ya no admite firmas, e `Invalido` si
    nadie se llama así, es ella misma, ya dijo que no, o hay 10 firmas.
    """
    p = _tomar_propia(codigo, quien)
    persona_id = propias.persona_por_seudonimo(seudonimo)
    if persona_id is None:
        raise Invalido("seudonimo", _("Nadie se llama así aquí. Escribe su nombre público tal como aparece."))
    if persona_id == quien.persona:
        raise Invalido("seudonimo", _("Tú ya la firmas: invita a otra persona."))
    antes = next((c for c in p.coautorias if c.persona_id == persona_id), None)
    if antes is not None and antes.estado == "rechazada":
        raise Invalido("seudonimo", _("Esa persona prefirió no firmar esta propuesta."))
    if antes is not None:
        return
    if sum(c.estado != "rechazada" for c in p.coautorias) >= COAUTORIAS_MAXIMO:
        raise Invalido("seudonimo", _("Hasta %(n)s personas, además de ti.", n=COAUTORIAS_MAXIMO))
    db.session.add(Coautoria(propuesta_id=p.id, persona_id=persona_id, estado="invitada", invitada_en=ahora()))
    _cambio(p)


def responder(quien: Identidad, codigo: str, acepta: bool) -> None:
    """Acepta o rechaza firmar; quien ya firma puede dejar de hacerlo. Repetirlo no cambia nada.

    Lanza `NoEncontrado` si nadie la invitó, y `Conflicto` si dijo que no o la propuesta se cerró.
    """
    exigir_viva(quien)
    p = tomadas.entera(codigo)
    fila = next((c for c in p.coautorias if c.persona_id == quien.persona), None) if p else None
    if p is None or fila is None:
        raise NoEncontrado()
    nueva = "aceptada" if acepta else "rechazada"
    if fila.estado == nueva:
        return
    if fila.estado == "rechazada":
        raise Conflicto(_("Ya dijiste que no. Si cambiaste de idea, habla con quien la escribió."))
    if acepta and objeto_de(p).estado not in (Estado.BORRADOR, Estado.PUBLICADA):
        raise Conflicto(_("Esta propuesta ya se cerró: no se puede firmar."))
    fila.estado, fila.respondida_en = nueva, ahora()
    if p.estado != Estado.BORRADOR:
        clase = "propuestas.firmada" if acepta else "propuestas.firma_retirada"
        anotar_hecho(clase, p.id, quien.persona, publico=acepta)
    _cambio(p)


def quitar_firma(quien: Identidad, codigo: str, persona_id: int) -> None:
    """La autora quita una firma o una invitación. Lo que ya no está no cambia nada."""
    p = _tomar_propia(codigo, quien)
    fila = next((c for c in p.coautorias if c.persona_id == persona_id and c.estado != "rechazada"), None)
    if fila is None:
        return
    if fila.estado == "aceptada" and p.estado != Estado.BORRADOR:
        anotar_hecho("propuestas.firma_retirada", p.id, quien.persona, publico=False)
    db.session.execute(
        delete(Coautoria).where(Coautoria.propuesta_id == p.id, Coautoria.persona_id == persona_id)
    )
    _cambio(p)


def _tomar_propia(codigo: str, quien: Identidad) -> Propuesta:
    exigir_viva(quien)
    p = tomadas.entera(codigo)
    if p is None or not permisos.es_autora(quien, objeto_de(p)):
        raise NoEncontrado()
    if not permisos.puede_invitar(quien, objeto_de(p)):
        raise Conflicto(_("Esta propuesta ya no cambia: sus firmas quedan como están."))
    return p


def _cambio(p: Propuesta) -> None:
    """Guarda, hace nueva la versión de su página y olvida las firmas leídas."""
    p.version += 1
    db.session.flush()
    db.session.expire(p, ["coautorias"])
