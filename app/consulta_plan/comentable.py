"""Un elemento del plan, como lo ve la conversación: se comenta en su consulta y con el plan vigente."""

from __future__ import annotations

import datetime as dt

from flask import g, url_for
from flask_babel import gettext as _

from app.consulta_plan import consultas
from app.consulta_plan.consultas import ElementoConsultado
from app.nucleo.permisos import Identidad
from app.participacion.comentables import Comentable, Cosa
from app.plan.consultas import FichaPlan, Nodo
from app.procesos.consultas import zona
from app.procesos.permisos import Requisitos
from app.procesos.reglas import Ventana

SIEMPRE = dt.datetime.min.replace(tzinfo=dt.UTC)
ACREDITACION = 1
"""La que se pide para comentar un plan vigente."""


def comentable(cosa: Cosa, _quien: Identidad) -> Comentable | None:
    """El elemento de ese contenido; None si su plan es un borrador."""
    e = consultas.elemento(cosa.id)
    return None if e is None or e.estado_plan == "borrador" else del_elemento(e)


def consultado(plan: FichaPlan, nodo: Nodo) -> ElementoConsultado:
    """El elemento con su consulta, leída una sola vez por página."""
    leido: ElementoConsultado | None = g.get("consultado")
    if leido is None or leido.id != nodo.id:
        leido = g.consultado = consultas.del_nodo(plan, nodo)
    return leido


def del_elemento(e: ElementoConsultado) -> Comentable:
    """Lo que la conversación sabe de un elemento público."""
    return Comentable(
        titulo=f"{e.codigo} {e.titulo}",
        direccion=lambda: url_for("plan.elemento", clave=e.plan_clave, codigo=e.codigo),
        requisitos=_requisitos(e),
        cerrado=_cerrado(e),
        puede_volver=e.estado_plan in ("en_consulta", "vigente"),
    )


def _requisitos(e: ElementoConsultado) -> Requisitos | None:
    if e.estado_plan == "en_consulta" and e.consulta is not None:
        ventana = Ventana("debatir", e.consulta.abre, e.consulta.cierra)
        return Requisitos((ventana,), e.consulta.acreditacion, 0, zona())
    if e.estado_plan == "vigente":
        return Requisitos((Ventana("debatir", SIEMPRE),), ACREDITACION, 0, zona())
    return None


def _cerrado(e: ElementoConsultado) -> str:
    if e.cancelado:
        return _("Este elemento se canceló: lo dicho se puede leer, pero ya no se comenta.")
    if e.estado_plan == "en_consulta" and e.consulta is None:
        return _("La consulta de este plan todavía no tiene fechas: entonces se podrá comentar.")
    if e.estado_plan not in ("en_consulta", "vigente"):
        return _("Este plan ya terminó: lo dicho se puede leer, pero ya no se comenta.")
    return ""
