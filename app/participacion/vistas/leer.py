"""Leer: la conversación por páginas y cada comentario en su contexto."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from app.nucleo import guardadas, tablas
from app.nucleo.accesos import identidad, publica
from app.nucleo.errores import NoEncontrado
from app.participacion import consultas, descarga, participar
from app.participacion.formularios import Comentar
from app.participacion.reglas import Orden, Posicion
from app.participacion.vistas.base import abrir, bp


def _elegido(nombre: str, validos: type[Orden] | type[Posicion]) -> str | None:
    valor = request.args.get(nombre)
    return valor if valor in {v.value for v in validos} else None


@bp.get("/c/<codigo>/conversacion")
@publica
def conversacion(codigo: str) -> str | Response:
    """Todo lo que se dice de una cosa, por páginas, en el orden y la posición que se pidan."""
    marca = None if identidad().autenticada else consultas.marca(codigo)
    return guardadas.servir(marca, lambda: _conversacion(codigo)) if marca else _conversacion(codigo)


def _conversacion(codigo: str) -> str:
    contenido, sobre = abrir(codigo)
    if not sobre.visible:
        return render_template("participacion/oculta.html", sobre=sobre, motivo=sobre.motivo)
    posicion = _elegido("posicion", Posicion)
    datos = participar.pagina(
        contenido,
        sobre,
        identidad(),
        orden=Orden(_elegido("orden", Orden) or Orden.VALORADOS),
        posicion=Posicion(posicion) if posicion else None,
        clave=request.args.get("clave"),
        todas=request.args.get("respuestas") == "todas",
    )
    formulario = Comentar() if datos["comentar"]["puede"] else None
    return render_template("participacion/conversacion.html", formulario=formulario, **datos)


@bp.get("/c/<codigo>/conversacion.<formato>")
@publica
def descargar(codigo: str, formato: str) -> Response:
    """Toda la conversación, para descargar; la de algo oculto no se descarga."""
    contenido, sobre = abrir(codigo)
    if not sobre.visible:
        raise NoEncontrado()
    return tablas.respuesta(descarga.tabla(contenido.codigo, consultas.publicados(contenido.id)), formato)


@bp.get("/comentarios/<codigo>")
@publica
def comentario(codigo: str) -> str:
    """Un comentario en su contexto: lo que responde y lo que le responden."""
    datos = participar.en_contexto(codigo, identidad(), request.args.get("clave"))
    if not datos["sobre"].visible:
        return render_template("participacion/oculta.html", sobre=datos["sobre"], motivo=datos["sobre"].motivo)
    return render_template("participacion/comentario.html", **datos)
