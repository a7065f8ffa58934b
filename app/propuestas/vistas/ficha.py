"""La página de una propuesta y sus versiones."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.adjuntos import consultas as adjuntos
from app.nucleo import guardadas, paneles
from app.nucleo.accesos import identidad, publica
from app.nucleo.paginacion import entero
from app.nucleo.reloj import ahora
from app.propuestas import consultas, presentacion, presentacion_cambios
from app.propuestas.comentable import de_comentada
from app.propuestas.consultas import Ficha
from app.propuestas.participar import apoyo_de, mapa_de
from app.propuestas.vistas.base import bp

VERSIONES = 10
"""Cuántas se comparan en cada página."""


@bp.get("/propuestas/<codigo>")
@bp.get("/propuestas/<codigo>/<raiz>")
@publica
def ficha(codigo: str, raiz: str = "") -> str | Response:
    """Una propuesta: dónde está, apoyarla, su texto, para qué objetivo del plan y qué sigue."""
    marca = consultas.marca(codigo)
    return guardadas.servir(marca, lambda: _ficha(codigo, raiz)) if marca else _ficha(codigo, raiz)


def _ficha(codigo: str, raiz: str) -> str | Response:
    f = consultas.ficha(codigo, identidad())
    if f.estado == "borrador":
        return redirect(url_for("propuestas.revisar", codigo=f.codigo), 303)
    if f.oculto and not f.firmo:
        return render_template("propuestas/oculta.html", f=f)
    if (codigo, raiz) != (f.codigo, presentacion.raiz_de(f.titulo)):
        vino_a_apoyar = 1 if "apoyar" in request.args else None
        return redirect(presentacion.direccion(f.codigo, f.titulo, apoyar=vino_a_apoyar), 301)
    return render_template("propuestas/ficha.html", f=f, **_contexto(f))


def _contexto(f: Ficha) -> dict[str, Any]:
    momento = ahora()
    return {
        "url": presentacion.direccion(f.codigo, f.titulo),
        "estado": presentacion.estado_de(f, momento),
        "nudos_hilo": presentacion.nudos_de(f, momento),
        "pasos": presentacion.hilo_de(f),
        "planes": presentacion.chips_de_plan(f),
        "que_sigue": presentacion.que_sigue(f, momento),
        "resumen_repetido": presentacion.es_comienzo(f.resumen, f.cuerpo),
        "origen": presentacion.nombre_de_origen(f.origen),
        "sitio_video": presentacion.sitio_de(f.video),
        "mapa_lugar": mapa_de(f),
        "conversacion": paneles.de("conversacion", f.id, de_comentada(f.comentada, identidad())),
        "adjuntos": adjuntos.de_contenido(f.id),
        **apoyo_de(f, identidad()),
    }


@bp.get("/propuestas/<codigo>/versiones")
@publica
def versiones(codigo: str) -> str | Response:
    """Los textos que tuvo, del último al primero, con lo que cambió cada vez."""
    f = consultas.ficha(codigo, identidad())
    if f.oculto and not f.firmo:
        return render_template("propuestas/oculta.html", f=f)
    hasta = entero(request.args.get("hasta"))
    textos = consultas.versiones(codigo, identidad(), hasta, VERSIONES)
    return render_template(
        "propuestas/versiones.html",
        f=f,
        url=presentacion.direccion(f.codigo, f.titulo),
        cambios=presentacion_cambios.cambios_entre(textos),
        anteriores=textos[-1].numero if len(textos) > VERSIONES else None,
    )
