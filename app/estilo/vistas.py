"""Las páginas de `/estilo`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from app.estilo import muestras
from app.estilo.formularios import Muestra
from app.estilo.muestras_graficos import graficos_de_muestra
from app.nucleo.accesos import publica

bp = Blueprint("estilo", __name__)

PARTES = {
    "fundamentos": "Fundamentos",
    "propuestas": "Propuestas e hilo",
    "formularios": "Formularios",
    "datos": "Datos y plan",
    "graficos": "Gráficos",
    "navegacion": "Navegación y avisos",
    "pagina": "Una página entera",
}


@bp.before_request
def _solo_en_casa() -> None:
    if not (current_app.config["DEMOSTRACION"] or current_app.config["DESARROLLO"]):
        abort(404)


def _con_errores() -> Muestra:
    enviado = MultiDict({"mal-titulo": "", "mal-cuerpo": "Un texto más largo que el límite."})
    muestra = Muestra(formdata=enviado, prefix="mal-", meta={"csrf": False})
    muestra.validate()
    return muestra


def _hojas(actual: str) -> list[dict[str, Any]]:
    return [
        {"texto": nombre, "url": url_for("estilo.parte", parte=p), "actual": p == actual}
        for p, nombre in PARTES.items()
    ]


@bp.get("/estilo")
@bp.get("/estilo/<parte>")
@publica
def parte(parte: str = "fundamentos") -> str:
    """Una hoja de muestras."""
    if parte not in PARTES:
        abort(404)
    formulario = Muestra(formdata=None, meta={"csrf": False})
    return render_template(
        f"estilo/{parte}.html",
        parte=parte,
        partes=PARTES,
        hojas=_hojas(parte),
        m=muestras,
        graficos=graficos_de_muestra(),
        muestra=formulario,
        fallido=_con_errores(),
        sentido="rtl" if request.args.get("sentido") == "rtl" else None,
    )
