"""Lo que las propuestas prestan a las páginas de más abajo: un lugar, un proceso, un elemento del plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, render_template, url_for
from markupsafe import Markup

from app.nucleo import paneles
from app.plan.consultas import FichaPlan, Nodo
from app.procesos.reglas import Acto
from app.propuestas import facetas, opciones, servicios, tarjetas
from app.propuestas.consultas import Filtros, Orden, contar, cuentas_por_elemento, cuentas_por_ods, pagina
from app.propuestas.presentacion import cuantas
from app.territorio import consultas as territorio

EN_PANEL = 6


def _datos(filtros: Filtros, parametros: Mapping[str, Any]) -> dict[str, Any]:
    """Las más apoyadas de un filtro, cuántas hay y el enlace a todas."""
    total = contar(filtros)
    referencias = pagina(filtros, Orden.APOYADAS, cuantas=EN_PANEL).elementos
    return {
        "tarjetas": tarjetas.dibujar(referencias),
        "total": total,
        "cuantas": cuantas(total),
        "todas": url_for("propuestas.lista", **parametros) if total > EN_PANEL else None,
    }


def _seccion(filtros: Filtros, parametros: Mapping[str, Any]) -> Markup:
    html = render_template("propuestas/_seccion.html", datos=_datos(filtros, parametros))
    return Markup(html)  # noqa: S704 — sale de una plantilla, ya escapada


def _de_territorio(ident: int) -> Markup:
    lugar = territorio.por_id(ident)
    return _seccion(Filtros(territorio_id=ident), {"territorio": lugar.codigo} if lugar else {})


def _de_proceso(ident: int) -> Markup:
    clave = next((c for c, (i, _n) in opciones.actuales().procesos.items() if i == ident), None)
    return _seccion(Filtros(proceso_id=ident), {"proceso": clave} if clave else {})


def _de_elemento(_plan: FichaPlan, nodo: Nodo) -> Markup:
    return _seccion(Filtros(elemento_id=nodo.id), {"elemento": str(nodo.id)})


def _enlaces_de_elemento(ident: int) -> dict[str, str]:
    """A dónde ir desde un elemento: a sus propuestas y, si hay algo abierto, a proponer para él."""
    enlaces = {"lista": url_for("propuestas.lista", elemento=ident)}
    if any(Acto.PROPONER in actos for actos in opciones.actuales().actos_abiertos()):
        enlaces["proponer"] = url_for("propuestas.proponer", elemento=ident)
    return enlaces


def registrar(app: Flask) -> None:
    """Pone a mano de las áreas de abajo los paneles y datos de las propuestas."""
    paneles.registrar(app, "territorio", _de_territorio)
    paneles.registrar(app, "proceso", _de_proceso)
    paneles.registrar(app, "elemento", _de_elemento)
    paneles.prestar(app, "propuestas_por_elemento", cuentas_por_elemento)
    paneles.prestar(app, "propuestas_por_ods", cuentas_por_ods)
    paneles.prestar(app, "enlace_de_ods", lambda codigo: url_for("propuestas.lista", ods=codigo))
    paneles.prestar(app, "al_mover_elementos", facetas.rehacer_de_elementos)
    paneles.prestar(app, "al_mover_lugares", facetas.rehacer_de_lugares)
    paneles.prestar(app, "enlaces_de_elemento", _enlaces_de_elemento)
    paneles.prestar(app, "al_cambiar_proceso", servicios.recalcular_cierres)
    paneles.prestar(app, "al_acreditarse", servicios.al_acreditarse)
    paneles.prestar(app, "al_cambiar_nombre", servicios.al_cambiar_nombre)
    paneles.prestar(app, "hubo_actividad", servicios.hubo_actividad)
