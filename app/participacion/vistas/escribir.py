"""Escribir: comentar, responder y votar, con formularios comunes."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.adjuntos import campo
from app.adjuntos.campo import Campo, admite_archivos
from app.adjuntos.reglas import LIMITES_COMENTARIO
from app.nucleo import transaccion
from app.nucleo.accesos import identidad, requiere, vuelve
from app.nucleo.errores import DemasiadasVeces, Invalido, NoPermitido
from app.nucleo.permisos import Permiso
from app.nucleo.reloj import ahora
from app.nucleo.transaccion import escribe_tarde
from app.participacion import consultas, participar, servicios
from app.participacion.errores import YaNoSeResponde
from app.participacion.formularios import Comentar, Responder
from app.participacion.vistas.base import abrir, bp

Respuesta = str | Response | tuple[str, int]


def _publicar(formulario: Responder, adjuntos: Campo, codigo: str, padre: str | None = None) -> Response | int:
    """Publica lo escrito con lo que lleva y va a verlo; si no, lo deja dicho y da el estado que le toca."""
    quien = identidad()
    if not formulario.validate_on_submit() or adjuntos.rechazos:
        return Invalido.estado
    try:
        with transaccion.escritura():
            nuevo = servicios.comentar(
                quien,
                codigo,
                formulario.texto.data or "",
                posicion=formulario.posicion.data if isinstance(formulario, Comentar) else "aporte",
                padre=padre,
                como_municipalidad=bool(formulario.como_municipalidad.data),
                cuotas=[servicios.cuota_de_comentar(quien)],
            )
            adjuntos.poner(quien, nuevo.id)
            return _a_la_vista(nuevo.contenido.codigo)
    except Invalido as error:
        if error.campo != "adjuntos":
            formulario.rechazar(error.campo, error.mensaje)
        adjuntos.rechazado(quien)
        return error.estado
    except DemasiadasVeces as error:
        formulario.rechazar("", _muchos(error))
        adjuntos.recuperar(quien)
        return error.estado


def _muchos(error: DemasiadasVeces) -> str:
    return _(
        "Comentaste muchas veces seguidas. Esto todavía no se publicó: podrás enviarlo dentro de %(tiempo)s.",
        tiempo=error.en_palabras,
    )


def _recoger(contenido_codigo: str) -> Campo:
    """Guarda lo que llegó adjunto, si quien escribe puede comentar aquí; queda aunque el resto se rechace."""
    _contenido, sobre = abrir(contenido_codigo)
    servicios.exigir_comentar(identidad(), sobre, ahora())
    return campo.recoger(identidad(), LIMITES_COMENTARIO)


def _a_la_vista(codigo: str) -> Response:
    flash(_("Tu comentario está publicado. Puedes corregirlo durante 15 minutos."), "exito")
    return redirect(url_for("participacion.comentario", codigo=codigo), 303)


@bp.post("/c/<codigo>/conversacion")
@requiere(Permiso.COMENTAR)
@vuelve(participar.para_escribir)
@escribe_tarde
@admite_archivos(LIMITES_COMENTARIO)
def comentar(codigo: str) -> Respuesta:
    """Publica un comentario nuevo; si algo falta, la página vuelve con lo escrito y lo subido."""
    adjuntos, formulario = _recoger(codigo), Comentar()
    hecho = _publicar(formulario, adjuntos, codigo)
    if isinstance(hecho, Response):
        return hecho
    datos = {**participar.pagina(*abrir(codigo), identidad()), "adjuntos": adjuntos}
    return render_template("participacion/conversacion.html", formulario=formulario, **datos), hecho


@bp.get("/comentarios/<codigo>/responder")
@requiere(Permiso.COMENTAR)
def responder(codigo: str) -> str:
    """El formulario para responder a un comentario: una página, o solo el trozo si la página lo pide."""
    datos = participar.uno(codigo, identidad())
    if datos["c"].estado != "visible":
        raise YaNoSeResponde()
    parcial = request.headers.get("X-Parcial") == "1"
    plantilla = "participacion/_responder.html" if parcial else "participacion/responder.html"
    return render_template(plantilla, formulario=Responder(), **datos)


@bp.post("/comentarios/<codigo>/responder")
@requiere(Permiso.COMENTAR)
@vuelve(lambda codigo: url_for("participacion.responder", codigo=codigo))
@escribe_tarde
@admite_archivos(LIMITES_COMENTARIO)
def enviar_respuesta(codigo: str) -> Respuesta:
    """Publica la respuesta; si algo falta, la página vuelve con lo escrito y lo subido."""
    sobre_codigo = consultas.sobre_de(consultas.fila_de(codigo), identidad())[0].codigo
    adjuntos, formulario = _recoger(sobre_codigo), Responder()
    hecho = _publicar(formulario, adjuntos, sobre_codigo, codigo)
    if isinstance(hecho, Response):
        return hecho
    datos = {**participar.uno(codigo, identidad()), "adjuntos": adjuntos}
    return render_template("participacion/responder.html", formulario=formulario, **datos), hecho


@bp.post("/comentarios/<codigo>/votar")
@requiere(Permiso.COMENTARIO_VOTAR)
@vuelve(lambda codigo: url_for("participacion.comentario", codigo=codigo))
def votar(codigo: str) -> Respuesta:
    """Vota o quita el voto; contesta el trozo de votos si la página lo pide, o la vuelta al comentario."""
    try:
        valor = {"1": 1, "-1": -1}.get(request.form.get("valor", ""), 0)
        servicios.votar(identidad(), codigo, valor)
    except NoPermitido as error:
        flash(str(error.mensaje), "alerta")
        return redirect(url_for("participacion.comentario", codigo=codigo), 303)
    if request.headers.get("X-Parcial") == "1":
        return render_template("participacion/_votos.html", **participar.uno(codigo, identidad()))
    return redirect(url_for("participacion.comentario", codigo=codigo), 303)
