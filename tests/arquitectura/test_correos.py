"""Los correos en portugués y en inglés: asunto y cuerpo, en texto y en HTML, sin nada en español."""

from __future__ import annotations

import datetime as dt
from html import escape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template
from flask_babel import force_locale
from jinja2 import meta

from app.operacion import traducciones
from tests.castellano import restos

CORREOS = Path(__file__).parents[2] / "plantillas" / "correos"
CARPETAS = sorted(r.parent.relative_to(CORREOS).as_posix() for r in CORREOS.rglob("asunto.txt"))
PARTES = ("asunto.txt", "cuerpo.txt", "cuerpo.html")
ENLACE = "https://urbs.example/via/abc"
DATOS: dict[str, Any] = {
    "corte": "Vox",
    "cuando": dt.datetime(2026, 6, 5, 18, tzinfo=dt.UTC),
    "enlace": ENLACE,
    "entrar": ENLACE,
    "estado": "aceptada",
    "hecho": [{"clase": c} for c in ("registrar", "acreditar", "proponer", "apoyar", "comentar", "activar")],
    "motivo": "Nomen alienum.",
    "que": "anulado",
    "recuperar": ENLACE,
    "respuesta": "Recte dicis.",
    "seudonimo": "Aurora",
    "ver": ENLACE,
}
"""Lo que piden las plantillas; lo que escribiría una persona va en latín."""
VARIANTES: dict[str, list[dict[str, Any]]] = {
    "cuentas/segundo_paso": [{"que": "anulado"}, {"que": "preparado"}],
    "padron/objecion": [{"estado": "aceptada"}, {"estado": "rechazada"}],
}
pytestmark = pytest.mark.un_motor
"""Lo que dice un correo sale de su plantilla y de estos datos: la base no interviene."""
DEL_ENTORNO = frozenset({"idioma_actual", "direccion_texto", "identidad", "ahora"})


def _pagina(parte: str, dicho: str, idioma: str) -> str:
    if parte.endswith(".html"):
        return dicho
    renglones = "".join(f"<p>{escape(renglon)}</p>" for renglon in dicho.splitlines())
    return f'<!doctype html><html lang="{idioma}"><title>x</title><main>{renglones}</main></html>'


def test_cada_correo_pide_solo_lo_que_aqui_se_le_da(app: Flask) -> None:
    """Un correo nuevo, o un dato nuevo en uno, se añade a esta lista."""
    for carpeta in CARPETAS:
        for parte in PARTES:
            fuente = (CORREOS / carpeta / parte).read_text("utf-8")
            pedidos = meta.find_undeclared_variables(app.jinja_env.parse(fuente))
            ajenos = pedidos - set(DATOS) - DEL_ENTORNO - set(app.jinja_env.globals)
            assert not ajenos, f"{carpeta}/{parte}: {ajenos}"


@pytest.mark.parametrize("idioma", traducciones.IDIOMAS)
@pytest.mark.parametrize("carpeta", CARPETAS)
def test_ningun_correo_habla_espanol(app: Flask, carpeta: str, idioma: str) -> None:
    hallados: list[str] = []
    for variante in VARIANTES.get(carpeta, [{}]):
        datos = {**DATOS, **variante}
        with app.test_request_context(), force_locale(idioma):
            for parte in PARTES:
                dicho = render_template(f"correos/{carpeta}/{parte}", **datos)
                hallados += [f"{parte}: {r}" for r in restos(_pagina(parte, dicho, idioma), idioma)]
    assert not hallados, "\n".join(hallados)


@pytest.mark.parametrize("idioma", [*traducciones.IDIOMAS, "es"])
def test_el_correo_declara_su_idioma(app: Flask, idioma: str) -> None:
    """Un lector de pantalla lee el correo con la voz de su idioma."""
    with app.test_request_context(), force_locale(idioma):
        for carpeta in CARPETAS:
            assert f'<html lang="{idioma}"' in render_template(f"correos/{carpeta}/cuerpo.html", **DATOS)
