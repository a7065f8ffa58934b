"""El dinero del plan: verlo, anotarlo y decidir sus momentos."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta

from app.avance import presentacion_dinero as presentacion
from app.avance.consultas.dinero import Dinero, MomentoDado, dinero_de_rama, dinero_del_plan, momentos
from app.avance.formularios.dinero import (
    FormularioMomento,
    FormularioMonto,
    FormularioMover,
    FormularioPlantilla,
)
from app.avance.servicios import dinero as servicios
from app.avance.vistas.base import bp
from app.avance.vistas.comun import Lugar, anotable, plan_de
from app.nucleo import tablas
from app.nucleo.accesos import identidad, publica, requiere
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado
from app.nucleo.permisos import Permiso, exigir
from app.nucleo.traducido import propio
from app.plan.consultas import FichaPlan

Pagina = str | Respuesta | tuple[str, int]


def _anio(d: Dinero) -> int | None:
    """El año pedido, si el plan tiene dinero en él."""
    pedido = request.args.get("anio", "")
    return next((a for a in d.anios if str(a) == pedido), None)


@bp.get("/plan/<clave>/dinero")
@publica
def dinero(clave: str) -> str:
    """El dinero del plan por eje, por año y por elemento, en cada momento."""
    plan, plano = plan_de(clave)
    d = dinero_del_plan(plan.id, plano)
    anio = _anio(d)
    return render_template(
        "avance/dinero.html",
        plan=plan,
        anio=anio,
        hay=d.hay,
        puede=identidad().puede(Permiso.PLAN_IMPORTAR),
        **(presentacion.pagina_de(plan, plano, d, anio) if d.hay else {}),
    )


@bp.get("/plan/<clave>/dinero.<formato>")
@publica
def descargar_dinero(clave: str, formato: str) -> Response:
    """Las sumas de cada elemento, para descargar."""
    plan, plano = plan_de(clave)
    return tablas.respuesta(presentacion.tabla_de_sumas(plan, plano, dinero_del_plan(plan.id, plano)), formato)


@bp.route("/plan/<clave>/<codigo>/dinero", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def anotar_dinero(clave: str, codigo: str) -> Pagina:
    """Anotar, cambiar o quitar dinero de un elemento."""
    lugar = anotable(clave, codigo)
    d = dinero_de_rama(lugar.plan.id, lugar.nodo)
    f = FormularioMonto(data=_inicial(d, lugar))
    f.momento.choices = [(m.clave, presentacion.nombre_de(m, lugar.plan.idioma)) for m in d.momentos]
    if f.validate_on_submit():
        try:
            _guardar(f, lugar)
            return redirect(url_for("avance.anotar_dinero", clave=clave, codigo=codigo), 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
    montos = presentacion.propios_de(d, lugar.nodo.id, lugar.plan.idioma)
    datos = {"plan": lugar.plan, "nodo": lugar.nodo, "montos": montos, "formulario": f, "hay": bool(d.momentos)}
    return render_template("avance/dinero_anotar.html", **datos), 422 if f.is_submitted() else 200


def _inicial(d: Dinero, lugar: Lugar) -> dict[str, Any]:
    """El monto que se pidió cambiar, o uno vacío del primer año del elemento o del plan."""
    anio, momento = request.args.get("anio", ""), request.args.get("momento", "")
    propios = d.propios.get(lugar.nodo.id, ())
    pedido = next((m for m in propios if (str(m.anio), m.momento) == (anio, momento)), None)
    if pedido is not None:
        monto = presentacion.escribir_monto(pedido.valor)
        return {"anio": pedido.anio, "momento": pedido.momento, "monto": monto, "fuente": pedido.fuente}
    return {"anio": (lugar.nodo.inicio or lugar.plan.inicio).year}


def _guardar(f: FormularioMonto, lugar: Lugar) -> None:
    d: dict[str, Any] = f.data
    cambio = servicios.anotar_monto(
        identidad(),
        lugar.nodo.id,
        d["anio"],
        d["momento"] or "",
        presentacion.leer_monto(d["monto"] or ""),
        fuente=" ".join((d["fuente"] or "").split()),
        motivo=d["motivo"] or "",
    )
    flash(_("Guardado.") if cambio else _("Ya estaba así: no cambió nada."), "exito")


def _nombres(f: FormularioMomento) -> dict[str, str]:
    otros = {i: textos["nombre"] for i, textos in f.traducciones().items()}
    return {**otros, propio(): f.nombre.data or ""}


def _pintar_momentos(plan: FichaPlan, **formularios: Any) -> Pagina:
    hay = momentos(plan.id)
    plantilla = formularios.get("plantilla") or FormularioPlantilla(formdata=None, data={"plantilla": "comun"})
    ofrecidas = presentacion.plantillas_de(plan.idioma)
    plantilla.plantilla.choices = [(clave, titulo) for clave, titulo, _nombres in ofrecidas]
    datos = {
        "momentos": [(m, presentacion.nombre_de(m, plan.idioma)) for m in hay],
        "plantilla": plantilla,
        "pistas": {clave: nombres for clave, _titulo, nombres in ofrecidas},
        "formulario": formularios.get("nuevo") or FormularioMomento(formdata=None),
        "mover": FormularioMover(formdata=None),
    }
    return render_template("avance/momentos.html", plan=plan, **datos), 422 if formularios else 200


def _plan_entero(clave: str) -> FichaPlan:
    """El plan, si quien pide planifica toda la ciudad."""
    exigir(identidad(), Permiso.PLAN_IMPORTAR)
    return plan_de(clave)[0]


@bp.get("/plan/<clave>/dinero/momentos")
@requiere(Permiso.PLAN_IMPORTAR)
def momentos_del_dinero(clave: str) -> Pagina:
    """Los momentos del dinero de un plan: elegirlos, nombrarlos y ordenarlos."""
    return _pintar_momentos(_plan_entero(clave))


@bp.post("/plan/<clave>/dinero/momentos/empezar")
@requiere(Permiso.PLAN_IMPORTAR)
def poner_momentos(clave: str) -> Pagina:
    """Da al plan un juego de momentos."""
    plan = _plan_entero(clave)
    f = FormularioPlantilla()
    try:
        servicios.poner_momentos(identidad(), plan.id, f.plantilla.data or "")
    except Invalido as error:
        f.rechazar(error.campo, error.mensaje)
        return _pintar_momentos(plan, plantilla=f)
    return redirect(url_for("avance.momentos_del_dinero", clave=clave), 303)


@bp.post("/plan/<clave>/dinero/momentos/nuevo")
@requiere(Permiso.PLAN_IMPORTAR)
def crear_momento(clave: str) -> Pagina:
    """Añade un momento al final."""
    plan = _plan_entero(clave)
    f = FormularioMomento()
    if f.validate_on_submit():
        try:
            servicios.crear_momento(identidad(), plan.id, _nombres(f))
            return redirect(url_for("avance.momentos_del_dinero", clave=clave), 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
    return _pintar_momentos(plan, nuevo=f)


def _momento(plan_id: int, momento: str) -> MomentoDado:
    hallado = next((m for m in momentos(plan_id) if m.clave == momento), None)
    if hallado is None:
        raise NoEncontrado()
    return hallado


@bp.route("/plan/<clave>/dinero/momento/<momento>", methods=["GET", "POST"])
@requiere(Permiso.PLAN_IMPORTAR)
def renombrar_momento(clave: str, momento: str) -> Pagina:
    """Cambia cómo se llama un momento, en cada idioma."""
    plan = _plan_entero(clave)
    dado = _momento(plan.id, momento)
    previas = {i: {"nombre": t} for i, t in dado.nombres.items() if i != propio()}
    f = FormularioMomento(data={"nombre": dado.nombres.get(propio(), "")}, traducciones=previas)
    if f.validate_on_submit():
        try:
            servicios.renombrar_momento(identidad(), plan.id, momento, _nombres(f))
            return redirect(url_for("avance.momentos_del_dinero", clave=clave), 303)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
    estado = 422 if f.is_submitted() else 200
    return render_template("avance/momentos_renombrar.html", plan=plan, momento=dado, formulario=f), estado


@bp.post("/plan/<clave>/dinero/momento/<momento>/mover")
@requiere(Permiso.PLAN_IMPORTAR)
def mover_momento(clave: str, momento: str) -> Pagina:
    """Lo adelanta, lo atrasa o lo quita."""
    plan = _plan_entero(clave)
    paso = FormularioMover().paso.data
    try:
        if paso == "quitar":
            servicios.quitar_momento(identidad(), plan.id, momento)
        else:
            servicios.mover_momento(identidad(), plan.id, momento, -1 if paso == "subir" else 1)
    except Conflicto as error:
        flash(str(error), "error")
    return redirect(url_for("avance.momentos_del_dinero", clave=clave), 303)
