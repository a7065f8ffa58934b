"""Lo que llevan la cabecera y el pie: a dónde se puede ir, según quién mira."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext as _

from app.nucleo.accesos import identidad
from app.nucleo.permisos import Permiso
from app.propuestas.reglas import SIN_CLASIFICAR


def _entradas(*posibles: tuple[str, str, str]) -> list[dict[str, str]]:
    """De (punto, texto, icono) a entradas, sin las áreas que esta instalación no registra."""
    vistas = current_app.view_functions
    return [
        {"clave": punto.partition(".")[0], "texto": texto, "url": url_for(punto), "icono": icono}
        for punto, texto, icono in posibles
        if punto in vistas
    ]


def _trabajo() -> list[tuple[Permiso, str, str, str]]:
    """Lo que cada permiso abre en el menú de quien trabaja en la municipalidad."""
    return [
        (Permiso.TABLERO_VER, "tableros.matriz", _("Matriz"), "lista"),
        (Permiso.TABLERO_VER, "tableros.pendientes", _("Pendientes"), "reloj"),
        (Permiso.MOSTRADOR_ATENDER, "mostrador.inicio", _("Mostrador"), "persona"),
        (Permiso.PADRON_VER, "padron.ediciones", _("Padrón"), "lista"),
        (Permiso.PUNTOS_EDITAR, "padron.administrar_puntos", _("Puntos de atención"), "lugar"),
        (Permiso.MOSTRADOR_VER, "mostrador.actos", _("Actos de mostrador"), "documento"),
        (Permiso.SOLICITUDES_VER, "privacidad.solicitudes", _("Solicitudes de datos"), "correo"),
        (Permiso.ROLES_VER, "cuentas.roles", _("Roles"), "candado"),
    ]


def _cuenta() -> list[dict[str, str]]:
    """Lo propio de quien entró: sus cosas y, si tiene un rol, su trabajo pendiente."""
    quien = identidad()
    propias = [("propuestas.mias", _("Mis propuestas"), "documento")]
    trabajo = [resto for permiso, *resto in _trabajo() if quien.puede_en_algun_lugar(permiso)]
    entradas = _entradas(
        *(propias if quien.puede(Permiso.PROPUESTA_PROPIA) else []),
        *((punto, texto, icono) for punto, texto, icono in trabajo),
        ("cuentas.cuenta", _("Mi cuenta"), "persona"),
    )
    if quien.puede_en_algun_lugar(Permiso.PROPUESTA_CLASIFICAR):
        url = url_for("propuestas.lista", elemento=SIN_CLASIFICAR)
        pendiente = {"clave": "clasificar", "texto": _("Por clasificar"), "url": url, "icono": "plan"}
        entradas.insert(-1, pendiente)
    return entradas


def menu() -> dict[str, Any]:
    """Los datos del menú para `base.html`."""
    datos: dict[str, Any] = {
        "inicio": url_for("sitio.portada"),
        "buscar": url_for("propuestas.lista"),
        "principal": _entradas(
            ("propuestas.lista", _("Propuestas"), ""),
            ("plan.vigente", _("El plan"), ""),
            ("tableros.publico", _("Resultados"), ""),
            ("procesos.lista", _("Procesos"), ""),
            ("territorio.lista", _("Barrios"), ""),
        ),
        "pie": _entradas(
            ("sitio.como_funciona", _("Cómo funciona"), ""),
            ("sitio.codigo", _("¿Qué pasó con mi propuesta?"), ""),
            ("padron.puntos", _("Dónde te atienden"), ""),
            ("padron.que_es", _("El padrón"), ""),
            ("sitio.accesibilidad", _("Accesibilidad"), ""),
            ("privacidad.aviso", _("Privacidad"), ""),
            ("auditoria.inicio", _("Auditoría"), ""),
        ),
    }
    vistas = current_app.view_functions
    if identidad().autenticada:
        datos["cuenta"] = _cuenta()
        datos["salir"] = url_for("cuentas.salir") if "cuentas.salir" in vistas else None
    elif "cuentas.entrar" in vistas:
        con_pagina = request.method == "GET" or "GET" in getattr(request.url_rule, "methods", ())
        volver = request.path if con_pagina and request.endpoint != "sitio.portada" else None
        fuera = {"cuentas", None}
        datos["entrar"] = url_for(
            "cuentas.entrar", siguiente=volver if request.blueprint not in fuera else None
        )
    return datos
