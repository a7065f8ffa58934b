"""Qué puede hacer quien mira una propuesta, con el porqué y el paso que falta; y su lugar en el mapa."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.cuentas.consultas import pasos_para
from app.nucleo.permisos import Identidad
from app.nucleo.plantillas import fecha
from app.nucleo.reloj import ahora
from app.procesos.permisos import Falta
from app.procesos.presentacion import motivo_de_fase
from app.procesos.reglas import Acto, Ventana
from app.propuestas.consultas import ApoyoVisto, Ficha
from app.propuestas.permisos import NoApoya
from app.propuestas.presentacion import barra_de, direccion
from app.territorio import consultas as territorio


def apoyo_de(f: Ficha | ApoyoVisto, quien: Identidad) -> dict[str, Any]:
    """Los argumentos de la macro `apoyar` y, si falta confirmar algo, los pasos que faltan."""
    accion = url_for("propuestas.retirar_apoyo" if f.apoyada else "propuestas.apoyar", codigo=f.codigo)
    bloque: dict[str, Any] = {"accion": accion, "apoyada": f.apoyada, "barra": barra_de(f)}
    if f.no_apoya is NoApoya.CUENTA:
        vuelta = direccion(f.codigo, f.titulo, apoyar=1, _anchor="apoyar")
        bloque["accion"] = url_for("cuentas.entrar", siguiente=vuelta)
        bloque["puede"] = False
        bloque["motivo"] = _("Primero entra o crea tu cuenta: toma un minuto, y vuelves aquí.")
    elif f.no_apoya is not None:
        bloque["cerrada"] = True
        bloque["motivo"] = _motivo(f, f.no_apoya)
    falta = f.no_apoya is NoApoya.ACREDITACION
    return {"apoyo": bloque, "faltan": pasos_para(quien, f.acreditacion_pedida) if falta else []}


def _motivo(f: Ficha | ApoyoVisto, porque: NoApoya) -> str:
    if porque is NoApoya.FASE:
        return motivo_de_fase(f.fases, Acto.APOYAR, ahora())
    if porque is NoApoya.ARCHIVADA:
        return _("Se archivó el %(dia)s, al terminar su plazo: ya no recibe apoyos.", dia=fecha(f.cierra_en))
    return {
        NoApoya.RETIRADA: _("Se retiró: ya no recibe apoyos."),
        NoApoya.OCULTA: _("Está oculta: no recibe apoyos."),
        NoApoya.ROL: _("Una cuenta de auditoría mira, pero no apoya."),
        NoApoya.ACREDITACION: _("Antes de apoyar te falta un paso."),
        NoApoya.EDAD: _("Este proceso pide una edad mínima que tu cuenta no cumple."),
        NoApoya.NACIMIENTO: _("Este proceso pide una edad mínima: añade tu año de nacimiento en tu cuenta."),
    }.get(porque, "")


def motivo_para_proponer(falta: Falta, fases: tuple[Ventana, ...]) -> str:
    """Por qué no se puede proponer ahora, y qué hacer."""
    if falta is Falta.FASE:
        return motivo_de_fase(fases, Acto.PROPONER, ahora())
    return {
        Falta.CUENTA: _("Para proponer necesitas entrar o crear tu cuenta."),
        Falta.ACREDITACION: _("Antes de proponer te falta un paso."),
        Falta.EDAD: _("Este proceso pide una edad mínima que tu cuenta no cumple."),
        Falta.NACIMIENTO: _("Este proceso pide una edad mínima: añade tu año de nacimiento en tu cuenta."),
    }.get(falta, "")


def mapa_de(f: Ficha) -> dict[str, Any] | None:
    """El mapa de una propuesta con lugar: los barrios, el suyo marcado y su punto; None si no hay dibujo."""
    if f.punto is None and f.territorio_codigo is None:
        return None
    mapa = territorio.mapa()
    if mapa is None or (f.punto is None and len(mapa.areas) == 1):
        return None
    puntos = []
    if f.punto is not None:
        x, y = mapa.lienzo.punto(*f.punto)
        if 0 <= x <= mapa.lienzo.ancho and 0 <= y <= mapa.lienzo.alto:
            puntos = [{"x": x, "y": y, "titulo": f.referencia or f.lugar}]
    suyos = territorio.descendientes(f.territorio_id) if f.territorio_id else frozenset()
    areas = [{"id": a.id, "nombre": a.nombre, "d": a.d, "actual": a.lugar.id in suyos} for a in mapa.areas]
    return {"areas": areas, "caja": mapa.caja, "puntos": puntos}
