"""El corte de un proceso a la vista de todas, objetarlo, y leer la respuesta."""

from __future__ import annotations

from flask import Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as Respuesta
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.contenido.reglas import mostrar_codigo, normalizar_codigo
from app.nucleo import hojas, tablas
from app.nucleo.accesos import identidad, publica
from app.nucleo.errores import NoEncontrado
from app.padron import consultas, presentacion, servicios
from app.padron.formularios import Codigo, Objetar
from app.padron.vistas.base import bp, pagina, recogiendo


@bp.get("/padron/cortes/<int:corte_id>")
@publica
def corte(corte_id: int) -> Response:
    """Cuántas personas había por lugar en la fecha del corte, y cómo objetarlo."""
    servicios.tomar_si_toca(corte_id)
    visto = consultas.corte(corte_id, identidad())
    return pagina("corte", corte=visto, correcciones=presentacion.correcciones(visto))


@bp.get("/padron/cortes.<formato>")
@publica
def cortes(formato: str) -> Response:
    """Todos los cortes con sus cuentas por lugar, para descargar."""
    servicios.tomar_cortes()
    return tablas.respuesta(presentacion.tabla_de_cortes(consultas.todos_los_cortes(corregidos=True)), formato)


@bp.route("/padron/cortes/<int:corte_id>/objetar", methods=["GET", "POST"])
@publica
def objetar(corte_id: int) -> Response | Respuesta:
    """Decir que falto, que alguien sobra o que un dato está mal; con cuenta o sin ella."""
    servicios.tomar_si_toca(corte_id)
    visible = consultas.corte(corte_id, identidad())
    f = Objetar()
    f.clase.choices = [SelectChoice(v, t) for v, t in presentacion.CLASES_OBJECION.items()]
    f.hoja.data = f.hoja.data or hojas.nueva()
    if f.validate_on_submit():
        with recogiendo(f):
            dicho = [campo.data or "" for campo in (f.clase, f.texto, f.contacto, f.hoja)]
            codigo = servicios.objetar(identidad(), corte_id, *dicho)
            session["objecion"] = codigo
            return redirect(url_for("padron.objetado"), 303)
    return pagina("objetar", f, corte=visible)


@bp.get("/padron/objeciones/recibida")
@publica
def objetado() -> Response | Respuesta:
    """El código para leer la respuesta; se muestra en esta visita y no se puede volver a pedir."""
    codigo = session.get("objecion")
    if not codigo:
        return redirect(url_for("padron.objecion"), 303)
    respuesta = pagina("objetado", codigo=mostrar_codigo(codigo))
    respuesta.headers["Cache-Control"] = "no-store"
    return respuesta


@bp.get("/padron/objeciones")
@publica
def objecion() -> Response:
    """Leer la respuesta a una objeción con su código."""
    f = Codigo(request.args if request.args.get("codigo") else None)
    hallada = None
    if f.codigo.data and f.validate():
        try:
            hallada = consultas.objecion_por_codigo(f.codigo.data)
        except NoEncontrado:
            f.rechazar("codigo", presentacion.codigo_desconocido())
    respuesta = pagina("objecion", f, objecion=hallada, visto=normalizar_codigo(f.codigo.data or ""))
    if hallada is not None:
        session.pop("objecion", None)
    return respuesta
