"""Cómo va el plan y cada elemento: la cuenta entera, a la vista de cualquiera."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app.avance import consultas, descargas, mensajes, presentacion, presentacion_cuenta
from app.avance.dia import hoy
from app.avance.vistas.base import bp
from app.avance.vistas.comun import Lugar, lugar_de, plan_de
from app.nucleo import paneles, tablas
from app.nucleo.accesos import identidad, publica
from app.nucleo.permisos import Permiso


def _elegida() -> str:
    """La situación pedida en la dirección; vacía si no es ninguna."""
    pedida = request.args.get("situacion", "")
    return pedida if pedida in mensajes.SITUACIONES else ""


@bp.get("/plan/<clave>/avance")
@publica
def del_plan(clave: str) -> str:
    """Los dos números del plan entero, su cuenta, y sus elementos por situación."""
    plan, plano = plan_de(clave)
    hecho = consultas.avance_del_plan(plan.id, hoy())
    return render_template(
        "avance/del_plan.html",
        plan=plan,
        elegida=_elegida(),
        cuenta=presentacion_cuenta.del_plan(plan, plano, hecho),
        puede_umbrales=identidad().puede(Permiso.PLAN_IMPORTAR),
        **presentacion.lista_de(hecho, plan, plano, _elegida(), request.args.get("pagina", 1, type=int)),
    )


@bp.get("/plan/<clave>/avance.<formato>")
@publica
def descargar_plan(clave: str, formato: str) -> Response:
    """El avance de cada elemento, para descargar; con `?situacion=`, solo los de esa."""
    plan, plano = plan_de(clave)
    hecho = consultas.avance_del_plan(plan.id, hoy())
    return tablas.respuesta(descargas.del_plan(hecho, plano, _elegida()), formato)


def _datos(lugar: Lugar) -> dict[str, Any]:
    hecho = consultas.avance_del_plan(lugar.plan.id, hoy())
    rotulos = consultas.rotulos_de(lugar.nodo.id)
    return {
        "a": presentacion.elemento_suelto(hecho.por_elemento[lugar.nodo.id]),
        "cuenta": presentacion_cuenta.cuenta_de(lugar.plan, lugar.plano, lugar.nodo, hecho, rotulos),
        "hitos": presentacion_cuenta.hitos_de(consultas.hitos_de(lugar.nodo.id), hoy()),
        "dichos": [presentacion_cuenta.dicho_de(d) for d in consultas.dichos_de(lugar.nodo.id)],
    }


@bp.get("/plan/<clave>/<codigo>/avance")
@publica
def elemento(clave: str, codigo: str) -> str:
    """De dónde salen los dos números y la situación de un elemento, paso a paso."""
    lugar = lugar_de(clave, codigo)
    enlaces = paneles.pedir("enlaces_de_avance", clave, codigo, lugar.nodo.unidad_id, omision={})
    return render_template(
        "avance/elemento.html", plan=lugar.plan, nodo=lugar.nodo, enlaces=enlaces, **_datos(lugar)
    )


@bp.get("/plan/<clave>/<codigo>/avance.<formato>")
@publica
def descargar_elemento(clave: str, codigo: str, formato: str) -> Response:
    """Lo que entra y lo que no en la cuenta de un elemento, para descargar."""
    lugar = lugar_de(clave, codigo)
    hecho = consultas.avance_del_plan(lugar.plan.id, hoy())
    ident = lugar.nodo.id
    tabla = descargas.de_elemento(
        hecho, lugar.plano, lugar.nodo, consultas.hitos_de(ident), consultas.rotulos_de(ident)
    )
    return tablas.respuesta(tabla, formato)
