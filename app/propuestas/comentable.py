"""Una propuesta, como la ve la conversación: si se puede comentar y qué pide su proceso."""

from __future__ import annotations

from flask_babel import gettext as _

from app.contenido.consultas import hechos_de
from app.nucleo.permisos import Identidad
from app.participacion.comentables import Comentable, Cosa
from app.propuestas import permisos
from app.propuestas.consultas.ficha import Comentada, comentada
from app.propuestas.presentacion import direccion
from app.propuestas.reglas import Estado


def comentable(cosa: Cosa, quien: Identidad) -> Comentable | None:
    """La propuesta de ese código; None si es un borrador, que no se comenta ni por su autora."""
    p = comentada(cosa.codigo)
    return None if p is None or p.objeto.estado is Estado.BORRADOR else de_comentada(p, quien)


def de_comentada(p: Comentada, quien: Identidad) -> Comentable:
    """Lo que la conversación sabe de una propuesta publicada."""
    objeto = p.objeto
    tapada = objeto.oculta and not permisos.firma(quien, objeto)
    return Comentable(
        titulo=_("Propuesta oculta") if tapada else p.titulo,
        direccion=lambda: direccion(p.codigo, "" if tapada else p.titulo),
        requisitos=p.pide,
        visible=not objeto.oculta,
        motivo=_motivo(p.id) if objeto.oculta else "",
        cerrado=_cerrado(objeto.estado, de_lectura=p.de_lectura),
        puede_volver=objeto.estado is Estado.ARCHIVADA and not p.de_lectura,
        autora_id=objeto.autora_id,
        proceso_id=objeto.proceso_id,
        territorio_id=objeto.territorio_id,
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
