"""Una propuesta, como la ve la conversación: si se puede comentar y qué pide su proceso."""

from __future__ import annotations

from flask_babel import gettext as _

from app.contenido.consultas import hechos_de
from app.nucleo.permisos import Identidad
from app.participacion.comentables import Comentable, Cosa
from app.procesos import consultas as procesos
from app.procesos.reglas import SIN_UMBRAL, Acto
from app.propuestas import permisos
from app.propuestas.consultas.ficha import cargada, objeto_de
from app.propuestas.presentacion import direccion
from app.propuestas.reglas import Estado


def comentable(cosa: Cosa, quien: Identidad) -> Comentable | None:
    """La propuesta de ese código; None si es un borrador, que no se comenta ni por su autora."""
    p = cargada(cosa.codigo)
    if p is None:
        return None
    objeto = objeto_de(p)
    if objeto.estado is Estado.BORRADOR:
        return None
    tapada = objeto.oculta and not permisos.es_autora(quien, objeto)
    return Comentable(
        titulo=_("Propuesta oculta") if tapada else p.titulo,
        direccion=lambda: direccion(cosa.codigo, "" if tapada else p.titulo),
        requisitos=procesos.requisitos(p.proceso, Acto.DEBATIR),
        visible=not objeto.oculta,
        motivo=_motivo(p.id) if objeto.oculta else "",
        cerrado=_cerrado(objeto.estado, de_lectura=p.umbral >= SIN_UMBRAL),
        autora_id=objeto.autora_id,
        proceso_id=p.proceso_id,
        territorio_id=p.territorio_id,
    )


def _motivo(propuesta_id: int) -> str:
    hechos = reversed(hechos_de(propuesta_id))
    return next((h.motivo for h in hechos if h.clase.startswith("moderacion.")), "")


def _cerrado(estado: Estado, *, de_lectura: bool) -> str:
    if estado is Estado.RETIRADA:
        return _("Su autora la retiró: lo dicho se puede leer, pero ya no se comenta.")
    if estado is not Estado.PUBLICADA:
        return _("Ya no está abierta: lo dicho se puede leer, pero ya no se comenta.")
    if de_lectura:
        return _("Se trajo de otra plataforma, con su conversación: aquí se lee.")
    return ""
