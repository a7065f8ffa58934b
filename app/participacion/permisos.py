"""Predicados puros: qué puede hacer cada quien en una conversación en un momento dado."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.nucleo.permisos import Identidad, Permiso
from app.participacion.comentables import Comentable
from app.participacion.reglas import en_ventana_de_edicion
from app.procesos.permisos import que_falta
from app.procesos.reglas import Acto


@dataclass(frozen=True)
class Objeto:
    """Lo que los permisos miran de un comentario."""

    autora_id: int | None
    creado_en: dt.datetime
    retirado: bool
    oculto: bool


class NoComenta(StrEnum):
    """Por qué alguien no puede comentar ni votar comentarios."""

    OCULTO = "oculto"
    CERRADO = "cerrado"
    FASE = "fase"
    CUENTA = "cuenta"
    ROL = "rol"
    ACREDITACION = "acreditacion"
    EDAD = "edad"
    NACIMIENTO = "nacimiento"


def no_comenta(
    quien: Identidad, sobre: Comentable, ahora: dt.datetime, permiso: Permiso = Permiso.COMENTAR
) -> NoComenta | None:
    """El primer motivo por el que `quien` no puede ahora; None si puede. Votar pide lo mismo que comentar."""
    if not sobre.visible:
        return NoComenta.OCULTO
    if sobre.cerrado:
        return NoComenta.CERRADO
    falta = None if sobre.requisitos is None else que_falta(quien, Acto.DEBATIR, sobre.requisitos, ahora)
    if falta == "fase":
        return NoComenta.FASE
    if not quien.autenticada:
        return NoComenta.CUENTA
    if not quien.puede(permiso, proceso_id=sobre.proceso_id, territorio_id=sobre.territorio_id):
        return NoComenta.ROL
    return None if falta is None else NoComenta(falta)


def es_autora(quien: Identidad, objeto: Objeto) -> bool:
    """Verdadero si el comentario es suyo."""
    return quien.autenticada and quien.persona_id == objeto.autora_id


def _propio(quien: Identidad, objeto: Objeto) -> bool:
    propio = es_autora(quien, objeto) and quien.puede(Permiso.COMENTAR)
    return propio and not objeto.retirado


def puede_editar(quien: Identidad, objeto: Objeto, ahora: dt.datetime) -> bool:
    """Su autora, los primeros 15 minutos; lo oculto no se edita."""
    return _propio(quien, objeto) and not objeto.oculto and en_ventana_de_edicion(objeto.creado_en, ahora)


def puede_retirar(quien: Identidad, objeto: Objeto) -> bool:
    """Su autora, cuando quiera, también con la etapa cerrada."""
    return _propio(quien, objeto)


def puede_responder(objeto: Objeto) -> bool:
    """A lo retirado o lo oculto ya no se responde."""
    return not (objeto.retirado or objeto.oculto)


def puede_votar(quien: Identidad, objeto: Objeto) -> bool:
    """A lo que se lee y no es de una misma."""
    return puede_responder(objeto) and not es_autora(quien, objeto)


def puede_hablar_por_la_municipalidad(quien: Identidad) -> bool:
    """Quien ejerce un rol, con su segundo paso dado; nunca mientras atiende a otra persona en un mostrador."""
    return quien.ejerce and quien.atendida_por is None and quien.puede(Permiso.COMENTAR)
