"""Unir un elemento con los de otros planes a los que contribuye: buscar, decir por qué, quitar."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta

from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import Invalido, NoEncontrado
from app.nucleo.permisos import Permiso, exigir
from app.nucleo.traducido import unir
from app.plan import consultas, servicios
from app.plan.consultas import FichaPlan, Nodo
from app.plan.formularios import FormularioAlinear, opciones
from app.plan.vistas.base import bp

Pagina = str | Respuesta | tuple[str, int]


def _abrir(clave: str, codigo: str) -> tuple[FichaPlan, Nodo]:
    plan = consultas.por_clave(clave, identidad())
    nodo = consultas.arbol(plan.id).por_codigo.get(codigo)
    if nodo is None:
        raise NoEncontrado()
    exigir(identidad(), Permiso.PLAN_EDITAR, unidad_id=nodo.unidad_id)
    return plan, nodo


def _pintar(plan: FichaPlan, nodo: Nodo, f: FormularioAlinear, buscado: str) -> Pagina:
    datos = {"buscado": buscado, "hay": consultas.alineaciones_de(nodo.id, identidad()).empuja}
    pagina = render_template("plan/alinear.html", formulario=f, plan=plan, nodo=nodo, **datos)
    return pagina, 422 if f.is_submitted() else 200


@bp.route("/plan/<clave>/<codigo>/alinear", methods=["GET", "POST"])
@requiere(Permiso.PLAN_EDITAR)
def alinear(clave: str, codigo: str) -> Pagina:
    """Busca en los demás planes y une el elemento con el que se elija."""
    plan, nodo = _abrir(clave, codigo)
    buscado = " ".join(request.args.get("q", "").split())[:80]
    f = FormularioAlinear()
    hallados = consultas.candidatos(plan.id, buscado, identidad())
    f.destino.choices = opciones((str(c.id), unir(c.codigo, c.titulo, "·", c.plan_nombre)) for c in hallados)
    if f.validate_on_submit():
        try:
            servicios.alinear(identidad(), nodo.id, int(f.destino.data or 0), f.motivo.data or "")
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
        else:
            flash(_("Quedó alineado: se ve en las dos páginas."), "exito")
            return redirect(url_for("plan.alinear", clave=clave, codigo=codigo), 303)
    return _pintar(plan, nodo, f, buscado)


@bp.post("/plan/<clave>/<codigo>/desalinear/<int:destino_id>")
@requiere(Permiso.PLAN_EDITAR)
def desalinear(clave: str, codigo: str, destino_id: int) -> Pagina:
    """Quita una unión, con su porqué en el hilo."""
    _plan, nodo = _abrir(clave, codigo)
    try:
        servicios.desalinear(identidad(), nodo.id, destino_id, request.form.get("motivo", ""))
        flash(_("Ya no están unidos. El motivo queda en el hilo."), "exito")
    except Invalido as error:
        flash(error.mensaje, "error")
    return redirect(url_for("plan.alinear", clave=clave, codigo=codigo), 303)
