"""Lo pendiente de quien planifica."""

from __future__ import annotations

from flask import current_app, render_template

from app.nucleo.accesos import identidad, requiere
from app.nucleo.permisos import Permiso
from app.tableros import presentacion_pendientes
from app.tableros.pendientes import pendientes as leer
from app.tableros.vistas.base import bp


@bp.get("/tablero/pendientes")
@requiere(Permiso.TABLERO_VER)
def pendientes() -> str:
    """Qué vence, qué falta clasificar, qué está quieto y qué no tiene dueño; cada cosa con su enlace."""
    quien = identidad()
    p = leer(quien)
    listas = presentacion_pendientes.datos(
        p,
        clasifica=quien.puede_en_algun_lugar(Permiso.PROPUESTA_CLASIFICAR),
        con_indicadores="avance.indicador" in current_app.view_functions,
    )
    return render_template("tableros/pendientes.html", p=p, **listas)
