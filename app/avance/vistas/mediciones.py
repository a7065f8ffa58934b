"""Anotar y corregir valores medidos, de a uno o todos los del período en una hoja."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Respuesta

from app.avance import edicion_indicadores as edicion
from app.avance import edicion_pendientes
from app.avance import presentacion_indicador as presentacion
from app.avance.consultas import ficha_indicador
from app.avance.consultas.fichas_indicadores import Ficha, MedicionVista
from app.avance.dia import hoy
from app.avance.formularios.indicadores import FormularioCorreccion, FormularioMedicion, FormularioPorque
from app.avance.reglas import tramos
from app.avance.servicios import mediciones as servicios
from app.avance.vistas.base import bp
from app.avance.vistas.indicadores import abrir
from app.nucleo import idiomas
from app.nucleo.accesos import identidad, requiere
from app.nucleo.errores import Invalido, NoEncontrado
from app.nucleo.permisos import TABLA, Permiso, exigir
from app.plan import consultas as planes
from app.plan.consultas import FichaPlan

Pagina = str | Respuesta | tuple[str, int]
POR_HOJA = 40


def _abrir(clave: str, codigo: str) -> tuple[FichaPlan, Ficha]:
    plan, ficha = abrir(clave, codigo)
    exigir(identidad(), Permiso.AVANCE_ANOTAR, unidad_id=ficha.unidad_id)
    return plan, ficha


def _a(clave: str, codigo: str) -> Respuesta:
    return redirect(url_for("avance.indicador", clave=clave, codigo=codigo, _anchor="valores"), 303)


def _inicial(ficha: Ficha) -> dict[str, Any]:
    """La fecha del dato que falta y la fuente del último, para no escribirlas otra vez."""
    fechas = [m.fecha for m in ficha.principales]
    ultima = fechas[-1] if fechas else None
    tramo = tramos.atrasado(ficha.frecuencia, ultima, ficha.base[0] if ficha.base else ultima, hoy())
    fuente = ficha.principales[-1].fuente if fechas else ficha.fuente
    return {"fecha": tramo.fin if tramo else None, "fuente": fuente}


@bp.route("/plan/<clave>/indicador/<codigo>/anotar", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def indicador_anotar(clave: str, codigo: str) -> Pagina:
    """Anotar un valor."""
    plan, ficha = _abrir(clave, codigo)
    f, choque = FormularioMedicion(data=_inicial(ficha)), None
    if f.validate_on_submit():
        try:
            servicios.anotar_medicion(identidad(), ficha.id, edicion.medicion_de(f))
            flash(_("Anotado."), "exito")
            return _a(clave, codigo)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
            choque = getattr(error, "medicion_id", None)
    estado = 422 if f.is_submitted() else 200
    return render_template(
        "avance/indicador_anotar.html", plan=plan, i=ficha, formulario=f, choque=choque
    ), estado


def _medicion(ficha: Ficha, ident: int) -> MedicionVista:
    hallada = next((m for m in ficha.mediciones if m.id == ident), None)
    if hallada is None:
        raise NoEncontrado(_("Ese valor ya se corrigió o se retiró. Mira cómo quedó."))
    return hallada


@bp.route("/plan/<clave>/indicador/<codigo>/valor/<int:medicion>", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def indicador_corregir(clave: str, codigo: str, medicion: int) -> Pagina:
    """Poner otro valor en lugar de uno; el anterior queda a la vista."""
    plan, ficha = _abrir(clave, codigo)
    f = FormularioCorreccion()
    if f.validate_on_submit():
        try:
            servicios.corregir_medicion(identidad(), medicion, edicion.medicion_de(f), f.motivo.data or "")
            return _a(clave, codigo)
        except Invalido as error:
            f.rechazar(error.campo, error.mensaje)
    elif not f.is_submitted():
        f = FormularioCorreccion(data=edicion.datos_de_medicion(_medicion(ficha, medicion)))
    return _pintar_correccion(plan, ficha, medicion, f)


def _pintar_correccion(plan: FichaPlan, ficha: Ficha, ident: int, f: Any) -> Pagina:
    m = _medicion(ficha, ident)
    correccion = f if isinstance(f, FormularioCorreccion) else None
    return (
        render_template(
            "avance/indicador_corregir.html",
            plan=plan,
            i=ficha,
            m=presentacion.valor_de(ficha, m),
            con_otra=any(x.fecha == m.fecha and x.id != m.id for x in ficha.mediciones),
            formulario=correccion or FormularioCorreccion(formdata=None, data=edicion.datos_de_medicion(m)),
            porque=f if correccion is None else FormularioPorque(formdata=None),
        ),
        422 if f.is_submitted() else 200,
    )


def _con_porque(clave: str, codigo: str, medicion: int, hacer: Any) -> Pagina:
    plan, ficha = _abrir(clave, codigo)
    f = FormularioPorque(prefix="p-")
    try:
        hacer(identidad(), medicion, f.motivo.data or "")
    except Invalido as error:
        f.rechazar(error.campo, error.mensaje)
        return _pintar_correccion(plan, ficha, medicion, f)
    return _a(clave, codigo)


@bp.post("/plan/<clave>/indicador/<codigo>/valor/<int:medicion>/retirar")
@requiere(Permiso.AVANCE_ANOTAR)
def indicador_retirar(clave: str, codigo: str, medicion: int) -> Pagina:
    """Quitar un valor de las cuentas, con su porqué."""
    return _con_porque(clave, codigo, medicion, servicios.retirar_medicion)


@bp.post("/plan/<clave>/indicador/<codigo>/valor/<int:medicion>/principal")
@requiere(Permiso.AVANCE_ANOTAR)
def indicador_principal(clave: str, codigo: str, medicion: int) -> Pagina:
    """Calcular desde ahora con esta fuente, con su porqué."""
    return _con_porque(clave, codigo, medicion, servicios.poner_principal)


def _unidades_propias() -> list[int] | None:
    """Las unidades en que puede anotar; None si es toda la ciudad."""
    alcances = {r.unidad_id for r in identidad().roles if Permiso.AVANCE_ANOTAR in TABLA[r.rol]}
    return None if None in alcances else [u for u in alcances if u is not None]


@bp.route("/plan/<clave>/indicadores/anotar", methods=["GET", "POST"])
@requiere(Permiso.AVANCE_ANOTAR)
def indicadores_anotar(clave: str) -> Pagina:
    """La hoja del período: los indicadores de su unidad que esperan dato; lo que queda en blanco no se toca."""
    plan = planes.por_clave(clave, identidad(), idiomas.actual())
    f = FormularioPorque()
    escritas = edicion_pendientes.escritas(request.form)
    esperan, total = ficha_indicador.pendientes(plan.id, hoy(), _unidades_propias(), POR_HOJA, escritas)
    filas = edicion_pendientes.filas_pendientes(esperan, request.form)
    if f.validate_on_submit() and _anotar_filas(filas):
        return redirect(url_for("avance.indicadores_anotar", clave=clave), 303)
    errores = edicion_pendientes.errores_de_pendientes(filas)
    datos = {"plan": plan, "formulario": f, "filas": filas, "total": total, "errores": errores}
    return render_template("avance/indicadores_anotar.html", **datos), 422 if errores or f.errors else 200


def _anotar_filas(filas: list[edicion_pendientes.FilaPendiente]) -> bool:
    """Anota las filas escritas: todas o, si alguna está mal, ninguna; cada error queda en su fila."""
    listas = [(fila, edicion_pendientes.medicion_de_fila(fila)) for fila in filas]
    if any(fila.errores for fila in filas):
        return False
    anotadas = 0
    for fila, datos in listas:
        if datos is None:
            continue
        try:
            anotadas += servicios.anotar_medicion(identidad(), fila.pendiente.id, datos).nueva
        except Invalido as error:
            fila.errores[error.campo] = str(error.mensaje)
            fila.corregir = getattr(error, "medicion_id", None)
    if any(fila.errores for fila in filas):
        return False
    flash(ngettext("Se anotó %(n)s valor.", "Se anotaron %(n)s valores.", anotadas, n=anotadas), "exito")
    return True
