"""Administrar roles: quién los tiene, darlos y quitarlos."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cuentas import consultas, servicios
from app.cuentas.formularios import FormularioDarRol, FormularioMotivo
from app.cuentas.vistas.comun import bp, pagina, recogiendo, texto
from app.nucleo.accesos import identidad, requiere
from app.nucleo.permisos import NOMBRES_DE_ROL, Permiso
from app.territorio import consultas as territorio


@bp.get("/administrar/roles")
@requiere(Permiso.ROLES_VER)
def roles() -> Response:
    """Quién tiene algún rol, y buscar a una persona."""
    q = request.args.get("q", "").strip()[:120]
    halladas = consultas.buscar_personas(q) if q else []
    return pagina("roles", q=q, halladas=halladas, personal=consultas.personal(), nombres=NOMBRES_DE_ROL)


@bp.route("/administrar/roles/<int:persona_id>", methods=["GET", "POST"])
@requiere(Permiso.ROLES_VER)
def roles_de(persona_id: int) -> Response:
    """Los roles de una persona, con su historia; darle uno más."""
    formulario = FormularioDarRol().con_alcances(territorio.opciones(), consultas.unidades())
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            alcance = consultas.alcance_de(texto(formulario.alcance))
            servicios.dar_rol(
                identidad(), persona_id, texto(formulario.rol), texto(formulario.motivo), **alcance
            )
            flash(_("El rol quedó dado y anotado."), "exito")
            return redirect(url_for("cuentas.roles_de", persona_id=persona_id), 303)
    return _pagina_de(persona_id, formulario)


@bp.route("/administrar/roles/<int:persona_id>/quitar/<int:rol_id>", methods=["GET", "POST"])
@requiere(Permiso.ROLES_DAR)
def quitar_rol(persona_id: int, rol_id: int) -> Response:
    """Quitar un rol, con el motivo."""
    persona = consultas.persona_con_roles(persona_id)
    rol = next((r for r in persona.roles if r.id == rol_id), None)
    formulario = FormularioMotivo()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            servicios.quitar_rol(identidad(), rol_id, texto(formulario.motivo))
            flash(_("El rol quedó quitado y anotado."), "exito")
            return redirect(url_for("cuentas.roles_de", persona_id=persona_id), 303)
    return pagina("quitar_rol", formulario, persona=persona, rol=rol, nombres=NOMBRES_DE_ROL)


@bp.route("/administrar/roles/<int:persona_id>/segundo-paso", methods=["GET", "POST"])
@requiere(Permiso.ROLES_DAR)
def anular_segundo_paso(persona_id: int) -> Response:
    """Anular el segundo paso de quien perdió su teléfono y sus códigos en papel."""
    persona = consultas.persona_con_roles(persona_id)
    formulario = FormularioMotivo()
    if formulario.validate_on_submit():
        with recogiendo(formulario):
            servicios.reiniciar_segundo_paso(identidad(), persona_id, texto(formulario.motivo))
            flash(_("Su segundo paso quedó anulado: lo preparará otra vez al entrar."), "exito")
            return redirect(url_for("cuentas.roles_de", persona_id=persona_id), 303)
    return pagina("anular_segundo_paso", formulario, persona=persona)


def _pagina_de(persona_id: int, formulario: FormularioDarRol) -> Response:
    return pagina(
        "roles_de",
        formulario,
        persona=consultas.persona_con_roles(persona_id),
        cambios=consultas.cambios_de(persona_id),
        nombres=NOMBRES_DE_ROL,
        es_propia=identidad().persona_id == persona_id,
        segundo=consultas.segundo_paso_de(persona_id),
    )
