"""Participar: apoyar elementos y ponerlos en orden. Todo con formularios comunes."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta

from app.consulta_plan import consultas, presentacion, reglas, servicios
from app.consulta_plan.consultas import FichaConsulta
from app.consulta_plan.formularios import Vacio
from app.consulta_plan.vistas.base import abrir, bp
from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado, NoPermitido
from app.nucleo.permisos import Permiso
from app.plan import consultas as planes
from app.plan.consultas import Arbol, FichaPlan, Nodo

Pagina = str | Respuesta | tuple[str, int]
_CORTO = 12
"""Cifras de un id que se aceptan."""


def _entero(texto: str) -> int:
    return int(texto) if texto.isascii() and texto.isdigit() and len(texto) <= _CORTO else 0


@bp.post("/plan/<clave>/consulta/apoyos")
@requiere(Permiso.CONSULTA_PARTICIPAR)
def apoyar(clave: str) -> Respuesta:
    """Apoya un elemento o retira el apoyo, y vuelve a donde se estaba."""
    plan, _c = abrir(clave)
    ident = _entero(request.form.get("apoyar") or request.form.get("retirar") or "")
    nodo = planes.arbol(plan.id).por_id.get(ident)
    if nodo is None:
        raise NoEncontrado()
    try:
        flash(_apoyado(nodo, retira="apoyar" not in request.form), "exito")
    except (NoPermitido, Conflicto) as error:
        flash(str(error.mensaje), "alerta")
    if request.form.get("volver") == "elemento":
        return redirect(url_for("plan.elemento", clave=clave, codigo=nodo.codigo), 303)
    return redirect(url_for("consulta_plan.ver", clave=clave, _anchor=f"e-{nodo.codigo}"), 303)


def _apoyado(nodo: Nodo, *, retira: bool) -> str:
    """Apoya o retira, y lo dice."""
    if retira:
        servicios.retirar_apoyo(identidad(), nodo.id)
        return str(_("Retiraste tu apoyo a «%(titulo)s».", titulo=nodo.titulo))
    servicios.apoyar(identidad(), nodo.id)
    return str(_("Tu apoyo a «%(titulo)s» quedó sumado.", titulo=nodo.titulo))


def _elegidos(c: FichaConsulta) -> list[int]:
    """Los puestos que llegaron, sin los vacíos, en su orden; con el paso de subir o bajar ya dado."""
    puestos = [_entero(request.form.get(f"puesto{n}", "")) for n in range(1, c.puestos + 1)]
    elegidos = [i for i in puestos if i]
    lugar, _punto, paso = request.form.get("mover", "").partition(":")
    if lugar.isdigit():
        return reglas.mover(elegidos, int(lugar), -1 if paso == "subir" else 1)
    return elegidos


@bp.route("/plan/<clave>/consulta/prioridades", methods=["GET", "POST"])
@requiere(Permiso.CONSULTA_PARTICIPAR)
def prioridades(clave: str) -> Pagina:
    """Elegir, revisar el orden y guardarlo; se puede cambiar mientras esté abierta."""
    plan, c = abrir(clave)
    plano, f = planes.arbol(plan.id, plan.idioma), Vacio()
    if not f.validate_on_submit():
        return _elegir(plan, c, plano, f, consultas.orden_de(identidad(), plan.id))
    elegidos = _elegidos(c)
    try:
        if _guardado(plan, c, plano, elegidos):
            return redirect(url_for("consulta_plan.ver", clave=clave), 303)
    except Invalido as error:
        f.rechazar("", error.mensaje)
    if f.form_errors or "cambiar" in request.form:
        return _elegir(plan, c, plano, f, elegidos)
    orden = presentacion.orden_de(plano, elegidos)
    return render_template("consulta_plan/revisar.html", plan=plan, c=c, orden=orden, formulario=f)


def _guardado(plan: FichaPlan, c: FichaConsulta, plano: Arbol, elegidos: list[int]) -> bool:
    """Guarda el orden si se pidió, o solo mira que valga; falso si queda algo por mostrar."""
    if "guardar" not in request.form:
        servicios.exigir_orden(elegidos, {n.id for n in plano.en_orden() if c.elegible(n)}, c.puestos)
        return False
    try:
        servicios.priorizar(identidad(), plan.id, elegidos)
        flash(_("Tus prioridades quedaron guardadas. Puedes cambiarlas mientras siga abierta."), "exito")
    except NoPermitido as error:
        flash(str(error.mensaje), "alerta")
    return True


def _elegir(plan: FichaPlan, c: FichaConsulta, plano: Arbol, f: Vacio, elegidos: list[int]) -> Pagina:
    vuelta = url_for("consulta_plan.prioridades", clave=plan.clave)
    pagina = render_template(
        "consulta_plan/priorizar.html",
        plan=plan,
        c=c,
        formulario=f,
        errores=[{"id": "puesto1", "mensaje": m} for m in f.form_errors],
        grupos=presentacion.opciones_de(plano, c),
        elegidos=[*elegidos, *[0] * c.puestos][: max(c.puestos, len(elegidos))],
        prioriza=presentacion.que_se_prioriza(plan, c),
        puntos=presentacion.valor_de_puestos(c.puestos),
        estado=presentacion.estado_de(c),
        con_errores=bool(f.form_errors),
        **presentacion.puede_de(c, identidad(), vuelta),
    )
    return (pagina, 422) if f.form_errors else pagina


@bp.post("/plan/<clave>/consulta/prioridades/borrar")
@requiere(Permiso.CONSULTA_PARTICIPAR)
def borrar_prioridades(clave: str) -> Respuesta:
    """Quita las prioridades propias."""
    plan, _c = abrir(clave)
    try:
        servicios.borrar_prioridades(identidad(), plan.id)
        flash(_("Quitaste tus prioridades."), "exito")
    except NoPermitido as error:
        flash(str(error.mensaje), "alerta")
    return redirect(url_for("consulta_plan.ver", clave=clave), 303)
