"""Las páginas de `/estilo`."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template, request
from werkzeug.datastructures import MultiDict

from app.estilo import muestras
from app.estilo.formularios import Muestra
from app.nucleo.permisos import publica

bp = Blueprint("estilo", __name__)

PARTES = {
    "fundamentos": "Fundamentos",
    "propuestas": "Propuestas e hilo",
    "formularios": "Formularios",
    "datos": "Datos y plan",
    "navegacion": "Navegación y avisos",
    "pagina": "Una página entera",
}


@bp.before_request
def _solo_en_casa() -> None:
    if not (current_app.config["DEMOSTRACION"] or current_app.config["DESARROLLO"]):
        abort(404)


@bp.get("/estilo")
@bp.get("/estilo/<parte>")
@publica
def parte(parte: str = "fundamentos") -> str:
    """Una hoja de muestras."""
    if parte not in PARTES:
        abort(404)
    formulario = Muestra(formdata=None, meta={"csrf": False})
    enviado = MultiDict({"mal-titulo": "", "mal-cuerpo": "Un texto más largo que el límite."})
    con_errores = Muestra(formdata=enviado, prefix="mal-", meta={"csrf": False})
    con_errores.validate()
    return render_template(
        f"estilo/{parte}.html",
        parte=parte,
        partes=PARTES,
        m=muestras,
        muestra=formulario,
        fallido=con_errores,
        sentido="rtl" if request.args.get("sentido") == "rtl" else None,
    )
