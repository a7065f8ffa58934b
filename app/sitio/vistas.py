"""Páginas del sitio entero: portada, código corto, páginas fijas, idioma y lo que leen los buscadores."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, current_app, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as Respuesta

from app.contenido.reglas import mostrar_codigo, normalizar_codigo
from app.nucleo import guardadas, idiomas, paneles
from app.nucleo.accesos import identidad, publica
from app.nucleo.errores import NoEncontrado
from app.nucleo.peticion import desde_esta_maquina
from app.nucleo.reloj import ahora
from app.nucleo.rutas import ruta_propia
from app.nucleo.texto import limpiar
from app.procesos import consultas as procesos
from app.procesos import presentacion as reglas
from app.propuestas import consultas as propuestas
from app.propuestas import presentacion
from app.sitio import indice, inicio
from app.sitio.menu import menu

bp = Blueprint("sitio", __name__)
ACCESIBILIDAD_REVISADA = dt.date(2026, 11, 21)
"""De cuándo es la declaración de accesibilidad; cambia con `docs/accesibilidad.md`."""


@bp.record_once
def _poner_menu(estado: BlueprintSetupState) -> None:
    estado.app.jinja_env.globals["menu"] = menu


@bp.app_context_processor
def _de_toda_pagina() -> dict[str, str]:
    return {"base_publica": indice.base_publica()}


@bp.get("/")
@publica
def portada() -> str | Respuesta:
    """Qué decide la ciudad ahora y cómo tomar parte. Sin cuenta se sirve la ya dibujada, si nada cambió."""
    cuentas_demo = paneles.pedir("cuentas_demostracion", desde_esta_maquina(), omision=())
    p = inicio.leer(session.get("barrio", ""))

    def dibujar() -> str:
        return render_template("sitio/portada.html", cuentas_demo=cuentas_demo, **inicio.datos(p))

    return dibujar() if cuentas_demo else guardadas.servir(("portada", p.muestra), dibujar)


@bp.get("/idioma/<codigo>")
@publica
def idioma(codigo: str) -> Respuesta:
    """Cambia el idioma de la interfaz en una galleta y vuelve a la página."""
    respuesta = redirect(ruta_propia(request.args.get("volver")), 303)
    if codigo in current_app.config["IDIOMAS"]:
        respuesta.set_cookie(
            idiomas.GALLETA, codigo, max_age=31536000, samesite="Lax", secure=bool(current_app.config["HTTPS"])
        )
    return respuesta


@bp.get("/c")
@publica
def codigo() -> str | Respuesta | tuple[str, int]:
    """«¿Qué pasó con mi propuesta?»: pide el código y lleva a su página."""
    tecleado = limpiar(request.args.get("codigo", ""))[:40]
    if not tecleado:
        return render_template("sitio/codigo.html", tecleado="", fallo=None)
    if normalizar_codigo(tecleado) is None:
        return render_template("sitio/codigo.html", tecleado=tecleado, fallo="forma"), 422
    return redirect(url_for("sitio.por_codigo", codigo=mostrar_codigo(normalizar_codigo(tecleado) or "")), 303)


@bp.get("/c/<codigo>")
@publica
def por_codigo(codigo: str) -> str | Respuesta | tuple[str, int]:
    """Qué pasó con lo que tiene este código, tecleado de cualquier manera."""
    destino = indice.destino_de(codigo)
    if destino:
        return redirect(destino)
    try:
        ficha = propuestas.ficha(normalizar_codigo(codigo) or "", identidad())
    except NoEncontrado:
        return render_template("sitio/codigo.html", tecleado=limpiar(codigo)[:40], fallo="nada"), 404
    momento = ahora()
    return render_template("sitio/por_codigo.html", f=ficha, **presentacion.resumen_de(ficha, momento))


@bp.get("/c/<codigo>/comprobante")
@publica
def comprobante(codigo: str) -> str:
    """El papel con el código, para guardar o imprimir."""
    ficha = propuestas.ficha(normalizar_codigo(codigo) or "", identidad())
    return render_template("sitio/comprobante.html", f=ficha)


@bp.get("/como-funciona")
@publica
def como_funciona() -> str:
    """Las reglas de juego, con los números de verdad."""
    proceso = procesos.permanente()
    return render_template(
        "sitio/como_funciona.html",
        proceso=proceso,
        reglas=reglas.reglas_en_palabras(proceso) if proceso else [],
        plazo=reglas.plazo_en_palabras(proceso.plazo_respuesta) if proceso else "",
    )


@bp.get("/accesibilidad")
@publica
def accesibilidad() -> str:
    """Qué cumple el sitio, qué le falta y a quién avisar."""
    return render_template("sitio/accesibilidad.html", revisada=ACCESIBILIDAD_REVISADA)


@bp.get("/robots.txt")
@publica
def robots() -> Response:
    """Qué pueden recorrer los buscadores."""
    return Response(indice.robots(), mimetype="text/plain")


@bp.get("/sitemap.xml")
@publica
def mapa_del_sitio() -> Response:
    """Las páginas públicas, para los buscadores; nunca un borrador ni algo oculto."""
    return Response(indice.mapa(), mimetype="application/xml")
