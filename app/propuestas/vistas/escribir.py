"""Escribir una propuesta: empezar, la idea, el plan, el lugar, revisar y publicar. Cada paso queda guardado."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.nucleo import pendiente, transaccion
from app.nucleo.accesos import identidad, publica, requiere, vuelve
from app.nucleo.errores import Conflicto, DemasiadasVeces, Invalido
from app.nucleo.paginacion import entero
from app.nucleo.permisos import Permiso
from app.propuestas import consultas, cuotas, opciones, redaccion, servicios
from app.propuestas.errores import CambioEnOtraVentana, Incompleta, YaPublicada
from app.propuestas.formularios import Empezar, EnElPlan, Idea, Lugar, Vacio
from app.propuestas.presentacion import direccion
from app.propuestas.vistas.base import bp

Respuesta = str | Response | tuple[str, int]


@bp.get("/proponer")
@publica
def proponer() -> str:
    """Las reglas y límites antes de empezar, y la primera pregunta."""
    return render_template("propuestas/proponer.html", **redaccion.comienzo(identidad(), request.args))


@bp.post("/proponer")
@requiere(Permiso.PROPONER)
@vuelve(lambda: url_for("propuestas.proponer"))
def empezar() -> Respuesta:
    """Empieza el borrador en el proceso elegido; algo roto no es una propuesta, y se dice a quién avisar."""
    formulario = Empezar()
    datos = redaccion.comienzo(identidad(), request.args, formulario)
    if formulario.clase.data == "roto":
        return redirect(url_for("propuestas.roto"), 303)
    elegido = redaccion.proceso_elegido(formulario, datos["procesos"])
    if elegido is None or not formulario.validate():
        return render_template("propuestas/proponer.html", **datos), 422
    try:
        borrador = servicios.empezar(identidad(), elegido)
    except Conflicto as error:
        flash(str(error.mensaje), "alerta")
        return redirect(url_for("propuestas.mias"), 303)
    elemento = entero(request.args.get("elemento"))
    return redirect(url_for("propuestas.idea", codigo=borrador.contenido.codigo, elemento=elemento), 303)


@bp.get("/proponer/roto")
@publica
def roto() -> str:
    """A quién se avisa de algo roto: aquí no se reciben esos avisos, y se dice."""
    return render_template("propuestas/roto.html", servicio=redaccion.servicio_de_la_ciudad())


@bp.errorhandler(YaPublicada)
def _ya_publicada(error: YaPublicada) -> Response:
    """Quien vuelve atrás después de publicar va a donde se cambia, con el texto que acaba de enviar."""
    f = consultas.ficha((request.view_args or {})["codigo"], identidad())
    flash(redaccion.ya_publicada(f), "info")
    if not f.puede_editar or request.endpoint not in _SE_CAMBIA_EN:
        return redirect(direccion(f.codigo, f.titulo), 303)
    con_texto = request.endpoint == "propuestas.idea" and request.method == "POST"
    return redirect(url_for(_SE_CAMBIA_EN[request.endpoint], codigo=f.codigo), 307 if con_texto else 303)


_SE_CAMBIA_EN = {"propuestas.idea": "propuestas.editar", "propuestas.fotos": "propuestas.fotos_publicadas"}
"""Los pasos que tienen página en lo ya publicado. Un 307 repite el envío en ella: solo le falta el motivo."""


def _siguiente(paso: str, codigo: str) -> Response:
    """El paso que sigue o, si se vino a cambiar algo desde la revisión, la revisión."""
    destino = "revisar" if "volver" in request.args else paso
    elemento = entero(request.args.get("elemento")) if destino == "plan" else None
    return redirect(url_for(f"propuestas.{destino}", codigo=codigo, elemento=elemento), 303)


def _pagina(plantilla: str, formulario: Any, **datos: Any) -> Respuesta:
    pagina = render_template(f"propuestas/{plantilla}.html", formulario=formulario, **datos)
    if getattr(formulario, "guardado", ()):
        return pagina, CambioEnOtraVentana.estado
    return (pagina, 422) if formulario.errors else pagina


def _guardado(paso: str, codigo: str, f: Any, guardar: Callable[..., object]) -> bool:
    """Si el paso quedó guardado; si no, el formulario dice por qué y, si otra ventana llegó antes, qué hay."""
    try:
        with servicios.sin_pisar(identidad(), codigo, paso, f.sello.data or ""):
            guardar(codigo, f)
    except Invalido as error:
        f.rechazar(redaccion.CAMPO_DE.get(error.campo, error.campo), error.mensaje)
    except CambioEnOtraVentana as error:
        transaccion.deshacer()
        actual = consultas.borrador(codigo, identidad())
        f.guardado, f.sello.data = redaccion.guardado(actual, paso), actual.sellos[paso]
        f.rechazar("", error.mensaje)
    return not f.errors


@bp.route("/proponer/<codigo>/idea", methods=["GET", "POST"])
@requiere(Permiso.PROPUESTA_PROPIA)
def idea(codigo: str) -> Respuesta:
    """Qué: título, una frase y el texto."""
    borrador = consultas.borrador(codigo, identidad())
    formulario = Idea(data=redaccion.idea_de(borrador))
    if formulario.validate_on_submit() and _guardado("idea", codigo, formulario, _guardar_idea):
        return _siguiente("plan", codigo)
    return _pagina("idea", formulario, borrador=borrador, moneda=str(current_app.config["MONEDA"]))


@bp.post("/proponer/<codigo>/guardar")
@requiere(Permiso.PROPUESTA_PROPIA)
def guardar(codigo: str) -> str:
    """Guarda lo escrito hasta ahora en un paso sin cambiar de página; responde su sello nuevo.

    Lo que todavía no sirve no se guarda; si otra ventana llegó antes, no se guarda nada (409).
    """
    paso = request.args.get("paso", "idea")
    formulario, guardar_paso = _PASOS.get(paso, _PASOS["idea"])
    f = formulario()
    with servicios.sin_pisar(identidad(), codigo, paso, f.sello.data or ""):
        guardar_paso(codigo, f, parcial=True)
    pendiente.soltar()
    return consultas.borrador(codigo, identidad()).sellos.get(paso, "")


def _guardar_idea(codigo: str, f: Idea, *, parcial: bool = False) -> None:
    try:
        detalles = f.detalles()
    except Invalido:
        if not parcial:
            raise
        detalles = None
    servicios.guardar_idea(identidad(), codigo, *f.textos(), detalles=detalles, parcial=parcial)


def _guardar_plan(codigo: str, f: EnElPlan, *, parcial: bool = False) -> None:
    elementos, etiquetas = f.elementos.data or [], f.lista_de_etiquetas()
    servicios.guardar_plan(identidad(), codigo, elementos, f.no_lo_se.data, etiquetas, parcial=parcial)


def _guardar_lugar(codigo: str, f: Lugar, *, parcial: bool = False) -> None:
    elegido = redaccion.territorio_elegido(f, opciones.actuales())
    servicios.guardar_lugar(identidad(), codigo, elegido, *f.punto(), f.referencia.data or "")


_PASOS: dict[str, tuple[type[Any], Callable[..., None]]] = {
    "idea": (Idea, _guardar_idea),
    "plan": (EnElPlan, _guardar_plan),
    "lugar": (Lugar, _guardar_lugar),
}


@bp.route("/proponer/<codigo>/plan", methods=["GET", "POST"])
@requiere(Permiso.PROPUESTA_PROPIA)
def plan(codigo: str) -> Respuesta:
    """Para qué objetivo del plan, o «no lo sé»; y etiquetas."""
    borrador = consultas.borrador(codigo, identidad())
    formulario = EnElPlan(data=redaccion.plan_de(borrador, entero(request.args.get("elemento"))))
    elegibles = opciones.actuales()
    guardar = "solo_buscar" not in request.form and formulario.validate_on_submit()
    if guardar and _guardado("plan", codigo, formulario, _guardar_plan):
        return _siguiente("lugar", codigo)
    arbol = redaccion.arbol_para_elegir(formulario, elegibles, borrador)
    return _pagina("plan", formulario, borrador=borrador, **arbol)


@bp.route("/proponer/<codigo>/lugar", methods=["GET", "POST"])
@requiere(Permiso.PROPUESTA_PROPIA)
def lugar(codigo: str) -> Respuesta:
    """Dónde: toda la ciudad, un lugar de la lista, un punto o una referencia."""
    borrador = consultas.borrador(codigo, identidad())
    elegibles = opciones.actuales()
    formulario = Lugar(data=redaccion.lugar_de(borrador)).con_lugares(elegibles.grupos_territorio)
    if formulario.validate_on_submit() and _guardado("lugar", codigo, formulario, _guardar_lugar):
        return _siguiente("fotos", codigo)
    return _pagina("lugar", formulario, borrador=borrador, **redaccion.donde_elegir(identidad()))


@bp.route("/proponer/<codigo>/revisar", methods=["GET", "POST"])
@requiere(Permiso.PROPUESTA_PROPIA)
def revisar(codigo: str) -> Respuesta:
    """Revisar lo escrito y publicarlo. Publicar dos veces lleva a la misma propuesta."""
    formulario = Vacio()
    faltas: list[Invalido] = []
    if formulario.validate_on_submit():
        try:
            publicada = servicios.publicar(identidad(), codigo, cuotas.de_publicar(identidad()))
        except DemasiadasVeces:
            transaccion.deshacer()
            flash(redaccion.limite_de_publicar(), "alerta")
            return redirect(url_for("propuestas.mias"), 303)
        except Incompleta as error:
            faltas = error.faltas
        else:
            flash(_("Tu propuesta está publicada."), "exito")
            return redirect(direccion(publicada.contenido.codigo, publicada.titulo, nueva=1), 303)
    return _por_revisar(codigo, faltas)


def _por_revisar(codigo: str, faltas: list[Invalido]) -> Respuesta:
    borrador = consultas.borrador(codigo, identidad())
    pagina = render_template("propuestas/revisar.html", **redaccion.revision(borrador, faltas))
    return (pagina, 422) if faltas else pagina


@bp.route("/proponer/<codigo>/borrar", methods=["GET", "POST"])
@requiere(Permiso.PROPUESTA_PROPIA)
def borrar(codigo: str) -> Respuesta:
    """Borra un borrador del todo, después de preguntar."""
    borrador = consultas.borrador(codigo, identidad())
    formulario = Vacio()
    if formulario.validate_on_submit():
        servicios.borrar_borrador(identidad(), codigo)
        flash(_("El borrador se borró."), "exito")
        return redirect(url_for("propuestas.mias"), 303)
    return _pagina("borrar", formulario, borrador=borrador)
