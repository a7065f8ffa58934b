"""Las puertas de las páginas: qué acto pide cada vista y qué pasa con quien llega sin él.

Quién puede qué está en `permisos`; aquí solo se exige en cada petición.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from babel.lists import format_list
from flask import Flask, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.nucleo import idiomas, pendiente
from app.nucleo.errores import NoPermitido, SesionTerminada, escrito
from app.nucleo.permisos import NOMBRES_DE_ROL, TABLA, Identidad, Permiso, Rol

V = TypeVar("V", bound=Callable[..., Any])


def identidad() -> Identidad:
    """La identidad de la petición en curso."""
    return cast("Identidad", current_user._get_current_object())


def publica(vista: V) -> V:
    """Declara que una vista es para cualquiera."""
    vista.acceso = None  # type: ignore[attr-defined]
    return vista


def requiere(permiso: Permiso) -> Callable[[V], V]:
    """Declara el acto que una vista necesita; el alcance se comprueba en el servicio."""

    def marcar(vista: V) -> V:
        vista.acceso = permiso  # type: ignore[attr-defined]
        return vista

    return marcar


def vuelve(donde: Callable[..., str]) -> Callable[[V], V]:
    """Declara a dónde se vuelve al entrar, si el envío llegó sin sesión: recibe las partes de la dirección."""

    def marcar(vista: V) -> V:
        vista.vuelta = donde  # type: ignore[attr-defined]
        return vista

    return marcar


def _verificar() -> Any:
    if request.endpoint is None:
        return None
    vista = current_app.view_functions[request.endpoint]
    if not hasattr(vista, "acceso"):
        current_app.logger.error("vista sin acceso declarado: %s", request.endpoint)
        abort(403)
    permiso: Permiso | None = vista.acceso
    if permiso is None:
        return None
    if not identidad().autenticada:
        return _a_entrar()
    if not identidad().puede_en_algun_lugar(permiso):
        if identidad().le_falta_el_segundo_paso(permiso):
            return _llevar_a("cuentas.segundo_paso")
        raise NoPermitido(_negativa(permiso))
    return None


def _negativa(permiso: Permiso) -> str:
    """Por qué no se abre la página, dicho a quien entró con su cuenta: para quién es."""
    if permiso in TABLA[Rol.VECINA]:
        return _("Una cuenta de auditoría lee todo y no participa. Para participar, usa otra cuenta.")
    nombres = [str(nombre).lower() for rol, nombre in NOMBRES_DE_ROL.items() if permiso in TABLA[rol]]
    juntos = format_list(nombres, "or", locale=idiomas.actual())
    return _("Esta página es para quien tiene el rol de %(roles)s.", roles=juntos)


def _a_entrar() -> Any:
    """A entrar. Lo escrito espera a su cuenta; si no puede, `SesionTerminada` lo devuelve en su página."""
    if request.method == "POST" and not (_vuelta() and pendiente.guardar()) and escrito():
        raise SesionTerminada()
    return _llevar_a("cuentas.entrar")


def _llevar_a(vista: str) -> Any:
    """A otra página, para volver después a la que se pedía."""
    vuelta = _vuelta()
    consulta = f"?{urlencode({'siguiente': vuelta})}" if vuelta else ""
    return redirect(url_for(vista) + consulta, 303)


def _vuelta() -> str:
    """La misma página, si se puede pedir; si no, la que su vista declara con `vuelve`."""
    regla = request.url_rule
    if regla is None or "GET" in (regla.methods or ()):
        return request.full_path.rstrip("?")
    donde = getattr(current_app.view_functions[regla.endpoint], "vuelta", None)
    return str(donde(**(request.view_args or {}))) if donde else ""


def iniciar(app: Flask) -> None:
    """Exige en cada petición el acceso que su vista declara."""
    app.before_request(_verificar)
