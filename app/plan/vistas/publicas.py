"""Leer el plan: el documento, cada elemento con su hilo, los ODS y la descarga."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Respuesta

from app.nucleo import guardadas, idiomas, paneles
from app.nucleo.accesos import identidad, publica
from app.nucleo.errores import NoEncontrado
from app.nucleo.permisos import Permiso
from app.plan import consultas, presentacion, presentacion_hilo
from app.plan.consultas import Arbol, FichaPlan
from app.plan.vistas.base import bp


def _cuentas(plano: Arbol) -> dict[int, int]:
    cuentas: dict[int, int] = paneles.pedir("propuestas_por_elemento", list(plano.por_id), omision={})
    return cuentas


def _avance(plan: FichaPlan) -> dict[str, Any]:
    """Los dos números del plan y de cada elemento; vacíos si nadie los presta."""
    avance: dict[str, Any] = paneles.pedir("avance_del_plan", plan.id, omision={"plan": None, "elementos": {}})
    return avance


def _documento(plan: FichaPlan) -> str | Respuesta:
    """El documento; a quien mira sin cuenta se le sirve el ya dibujado mientras nada se haya anotado."""
    return guardadas.servir(("plan", plan.id, consultas.ultimo_hecho()), lambda: _dibujar(plan))


def _dibujar(plan: FichaPlan) -> str:
    plano = consultas.arbol(plan.id, plan.idioma)
    buscado = " ".join(request.args.get("q", "").split())[:80]
    cuentas, avance = _cuentas(plano), _avance(plan)
    nodos = [presentacion.nodo_de(plan, r, cuentas, avance["elementos"]) for r in plano.raices]
    return render_template(
        "plan/ver.html",
        plan=plan,
        portada=presentacion.portada_de(plan, plano),
        ejes=nodos,
        avance=avance["plan"],
        abanico=presentacion.abanico(nodos),
        entero=bool(request.args.get("entero")),
        responsables=presentacion.responsables(plano),
        buscado=buscado,
        hallados=[presentacion.nodo_de(plan, n, {}) for n in consultas.buscar(plano, buscado)],
        puede_editar=identidad().puede_en_algun_lugar(Permiso.PLAN_EDITAR),
        arriba=paneles.de("plan_arriba", plan),
        paneles=paneles.de("plan", plan, plano),
    )


@bp.get("/plan")
@publica
def vigente() -> str | Respuesta:
    """El plan vigente, o qué es un plan si todavía no hay."""
    plan = consultas.plan_vigente(idiomas.actual())
    if plan is None:
        return render_template("plan/vigente.html", otros=consultas.planes(identidad(), idiomas.actual()))
    return _documento(plan)


@bp.get("/plan/<clave>")
@publica
def ver(clave: str) -> str | Respuesta:
    """El plan como documento que se lee."""
    return _documento(consultas.por_clave(clave, identidad(), idiomas.actual()))


@bp.get("/planes")
@publica
def lista() -> str:
    """Todos los planes que se pueden ver."""
    planes = consultas.planes(identidad(), idiomas.actual())
    return render_template(
        "plan/lista.html",
        planes=[(p, presentacion.resumen_de_plan(p)) for p in planes],
        puede_crear=identidad().puede(Permiso.PLAN_IMPORTAR),
    )


@bp.get("/plan/<clave>/plan.csv")
@publica
def descargar(clave: str) -> Response:
    """La tabla ancha del plan, la misma que se importa."""
    plan = consultas.por_clave(clave, identidad())
    respuesta = Response("\ufeff" + consultas.exportar_csv(plan.id), mimetype="text/csv")
    respuesta.headers["Content-Disposition"] = f'attachment; filename="{plan.clave}.csv"'
    return respuesta


@bp.get("/plan/<clave>/<codigo>")
@publica
def elemento(clave: str, codigo: str) -> str | Respuesta:
    """Un elemento: qué dice, quién responde, cuánto pesa, qué cuelga de él, su hilo y lo que sumó la gente."""
    plan = consultas.por_clave(clave, identidad(), idiomas.actual())
    return guardadas.servir(
        ("elemento", plan.id, consultas.ultimo_hecho(), _pulso(plan, codigo)),
        lambda: render_template("plan/elemento.html", plan=plan, **_datos_de_elemento(plan, codigo)),
    )


def _pulso(plan: FichaPlan, codigo: str) -> Any:
    """Lo que suma la gente sin dejar un hecho; a quien entró no se le guarda la página y no hace falta."""
    return None if identidad().autenticada else paneles.pedir("pulso_de_elemento", plan.id, codigo)


def _datos_de_elemento(plan: FichaPlan, codigo: str) -> dict[str, Any]:
    plano = consultas.arbol(plan.id, plan.idioma)
    nodo = plano.por_codigo.get(codigo)
    if nodo is None:
        raise NoEncontrado()
    familia = [nodo, *nodo.hijos]
    cuentas = paneles.pedir("propuestas_por_elemento", [n.id for n in familia], omision={})
    enlaces = paneles.pedir("enlaces_de_elemento", nodo.id, omision={})
    hechos = consultas.hechos_de_elemento(nodo.id, plan.id)
    ancestros = plano.ancestros(nodo)
    return {
        "e": presentacion.nodo_de(plan, nodo, cuentas, _avance(plan)["elementos"]),
        "nodo": nodo,
        "migas": presentacion.migas_de(plan, ancestros),
        "padre": presentacion.nodo_de(plan, ancestros[-1], {}) if ancestros else None,
        "plazo": presentacion.plazo_de(nodo),
        "hilo": presentacion_hilo.hilo_de(hechos, cuentas.get(nodo.id), enlaces.get("lista")),
        "enlaces": enlaces,
        "enlaces_avance": paneles.pedir("enlaces_de_avance", plan.clave, codigo, nodo.unidad_id, omision={}),
        "paneles_avance": paneles.de("avance_elemento", plan, nodo),
        "arriba": paneles.de("elemento_arriba", plan, nodo),
        "paneles": paneles.de("elemento", plan, nodo),
        "puede_editar": identidad().puede(Permiso.PLAN_EDITAR, unidad_id=nodo.unidad_id),
    }


@bp.get("/elementos/<int:elemento_id>")
@publica
def elemento_por_id(elemento_id: int) -> Respuesta:
    """Lleva a la página de un elemento: la dirección no cambia aunque el elemento se mueva."""
    clave, codigo = consultas.direccion_de(elemento_id, identidad())
    return redirect(url_for("plan.elemento", clave=clave, codigo=codigo))
