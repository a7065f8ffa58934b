"""Lo común de los recorridos en otro idioma: qué se dice en él, y qué quedó en español en una página."""

from __future__ import annotations

import re
from collections.abc import Collection

from app.operacion import traducciones
from tests.castellano import restos
from tests.recorridos.pagina import Visita


def revisar(visita: Visita, idioma: str, de_la_gente: Collection[str] = ()) -> list[str]:
    """Lo que una página en otro idioma dice en español, con su dirección; declara el idioma pedido."""
    donde = visita.pagina.url.removeprefix(visita.base)
    assert visita.pagina.evaluate("document.documentElement.lang") == idioma
    if idioma == "es":
        return []
    return [f"{donde}: {resto}" for resto in restos(visita.pagina.content(), idioma, de_la_gente)]


SIN_MARCA = """textos => {
    const hallados = [], paseo = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let nodo = paseo.nextNode(); nodo; nodo = paseo.nextNode()) {
        const texto = nodo.textContent.trim(), en = nodo.parentElement;
        if (textos.includes(texto) && !en.closest("option, script, textarea, title")
            && en.closest("[lang]").lang !== "es") hallados.push(texto);
    }
    return hallados;
}"""


def sin_marca(visita: Visita, textos: Collection[str]) -> list[str]:
    """Los de estos textos en español que la página muestra sin decir en qué idioma están."""
    donde = visita.pagina.url.removeprefix(visita.base)
    return [f"{donde}: sin lang: {texto}" for texto in visita.pagina.evaluate(SIN_MARCA, list(textos))]


def dicho(idioma: str, mensaje: str) -> re.Pattern[str]:
    """El mensaje de la interfaz como lo dice ese idioma: así un recorrido sigue a las traducciones."""
    guardado = traducciones.leer(idioma).get(mensaje)
    assert guardado is not None and isinstance(guardado.string, str) and guardado.string, mensaje
    return re.compile(f"^{re.escape(guardado.string)}")
