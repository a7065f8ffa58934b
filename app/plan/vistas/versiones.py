"""Aprobar el plan con su acto, publicar sus versiones y leerlas: qué cambió, por qué y con qué acto."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Respuesta

from app.adjuntos import campo
from app.adjuntos.campo import Campo, admite_archivos
from app.nucleo import idiomas, transaccion
from app.nucleo.accesos import identidad, publica, requiere
from app.nucleo.errores import Conflicto, Invalido, NoEncontrado
from app.nucleo.permisos import Permiso
from app.nucleo.transaccion import escribe_tarde
from app.plan import consultas, edicion, historia, reglas, servicios
from app.plan.consultas import FichaPlan, Version
from app.plan.formularios import FormularioActo, FormularioVersion
from app.plan.servicios import DOCUMENTO_DE_ACTO
from app.plan.vistas.base import bp

Pagina = str | Respuesta | tuple[str, int]


def _subido(f: Any) -> Campo:
    """El documento del acto: lo que llegó o lo que ya se había subido con este formulario."""
    recibe = campo.recoger if f.is_submitted() else campo.nuevo
    adjuntos = recibe(identidad(), DOCUMENTO_DE_ACTO)
    for rechazo in adjuntos.rechazos:
        f.rechazar("archivos", rechazo.mensaje)
    return adjuntos


def _hecho(f: Any, adjuntos: Campo, accion: Callable[[], object]) -> bool:
    """Escribe, si el formulario vale; lo que no sirva queda dicho en él y el documento no se pierde."""
    if not f.validate_on_submit() or adjuntos.rechazos:
        return False
    transaccion.pasar_a_escritura()
    try:
        accion()
    except Invalido as error:
        f.rechazar(error.campo, error.mensaje)
    except Conflicto as error:
        f.form_errors.append(error.mensaje)
    else:
        return True
    transaccion.deshacer()
    adjuntos.recuperar(identidad())
    return False


def _legibles(cambios: Sequence[reglas.CambiosDeTabla]) -> list[dict[str, Any]]:
    return historia.cambios_legibles(cambios, consultas.ajenos_de(cambios))


def _pintar(plantilla: str, f: Any, **datos: Any) -> tuple[str, int]:
    return render_template(plantilla, formulario=f, **datos), 422 if f.is_submitted() else 200


@bp.route("/plan/<clave>/editar/aprobar", methods=["GET", "POST"])
@requiere(Permiso.PLAN_IMPORTAR)
@escribe_tarde
@admite_archivos(DOCUMENTO_DE_ACTO)
def aprobar(clave: str) -> Pagina:
    """El acto que hace vigente el plan, con su documento."""
    plan = consultas.por_clave(clave, identidad())
    f = FormularioActo()
    adjuntos = _subido(f)
    dado = edicion.acto_de(f, adjuntos.formulario)
    if _hecho(f, adjuntos, lambda: servicios.aprobar(identidad(), plan.id, dado)):
        flash(_("El plan está vigente: cualquiera puede leerlo."), "exito")
        return redirect(url_for("plan.ver", clave=clave), 303)
    return _pintar("plan/aprobar.html", f, plan=plan, adjuntos=adjuntos)


@bp.route("/plan/<clave>/versiones/publicar", methods=["GET", "POST"])
@requiere(Permiso.PLAN_IMPORTAR)
@escribe_tarde
@admite_archivos(DOCUMENTO_DE_ACTO)
def publicar_version(clave: str) -> Pagina:
    """Publica el plan como está ahora, con qué cambió y por qué."""
    plan = consultas.por_clave(clave, identidad())
    f = FormularioVersion()
    adjuntos = _subido(f)
    cambios = consultas.sin_publicar(plan.id, consultas.arbol(plan.id))
    d: dict[str, Any] = f.data
    dado = edicion.acto_de(f, adjuntos.formulario) if f.con_acto or adjuntos.puestos else None
    textos = (d["que_cambio"] or "", d["por_que"] or "")
    if _hecho(f, adjuntos, lambda: servicios.publicar_version(identidad(), plan.id, *textos, dado)):
        flash(_("La versión quedó publicada. No cambia más."), "exito")
        return redirect(url_for("plan.versiones", clave=clave), 303)
    datos = {"pendientes": historia.pendientes_de(cambios), "cambios": _legibles(cambios or ())}
    return _pintar("plan/version_publicar.html", f, plan=plan, adjuntos=adjuntos, **datos)


@bp.get("/plan/<clave>/versiones")
@publica
def versiones(clave: str) -> str:
    """Las versiones publicadas, la última primero; a quien planifica, además, lo que espera publicarse."""
    plan = consultas.por_clave(clave, identidad(), idiomas.actual())
    documentos = consultas.documentos_de(plan.id)
    publica_versiones = identidad().puede(Permiso.PLAN_IMPORTAR)
    pendientes = consultas.sin_publicar(plan.id, consultas.arbol(plan.id)) if publica_versiones else None
    return render_template(
        "plan/versiones.html",
        plan=plan,
        acto=historia.acto_de(plan.acto, documentos),
        versiones=[historia.version_de(plan, v, documentos) for v in consultas.versiones(plan.id)],
        pendientes=historia.pendientes_de(pendientes) if publica_versiones else None,
        publica=publica_versiones and plan.estado in servicios.PUBLICAN,
    )


def _version(clave: str, numero: int) -> tuple[FichaPlan, Version]:
    plan = consultas.por_clave(clave, identidad(), idiomas.actual())
    return plan, consultas.version(plan.id, numero)


@bp.get("/plan/<clave>/versiones/<int:numero>")
@publica
def version(clave: str, numero: int) -> str:
    """Una versión: qué cambió frente a la anterior, sus tablas tal cual y cómo comprobar su huella."""
    plan, hallada = _version(clave, numero)
    return render_template(
        "plan/version.html",
        plan=plan,
        v=historia.version_de(plan, hallada, consultas.documentos_de(plan.id)),
        cambios=_legibles(consultas.cambios_de(plan.id, hallada)),
        anterior=numero - 1,
    )


@bp.get("/plan/<clave>/versiones/<int:numero>/<tabla>.csv")
@publica
def tabla_de_version(clave: str, numero: int, tabla: str) -> Response:
    """Una tabla de la versión, con los mismos bytes que se publicaron."""
    plan, hallada = _version(clave, numero)
    if tabla not in hallada.tablas:
        raise NoEncontrado()
    return _archivo(hallada.tablas[tabla], "text/csv", f"{plan.clave}-v{numero}-{tabla}.csv")


@bp.get("/plan/<clave>/versiones/<int:numero>/version.json")
@publica
def archivo_de_version(clave: str, numero: int) -> Response:
    """Todas las tablas en un archivo: su SHA-256 es la huella de la versión."""
    plan, hallada = _version(clave, numero)
    nombre = f"{plan.clave}-v{numero}.json"
    return _archivo(reglas.canonicas(hallada.tablas), "application/json", nombre)


def _archivo(texto: str, tipo: str, nombre: str) -> Response:
    respuesta = Response(texto, mimetype=tipo)
    respuesta.headers["Content-Disposition"] = f'attachment; filename="{nombre}"'
    return respuesta
