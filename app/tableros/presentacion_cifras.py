"""Las cifras de arriba del tablero: qué llegó, qué va tarde y qué toca responder. No consulta."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.avance.presentacion import parte_en_texto
from app.nucleo.plantillas import numero
from app.propuestas.reglas import EstadoLista
from app.tableros.publico import Tablero


def cifras(t: Tablero) -> list[dict[str, Any]]:
    """Todas, en el orden en que se leen; cada una lleva a su lista."""
    return [*_de_lo_pedido(t), *_del_plan(t), _participan(t)]


def _de_lo_pedido(t: Tablero) -> list[dict[str, Any]]:
    esperan = url_for("propuestas.lista", estado=EstadoLista.ESPERA.value)
    ultimas, vencidas, pronto = t.llegadas.ultimas, t.esperas.vencidas, t.esperas.pronto
    total = t.esperas.total
    return [
        {
            "valor": numero(ultimas),
            "texto": ngettext("propuesta nueva en 30 días", "propuestas nuevas en 30 días", ultimas),
            "url": url_for("propuestas.lista"),
            "detalle": _("%(n)s en los 30 días anteriores", n=numero(t.llegadas.anteriores)),
        },
        {
            "valor": numero(vencidas),
            "texto": ngettext("respuesta vencida", "respuestas vencidas", vencidas),
            "url": esperan,
            "detalle": ngettext("de %(n)s que espera", "de %(n)s que esperan", total, n=numero(total)),
            "tono": "tarde" if vencidas else None,
        },
        {
            "valor": numero(pronto),
            "texto": ngettext("se tiene que responder en 7 días", "se tienen que responder en 7 días", pronto),
            "url": esperan,
        },
    ]


def _del_plan(t: Tablero) -> list[dict[str, Any]]:
    """Qué va tarde en el plan y cuánto se hizo en un mes; nada si no hay avance."""
    if t.avance is None:
        return []
    atrasados, riesgo = t.avance.situaciones["atrasado"], t.avance.situaciones["en_riesgo"]
    antes = t.hace_un_mes.gestion if t.hace_un_mes else None
    return [
        {
            "valor": numero(atrasados),
            "texto": ngettext("elemento del plan, atrasado", "elementos del plan, atrasados", atrasados),
            "url": url_for("avance.del_plan", clave=t.avance.clave, situacion="atrasado", _anchor="lista"),
            "detalle": _("y %(n)s en riesgo", n=numero(riesgo)) if riesgo else None,
            "tono": "tarde" if atrasados else None,
        },
        {
            "valor": parte_en_texto(t.avance.gestion) if t.avance.gestion is not None else None,
            "texto": _("del trabajo del plan, hecho"),
            "url": url_for("avance.del_plan", clave=t.avance.clave),
            "detalle": _("%(parte)s hace 30 días", parte=parte_en_texto(antes)) if antes is not None else None,
        },
    ]


def _participan(t: Tablero) -> dict[str, Any]:
    return {
        "valor": numero(t.participan) if t.participan is not None else "<10",
        "texto": _("personas propusieron o apoyaron en 365 días"),
        "url": "#participacion",
    }
