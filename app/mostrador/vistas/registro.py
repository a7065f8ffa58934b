"""Empezar: dónde se atiende, buscar a la persona o registrarla, y terminar."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cuentas import consultas as cuentas
from app.mostrador import consultas, opciones, servicios
from app.mostrador.fichas import ficha_de, leer_ficha
from app.mostrador.formularios import PorDocumento, PorNombre, Punto, Registrar
from app.mostrador.vistas.base import bp, pagina, punto_elegido, rechazar
from app.nucleo import idiomas
from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import DemasiadasVeces, Invalido
from app.nucleo.paginacion import entero
from app.nucleo.permisos import Permiso
from app.padron import consultas as padron
from app.padron.presentacion import tipos_de_documento
from app.padron.servicios import hallar_por_documento
from app.territorio import consultas as territorio


def _inicio(**cambios: Any) -> Response:
    puntos = padron.puntos()
    formularios = {
        "punto": Punto(data={"punto": str(punto_elegido() or "")}, formdata=None),
        "documento": PorDocumento(formdata=None),
        "nombre": PorNombre(formdata=None),
        **cambios,
    }
    formularios["punto"].punto.choices = [("", _("En otro lugar")), *((str(p.id), p.nombre) for p in puntos)]
    formularios["documento"].tipo.choices = tipos_de_documento(padron.en_vigor())
    con_error = next((f for f in formularios.values() if getattr(f, "errors", None)), None)
    return pagina(
        "inicio",
        con_error,
        formularios=formularios,
        atencion=consultas.atencion_de(identidad()),
        halladas=cambios.get("halladas"),
    )


@bp.get("/mostrador")
@requiere(Permiso.MOSTRADOR_ATENDER)
def inicio() -> Response:
    """A quién se atiende: buscarla o registrarla."""
    return _inicio()


@bp.post("/mostrador/punto")
@requiere(Permiso.MOSTRADOR_ATENDER)
def punto() -> Response:
    """Recuerda en este aparato dónde se atiende."""
    session["punto"] = entero(request.form.get("punto"))
    flash(_("Listo: los actos de hoy llevarán ese lugar."), "exito")
    return redirect(url_for("mostrador.inicio"), 303)


@bp.post("/mostrador/documento")
@requiere(Permiso.MOSTRADOR_ATENDER)
def por_documento() -> Response:
    """Busca por el documento que la persona muestra; el número no queda en ninguna parte."""
    formulario = PorDocumento()
    if not formulario.validate_on_submit():
        return _inicio(documento=formulario)
    try:
        hallada = hallar_por_documento(identidad(), formulario.tipo.data or "", formulario.numero.data or "")
    except (Invalido, DemasiadasVeces) as error:
        rechazar(formulario, error)
        return _inicio(documento=formulario)
    if hallada is None:
        return _inicio(documento=formulario, halladas=[])
    servicios.abrir(identidad(), hallada, punto_elegido(), con_documento=True)
    return redirect(url_for("mostrador.persona"), 303)


@bp.post("/mostrador/nombre")
@requiere(Permiso.MOSTRADOR_ATENDER)
def por_nombre() -> Response:
    """Busca entre quienes se registraron en un mostrador; muestra pocas y sin sus datos enteros."""
    formulario = PorNombre()
    if not formulario.validate_on_submit():
        return _inicio(nombre=formulario)
    halladas = [
        (p, ficha_de(p.id, con_documento=False))
        for p in cuentas.personas_parecidas(identidad(), formulario.nombre.data or "")
    ]
    return _inicio(nombre=formulario, halladas=halladas)


@bp.post("/mostrador/abrir")
@requiere(Permiso.MOSTRADOR_ATENDER)
def abrir() -> Response:
    """Empieza a atender a una persona hallada."""
    persona_id, con_documento = leer_ficha(request.form.get("ficha", ""))
    servicios.abrir(identidad(), persona_id, punto_elegido(), con_documento=con_documento)
    return redirect(url_for("mostrador.persona"), 303)


@bp.route("/mostrador/registrar", methods=["GET", "POST"])
@requiere(Permiso.MOSTRADOR_ATENDER)
def registrar() -> Response:
    """Registra a quien no tiene cuenta: un nombre y lo demás que quiera decir. El lugar se elige antes."""
    servicios.exigir_lugar(identidad(), punto_elegido())
    f = Registrar().con_opciones(territorio.opciones(), idiomas.opciones())
    if not f.is_submitted():
        f.turno.data, f.idioma.data = servicios.nuevo_turno(), idiomas.actual()
    if f.validate_on_submit():
        try:
            servicios.registrar(
                identidad(), punto_elegido(), **f.datos(), territorio_id=opciones.lugar(f.territorio.data),
                nacimiento=f.nacimiento.data, idioma=f.idioma.data or "", turno=f.turno.data or "",
            )  # fmt: skip
        except Invalido as error:
            rechazar(f, error)
        else:
            return redirect(url_for("mostrador.persona"), 303)
    return pagina("registrar", f)


@bp.post("/mostrador/terminar")
@requiere(Permiso.MOSTRADOR_ATENDER)
def terminar() -> Response:
    """Termina la atención: nada de esta persona queda en la pantalla ni en el aparato."""
    servicios.terminar(identidad())
    session.pop("_flashes", None)
    respuesta = redirect(url_for("mostrador.inicio"), 303)
    respuesta.headers["Clear-Site-Data"] = '"cache"'
    return respuesta
