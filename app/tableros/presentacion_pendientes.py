"""De lo pendiente a sus cifras y listas, con las primeras filas a la vista. No consulta."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.nucleo.plantillas import fecha, numero, relativo
from app.nucleo.traducido import unir
from app.tableros.consultas import Espera, NodoPlan
from app.tableros.pendientes import Pendientes, Quieto
from app.tableros.presentacion import detalle_de_vencidas
from app.tableros.reglas.pendientes import UMBRALES

TOPE = 200
"""Más filas que estas no se leen en una página: la lista entera está a un enlace."""
GRAVES = (None, UMBRALES[-1])


def datos(p: Pendientes, *, clasifica: bool, con_indicadores: bool) -> dict[str, Any]:
    """Todo lo que pinta la página de lo pendiente."""
    mios = [q for q in p.quietos if q.mio]
    ajenos = [q for q in p.quietos if not q.mio]
    clave = p.plan.clave if p.plan else ""
    return {
        "cifras": _cifras(p, len(mios)),
        "esperan": plegar(p.esperas.primeras, 6, partial(_espera, p.momento)),
        "por_clasificar": plegar(p.sin_clasificar, 5, partial(_por_clasificar, clasifica)),
        "tramos": _tramos(p),
        "mios": plegar(mios, 8, partial(_quieto, clave, con_indicadores)),
        "ajenos": plegar(ajenos, 5 if mios else 12, partial(_quieto, clave, con_indicadores)),
        "sin_unidad": plegar(p.sin_unidad, 10, partial(_elemento, clave)),
        "no_pedidos": plegar([(n, 0) for n in p.no_pedidos], 10, partial(_elemento, clave)),
    }


def plegar(cosas: Sequence[Any], a_la_vista: int, fila: Callable[[Any], Any]) -> dict[str, Any]:
    """Las primeras filas, las demás (hasta `TOPE`) y cuántas son; por una sola no se pliega."""
    corte = a_la_vista if len(cosas) > a_la_vista + 1 else len(cosas)
    return {
        "primeras": [fila(c) for c in cosas[:corte]],
        "demas": [fila(c) for c in cosas[corte:TOPE]],
        "cuantas_mas": len(cosas) - corte,
        "recortada": len(cosas) > TOPE,
    }


def _cifras(p: Pendientes, mios: int) -> list[dict[str, Any]]:
    """Las cuentas de arriba; cada una lleva a su lista."""
    e = p.esperas
    salida: list[dict[str, Any]] = [
        {
            "valor": numero(e.total),
            "texto": ngettext("espera respuesta", "esperan respuesta", e.total),
            "url": "#esperan-todas",
            "detalle": detalle_de_vencidas(e),
            "tono": "tarde" if e.vencidas else None,
        },
        {
            "valor": numero(p.cuantas_sin_clasificar),
            "texto": _("sin clasificar en el plan"),
            "url": "#sin-clasificar",
        },
    ]
    if p.plan is None:
        return salida
    quietos, nadie = len(p.quietos), len(p.no_pedidos)
    detalle = _("%(n)s de tu unidad", n=numero(mios)) if mios else None
    return [
        *salida,
        {"valor": numero(quietos), "texto": _("sin dato nuevo"), "url": "#sin-dato", "detalle": detalle},
        {
            "valor": numero(nadie),
            "texto": ngettext("elemento que nadie pide", "elementos que nadie pide", nadie),
            "url": "#sin-pedir",
        },
    ]


def _espera(momento: dt.datetime, e: Espera) -> list[Any]:
    hace = relativo(e.vence)
    return [
        {"texto": e.titulo, "url": url_for("propuestas.ficha", codigo=e.codigo)},
        {"texto": fecha(e.vence), "sub": _("vencida %(hace)s", hace=hace) if e.vence < momento else hace},
    ]


def _por_clasificar(clasifica: bool, suelta: tuple[str, str, dt.datetime]) -> list[Any]:
    codigo, titulo, cuando = suelta
    clasificar = {"texto": _("Clasificar"), "url": url_for("propuestas.clasificar", codigo=codigo)}
    return [
        {"texto": titulo, "url": url_for("propuestas.ficha", codigo=codigo)},
        fecha(cuando),
        clasificar if clasifica else relativo(cuando),
    ]


def _tramos(p: Pendientes) -> list[dict[str, str]]:
    return [
        {
            "texto": _("nunca: %(n)s", n=numero(n))
            if tramo is None
            else _("más de %(dias)s días: %(n)s", dias=tramo, n=numero(n)),
            "tono": "tarde" if tramo in GRAVES else "neutro",
        }
        for tramo, n in p.por_tramo.items()
        if n
    ]


def _quieto(clave: str, con_indicadores: bool, q: Quieto) -> list[Any]:
    que = {"texto": unir(q.codigo, q.nombre), "url": _url(clave, con_indicadores, q), "sub": _de_quien(q)}
    return [que, _desde_hace(q.dias)]


def _url(clave: str, con_indicadores: bool, q: Quieto) -> str:
    if q.es_indicador and con_indicadores:
        return url_for("avance.indicador", clave=clave, codigo=q.codigo)
    return url_for("plan.elemento", clave=clave, codigo=q.elemento)


def _de_quien(q: Quieto) -> str:
    clase = _("Indicador") if q.es_indicador else _("Elemento")
    return unir(clase, "·", q.unidad) if q.unidad else clase


def _desde_hace(dias: int | None) -> str:
    if dias is None:
        return _("nunca tuvo un dato")
    return ngettext("%(n)s día sin dato", "%(n)s días sin dato", dias, n=numero(dias))


def _elemento(clave: str, pedido: tuple[NodoPlan, int]) -> dict[str, Any]:
    """Un elemento del plan con cuántas propuestas lo piden (0: no se dice)."""
    n, cuantas = pedido
    return {
        "codigo": n.codigo,
        "titulo": n.titulo,
        "url": url_for("plan.elemento", clave=clave, codigo=n.codigo),
        "cuantas": numero(cuantas) if cuantas else "",
        "dicho": ngettext("propuesta", "propuestas", cuantas),
        "lista": url_for("propuestas.lista", elemento=n.id),
    }
