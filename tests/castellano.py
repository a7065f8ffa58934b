"""¿Queda español en una página en otro idioma? Sirve para toda página: se le da el HTML y el idioma.

Mira lo que se lee y lo que se oye (textos y atributos), menos lo que escribió una persona: lo que lleva su
propio `lang`, `translate="no"` o va entre `<bdi>`. Busca de dos maneras:

- los mensajes del catálogo que en ese idioma se dicen de otro modo (un `_()` que se resolvió antes de tiempo);
- palabras cortas que solo tiene el español, dos o más en un mismo trozo (una frase que nunca pasó por `_()`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from xml.etree.ElementTree import Element

import html5lib

from app.operacion import traducciones

LARGO = 12
"""Por debajo de estas letras, un mensaje se confunde con una palabra cualquiera."""
ATRIBUTOS = ("alt", "aria-label", "data-guardado", "data-label", "placeholder", "title")
MUDAS = frozenset({"bdi", "code", "script", "style", "svg", "template"})
EN_LINEA = frozenset({"a", "abbr", "b", "em", "i", "small", "span", "strong", "time"})
SOLO_ESPANOL = {
    "en": frozenset(
        {"al", "con", "cuando", "del", "el", "en", "es", "esta", "este", "hay", "la", "las", "lo", "los",
         "más", "para", "pero", "por", "que", "se", "sin", "su", "sus", "tu", "tus", "un", "una", "ya"}
    ),
    "pt": frozenset(
        {"con", "cuando", "del", "el", "en", "esta", "hasta", "hay", "la", "las", "los", "muy", "más", "pero",
         "según", "sin", "su", "sus", "también", "tu", "tus", "una", "y", "ya"}
    ),
}  # fmt: skip
_HUECO = re.compile(r"%\(\w+\)[sd]")


@cache
def _frases(idioma: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """De cada mensaje que cambia al traducirse: su trozo fijo más largo, para buscar deprisa, y su forma."""
    traducidas: list[str] = []
    originales: set[str] = set()
    for mensaje in traducciones.leer(idioma):
        ids = (mensaje.id,) if isinstance(mensaje.id, str) else tuple(mensaje.id)
        dichos = (mensaje.string,) if isinstance(mensaje.string, str) else tuple(mensaje.string or ())
        traducidas += [_junto(d) for d in dichos]
        originales |= {_junto(i) for i in ids if i} - {_junto(d) for d in dichos}
    dicho = "\n".join(traducidas)
    frases = []
    for original in sorted(originales):
        trozos = [t.replace("%%", "%") for t in _HUECO.split(original)]
        mayor = max(trozos, key=len).strip()
        if sum(c.isalpha() for c in mayor) >= LARGO and original not in dicho:
            frases.append((mayor, re.compile(r"(?<!\w)" + ".{1,80}?".join(map(re.escape, trozos)) + r"(?!\w)")))
    return tuple(frases)


def _junto(texto: str) -> str:
    return " ".join(texto.split())


def trozos(html: str, idioma: str) -> Iterator[str]:
    """Los textos de la página en su idioma, uno por párrafo, celda o atributo."""
    lector = html5lib.HTMLParser(namespaceHTMLElements=False)
    raiz = lector.parse(html)
    acumulado: list[str] = []
    yield from _recorrer(raiz, idioma, acumulado)
    yield _junto("".join(acumulado))


def _recorrer(elemento: Element, idioma: str, acumulado: list[str]) -> Iterator[str]:
    etiqueta = str(elemento.tag)
    ajeno = elemento.get("lang", idioma) != idioma or elemento.get("translate") == "no"
    if ajeno or etiqueta in MUDAS or not isinstance(elemento.tag, str):
        acumulado.append(" … ")
        return
    corta = etiqueta not in EN_LINEA
    if corta:
        yield _vaciar(acumulado)
    for atributo in ATRIBUTOS:
        yield _junto(elemento.get(atributo) or "")
    if etiqueta == "meta" and elemento.get("name") == "description":
        yield _junto(elemento.get("content") or "")
    acumulado.append(elemento.text or "")
    for hijo in elemento:
        yield from _recorrer(hijo, idioma, acumulado)
        acumulado.append(hijo.tail or "")
    if corta:
        yield _vaciar(acumulado)


def _vaciar(acumulado: list[str]) -> str:
    texto = _junto("".join(acumulado))
    acumulado.clear()
    return texto


def restos(html: str, idioma: str, de_la_gente: Collection[str] = ()) -> list[str]:
    """Lo que queda en español. `de_la_gente`: textos que alguien escribió y que la página no marca."""
    ajenos = re.compile("|".join(map(re.escape, sorted(de_la_gente, key=len, reverse=True))) or "(?!)")
    limpios = [ajenos.sub("…", trozo) for trozo in trozos(html, idioma) if trozo]
    todo = "\n".join(limpios)
    # Buscar miles de frases en cada trozo costaba un segundo por página: primero, cuáles están en ella.
    presentes = [(mayor, forma) for mayor, forma in _frases(idioma) if mayor in todo]
    return [trozo for trozo in limpios if _del_catalogo(trozo, presentes) or _suena(trozo, idioma)]


def _del_catalogo(trozo: str, frases: Collection[tuple[str, re.Pattern[str]]]) -> bool:
    return any(mayor in trozo and forma.search(trozo) for mayor, forma in frases)


def _suena(trozo: str, idioma: str) -> bool:
    """Dos palabras que solo tiene el español, en minúscula: un nombre propio no basta."""
    return len(SOLO_ESPANOL[idioma] & set(re.findall(r"[^\W\d_]+", trozo))) > 1
