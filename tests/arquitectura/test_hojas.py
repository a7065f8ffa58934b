"""Las hojas de estilo no llevan reglas de más: cada clase la usa una página, y cada clase usada tiene regla."""

from __future__ import annotations

import re
from pathlib import Path

from tests.peso import HOJA, hoja_servida

RAIZ = Path(__file__).parents[2]
HOLGURA = 700
"""Lo que debe sobrar en la hoja, para que quepa lo que falta por hacer."""
PLANTILLAS = {
    p: re.sub(r"\{#.*?#\}", "", p.read_text(encoding="utf-8"), flags=re.S)
    for p in RAIZ.glob("plantillas/**/*.html")
}
MODULOS = "\n".join(p.read_text(encoding="utf-8") for p in RAIZ.glob("estaticos/js/*.js"))
CLASE = re.compile(
    r"""(?<![\w-])class=(["'])((?:\{\{.*?\}\}|\{%.*?%\}|(?!\1).)*)\1""",
    re.S,
)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
DICHA = re.compile(r"((?:\{\{-?|\belse|~) *)?'([^']*)'")
"""Un texto dentro de Jinja; es una clase si abre la expresión, tras «else» o «~», o si empieza con espacio."""


def _de_las_hojas() -> set[str]:
    hojas = "".join(p.read_text(encoding="utf-8") for p in RAIZ.glob("estaticos/css/*.css"))
    llana = re.sub(r'/\*.*?\*/|"[^"]*"', "", hojas, flags=re.S)
    selectores = "".join(re.findall(r"[^{};]*(?=\{)", llana))
    return set(re.findall(r"\.([a-z_][\w-]*)", selectores, re.I))


def _de_las_plantillas() -> dict[str, str]:
    """Las clases escritas enteras en un atributo `class`, también dentro de Jinja, con dónde están."""
    usadas: dict[str, str] = {}
    for ruta, texto in PLANTILLAS.items():
        for valor in (m[2] for m in CLASE.finditer(texto)):
            fijas = [p for p in JINJA.sub("\0", valor).split() if "\0" not in p]
            textos = DICHA.findall(" ".join(JINJA.findall(valor)))
            dichas = " ".join(texto for antes, texto in textos if antes or texto.startswith(" "))
            for clase in [*fijas, *dichas.split()]:
                usadas.setdefault(clase, ruta.name)
    return usadas


def test_cada_clase_de_las_hojas_la_usa_una_pagina() -> None:
    fuentes = "\n".join([*PLANTILLAS.values(), MODULOS])
    fuentes += "\n".join(p.read_text(encoding="utf-8") for p in RAIZ.glob("app/**/*.py"))
    palabras = set(re.findall(r"[\w-]+", fuentes))
    familias = tuple(set(re.findall(r"([a-z]+-)(?=\{\{|[\"'] *~)", fuentes)))  # «eje-{{ n }}», «' eje-' ~ n»
    numeradas = set(re.findall(r"\b([a-z])\{\{", fuentes))  # «s{{ n }}»
    sobran = {
        c
        for c in _de_las_hojas() - palabras
        if not c.startswith(familias) and not (c[0] in numeradas and c[1:].isdigit())
    }
    assert not sobran, f"ninguna plantilla ni módulo las usa: {sorted(sobran)}"


def test_cada_clase_de_las_plantillas_tiene_su_regla() -> None:
    """Una clase sin regla no hace nada: o falta su estilo o sobra. La que acaba en guion nombra una familia."""
    conocidas = _de_las_hojas()
    sueltas = {
        clase: donde
        for clase, donde in _de_las_plantillas().items()
        if clase not in conocidas and not clase.endswith("-") and f".{clase}" not in MODULOS
    }
    assert not sueltas


def test_la_hoja_cabe_y_le_sobra() -> None:
    assert len(hoja_servida()) <= HOJA - HOLGURA


def test_toda_tabla_de_fichas_va_en_su_caja() -> None:
    """La caja es lo que se mide para saber si la tabla cabe: sin ella, en un teléfono no se lee como fichas."""
    sueltas = [
        ruta.name
        for ruta, texto in PLANTILLAS.items()
        if len(re.findall(r'<table class="tabla fichas', texto))
        > len(re.findall(r'class="tabla-caja"[^>]*>\s*<table class="tabla fichas', texto))
    ]
    assert not sueltas
