"""Anotar el avance de un elemento: sus hitos, lo que lleva, cómo va, y los umbrales del plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Respuesta

from app.avance import consultas, presentacion, presentacion_cuenta, servicios
from app.avance.consultas import HitoVisto
from app.avance.dia import hoy
from app.avance.formularios.avance import (
    FormularioCancelar,
    FormularioCumplir,
    FormularioDecir,
    FormularioHito,
    FormularioMotivo,
    FormularioSituacion,
    FormularioUmbrales,
)
from app.avance.paginas import TEXTOS
from app.avance.servicios import DatosHito
from app.avance.vistas.base import bp
from app.avance.vistas.comun import Lugar, anotable, plan_de
from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado
from app.nucleo.formularios import Formulario
from app.nucleo.permisos import Permiso

Pagina = str | Respuesta | tuple[str, int]


def _hacer(pagina: str, f: Formulario, vuelta: str, hacer: Callable[[], object], **datos: Any) -> Pagina:
    """Pinta el formulario; si llega bien, hace lo suyo, lo dice y vuelve."""
    textos = TEXTOS[pagina]
    if f.validate_on_submit():
        try:
            hacer()
            flash(textos.hecho, "exito")
            return redirect(vuelta, 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
        except Conflicto as error:
            f.rechazar("", error.mensaje)
    cuerpo = render_template("avance/formulario.html", formulario=f, textos=textos, vuelta=vuelta, **datos)
    return cuerpo, 422 if f.is_submitted() else 200


def _de(lugar: Lugar, hito: HitoVisto | None = None) -> dict[str, Any]:
    """A dónde se vuelve y de qué se habla."""
    vuelta = url_for("avance.anotar", clave=lugar.plan.clave, codigo=lugar.nodo.codigo)
    return {"vuelta": vuelta, "plan": lugar.plan, "nodo": lugar.nodo, "hito": hito}


def _hito(lugar: Lugar, hito_id: int) -> HitoVisto:
    hito = next((h for h in consultas.hitos_de(lugar.nodo.id) if h.id == hito_id), None)
    if hito is None:
        raise NoEncontrado()
    return hito


def _datos_de_hito(f: FormularioHito) -> DatosHito:
    return DatosHito(f.titulo.data or "", f.peso.data or 0, f.vence.data)


@bp.get("/plan/<clave>/<codigo>/avance/anotar")
@requiere(Permiso.AVANCE_ANOTAR)
def anotar(clave: str, codigo: str) -> str:
    """Lo que se puede anotar de un elemento, y lo que hay."""
    lugar = anotable(clave, codigo)
    hecho = consultas.avance_del_plan(lugar.plan.id, hoy())
    return render_template(
        "avance/anotar.html",
        plan=lugar.plan,
        nodo=lugar.nodo,
        a=presentacion.elemento_suelto(hecho.por_elemento[lugar.nodo.id]),
        hitos=presentacion_cuenta.hitos_de(consultas.hitos_de(lugar.nodo.id), hoy()),
        dichos=[presentacion_cuenta.dicho_de(d) for d in consultas.dichos_de(lugar.nodo.id)],
    )


@bp.route("/plan/<clave>/<codigo>/avance/hito", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def crear_hito(clave: str, codigo: str) -> Pagina:
    """Un hito nuevo."""
    lugar, f = anotable(clave, codigo), FormularioHito(data={"peso": 1})

    def crear() -> None:
        servicios.crear_hito(identidad(), lugar.nodo.id, _datos_de_hito(f), f.motivo.data or "")

    return _hacer("crear_hito", f, hacer=crear, **_de(lugar))


@bp.route("/plan/<clave>/<codigo>/avance/hito/<int:hito_id>", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def editar_hito(clave: str, codigo: str, hito_id: int) -> Pagina:
    """Cambiar un hito, con su porqué."""
    lugar = anotable(clave, codigo)
    hito = _hito(lugar, hito_id)
    f = FormularioHito(data={"titulo": hito.escrito, "peso": hito.peso, "vence": hito.vence})

    def editar() -> None:
        servicios.editar_hito(identidad(), hito_id, _datos_de_hito(f), f.motivo.data or "")

    return _hacer("editar_hito", f, hacer=editar, **_de(lugar))


@bp.route("/plan/<clave>/<codigo>/avance/hito/<int:hito_id>/cumplir", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def cumplir_hito(clave: str, codigo: str, hito_id: int) -> Pagina:
    """Decir que un hito se cumplió, cuándo y cómo se sabe."""
    lugar, f = anotable(clave, codigo), FormularioCumplir(data={"fecha": hoy()})

    def cumplir() -> None:
        servicios.cumplir_hito(identidad(), hito_id, f.fecha.data or hoy(), f.fuente.data or "")

    return _hacer("cumplir_hito", f, hacer=cumplir, **_de(lugar, _hito(lugar, hito_id)))


def _con_motivo(pagina: str, clave: str, codigo: str, hito_id: int, servicio: Callable[..., object]) -> Pagina:
    """Lo que se le hace a un hito diciendo solo por qué."""
    lugar = anotable(clave, codigo)
    f = FormularioCancelar() if pagina == "cancelar_hito" else FormularioMotivo()

    def hacer() -> None:
        servicio(identidad(), hito_id, f.motivo.data or "")

    return _hacer(pagina, f, hacer=hacer, **_de(lugar, _hito(lugar, hito_id)))


@bp.route("/plan/<clave>/<codigo>/avance/hito/<int:hito_id>/sin-cumplir", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def hito_sin_cumplir(clave: str, codigo: str, hito_id: int) -> Pagina:
    """Deshacer un cumplimiento, con su porqué."""
    return _con_motivo("hito_sin_cumplir", clave, codigo, hito_id, servicios.dejar_sin_cumplir)


@bp.route("/plan/<clave>/<codigo>/avance/hito/<int:hito_id>/cancelar", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def cancelar_hito(clave: str, codigo: str, hito_id: int) -> Pagina:
    """Sacar un hito de la cuenta, a la vista y con su porqué."""
    return _con_motivo("cancelar_hito", clave, codigo, hito_id, servicios.cancelar_hito)


@bp.route("/plan/<clave>/<codigo>/avance/hito/<int:hito_id>/recuperar", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def recuperar_hito(clave: str, codigo: str, hito_id: int) -> Pagina:
    """Devolver a la cuenta un hito cancelado."""
    return _con_motivo("recuperar_hito", clave, codigo, hito_id, servicios.recuperar_hito)


@bp.post("/plan/<clave>/<codigo>/avance/hito/<int:hito_id>/ordenar")
@requiere(Permiso.AVANCE_ANOTAR)
def ordenar_hito(clave: str, codigo: str, hito_id: int) -> Respuesta:
    """Sube o baja un hito entre los de su elemento."""
    _hito(anotable(clave, codigo), hito_id)
    servicios.ordenar_hito(identidad(), hito_id, -1 if request.form.get("paso") == "subir" else 1)
    return redirect(url_for("avance.anotar", clave=clave, codigo=codigo, _anchor="hitos"), 303)


@bp.route("/plan/<clave>/<codigo>/avance/decir", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def decir(clave: str, codigo: str) -> Pagina:
    """Decir cuánto lleva una hoja sin hitos."""
    lugar, f = anotable(clave, codigo), FormularioDecir(data={"fecha": hoy()})

    def anotarlo() -> None:
        dicho = (f.porcentaje.data or 0, f.fecha.data or hoy(), f.motivo.data or "")
        servicios.decir_avance(identidad(), lugar.nodo.id, *dicho)

    return _hacer("decir", f, hacer=anotarlo, **_de(lugar))


@bp.route("/plan/<clave>/<codigo>/avance/situacion", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def poner_situacion(clave: str, codigo: str) -> Pagina:
    """Decir a mano cómo va, con su porqué."""
    lugar, f = anotable(clave, codigo), FormularioSituacion()

    def poner() -> None:
        servicios.poner_situacion(identidad(), lugar.nodo.id, f.situacion.data or "", f.motivo.data or "")

    return _hacer("poner_situacion", f, hacer=poner, **_de(lugar))


@bp.route("/plan/<clave>/<codigo>/avance/situacion/quitar", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def quitar_situacion(clave: str, codigo: str) -> Pagina:
    """Que vuelva a valer la calculada."""
    lugar, f = anotable(clave, codigo), FormularioMotivo()

    def quitar() -> None:
        servicios.quitar_situacion(identidad(), lugar.nodo.id, f.motivo.data or "")

    return _hacer("quitar_situacion", f, hacer=quitar, **_de(lugar))


@bp.route("/plan/<clave>/avance/umbrales", methods=["GET", "POST"])
@requiere(Permiso.PLAN_IMPORTAR)
def umbrales(clave: str) -> Pagina:
    """Desde qué ritmo va algo a tiempo o en riesgo en todo el plan."""
    plan, _plano = plan_de(clave)
    actuales = consultas.umbrales_de(plan.id)
    f = FormularioUmbrales(data={"a_tiempo": actuales.a_tiempo, "en_riesgo": actuales.en_riesgo})
    nuevos = (f.a_tiempo.data or 0, f.en_riesgo.data or 0, f.motivo.data or "")

    def cambiar() -> None:
        servicios.cambiar_umbrales(identidad(), plan.id, *nuevos)

    return _hacer("umbrales", f, url_for("avance.del_plan", clave=clave), cambiar, plan=plan, nodo=None)
