"""Un cliente que mira cada página como una revisora: HTML válido, un h1, etiquetas, nada en línea."""

from __future__ import annotations

import re
from contextvars import copy_context
from hashlib import blake2b
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element

import html5lib
from flask.globals import _cv_app, _cv_request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

SIN_ETIQUETA = {"hidden", "submit", "button", "image", "reset"}


def inspeccionar(html: str, donde: str) -> Element:
    """Comprueba una página y devuelve su árbol; falla con una frase que dice qué y dónde."""
    lector = html5lib.HTMLParser(namespaceHTMLElements=False)
    arbol: Element = lector.parse(html)
    errores = [f"{linea}: {codigo} {dato}" for linea, codigo, dato in lector.errors]
    assert not errores, f"{donde}: HTML mal formado: {errores[:4]}"
    raiz = arbol if arbol.tag == "html" else arbol.find("html")
    assert raiz is not None
    assert raiz.get("lang"), f"{donde}: falta lang"
    titulo = "".join((raiz.find("head/title") or Element("title")).itertext()).strip() or (
        raiz.findtext("head/title") or ""
    )
    assert titulo.strip(), f"{donde}: falta el título"
    h1 = list(raiz.iter("h1"))
    assert len(h1) == 1, f"{donde}: hay {len(h1)} h1"
    ids = [e.get("id") for e in raiz.iter() if e.get("id") is not None]
    repetidos = {i for i in ids if ids.count(i) > 1}
    assert not repetidos, f"{donde}: ids repetidos {repetidos}"
    _sin_nada_en_linea(raiz, donde)
    _campos_con_etiqueta(raiz, set(ids), donde)
    _formularios(raiz, donde)
    _titulos_en_orden(raiz, donde)
    _todo_tiene_nombre(raiz, donde)
    return raiz


def _titulos_en_orden(raiz: Element, donde: str) -> None:
    """Un título no salta niveles; el resumen de errores (h2) puede ir antes del h1."""
    anterior = 1
    for elemento in raiz.iter():
        if re.fullmatch(r"h[1-6]", str(elemento.tag)):
            nivel = int(elemento.tag[1])
            assert nivel <= anterior + 1, f"{donde}: h{nivel} después de h{anterior}"
            anterior = nivel


def _todo_tiene_nombre(raiz: Element, donde: str) -> None:
    """Enlaces y botones dicen algo; las imágenes tienen texto, aunque sea vacío."""
    for elemento in raiz.iter():
        if elemento.tag == "img":
            assert elemento.get("alt") is not None, f"{donde}: imagen {elemento.get('src')} sin alt"
        if elemento.tag in ("a", "button", "summary"):
            dice = "".join(elemento.itertext()).strip() or elemento.get("aria-label")
            dice = dice or any(i.get("alt") for i in elemento.iter("img"))
            assert dice, f"{donde}: <{elemento.tag} {elemento.get('href') or ''}> sin texto"


def _sin_nada_en_linea(raiz: Element, donde: str) -> None:
    for elemento in raiz.iter():
        if not isinstance(elemento.tag, str):
            continue
        assert elemento.get("style") is None, f"{donde}: estilo en línea en <{elemento.tag}>"
        en_linea = [a for a in elemento.attrib if re.fullmatch(r"on\w+", str(a))]
        assert not en_linea, f"{donde}: {en_linea} en <{elemento.tag}>"
        if elemento.tag == "script":
            assert elemento.get("src"), f"{donde}: script en línea"
        assert elemento.tag != "style", f"{donde}: hoja de estilo en línea"
        for atributo in ("src", "href", "action"):
            valor = elemento.get(atributo) or ""
            if elemento.tag in ("script", "link", "img", "iframe") and atributo != "action":
                propia = not re.match(r"(https?:)?//", valor) or elemento.get("rel") == "canonical"
                assert propia, f"{donde}: {valor} es de un tercero"
            assert not valor.lower().startswith("javascript:"), f"{donde}: enlace javascript"


def _campos_con_etiqueta(raiz: Element, ids: set[str | None], donde: str) -> None:
    con_etiqueta = {e.get("for") for e in raiz.iter("label")}
    dentro = {id(c) for e in raiz.iter("label") for c in e.iter()}
    for nombre in ("input", "select", "textarea"):
        for campo in raiz.iter(nombre):
            if campo.get("type") in SIN_ETIQUETA:
                continue
            tiene = campo.get("id") in con_etiqueta or id(campo) in dentro
            tiene = tiene or campo.get("aria-label") or campo.get("aria-labelledby")
            assert tiene, f"{donde}: campo {campo.get('name')} sin etiqueta"
            for ajeno in (campo.get("aria-describedby") or "").split():
                assert ajeno in ids, f"{donde}: aria-describedby a {ajeno}, que no existe"


def _formularios(raiz: Element, donde: str) -> None:
    for formulario in raiz.iter("form"):
        if (formulario.get("method") or "get").lower() == "post":
            nombres = {c.get("name") for c in formulario.iter("input")}
            assert "csrf_token" in nombres, f"{donde}: formulario POST sin ficha CSRF"


_vistas: set[bytes] = set()


def _nueva(html: str, ruta: str, ficha: str) -> bool:
    """Verdadero si este proceso no inspeccionó ya esta página, salvo su dirección y su ficha CSRF.

    Un «no existe» se repite cientos de veces. Una dirección con algo que no sea letra, cifra o guion no se
    aparta: así escapada y sin escapar son dos páginas.
    """
    molde = html.replace(ficha, "") if ficha else html
    if re.fullmatch(r"/[\w/.-]+", ruta, re.ASCII):
        molde = molde.replace(ruta, "/").replace(quote(ruta, safe=""), "%2F")
    huella = blake2b(molde.encode()).digest()
    if huella in _vistas:
        return False
    _vistas.add(huella)
    return True


class Cliente(FlaskClient):
    """Cliente de pruebas: inspecciona, y manda la ficha CSRF que la última página le dio."""

    ficha_csrf: str = ""
    inspecciona = True
    _pagina: tuple[str, str]
    _arbol: Element | None = None

    @property
    def raiz(self) -> Element:
        """El árbol de la última página HTML."""
        if self._arbol is None:
            self._arbol = inspeccionar(*self._pagina)
        return self._arbol

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        contexto = copy_context()
        contexto.run(_cv_app.set, None)
        contexto.run(_cv_request.set, None)
        respuesta = contexto.run(super().open, *args, **kwargs)
        if any("rumbo_sesion=" in c for c in respuesta.headers.getlist("Set-Cookie")):
            self.ficha_csrf = ""  # entrar y salir cambian la visita: la ficha de antes ya no vale
        if (
            respuesta.mimetype == "text/html"
            and respuesta.data
            and respuesta.status_code not in (301, 302, 303)
            and "Content-Encoding" not in respuesta.headers
        ):
            texto = respuesta.get_data(as_text=True)
            hallada = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', texto)
            if hallada:
                self.ficha_csrf = hallada.group(1)
            if texto.lstrip()[:9].lower().startswith("<!doctype"):
                pedida = respuesta.request.path
                self._pagina = texto, f"{respuesta.request.method} {pedida}"
                nueva = self.inspecciona and _nueva(texto, pedida, hallada.group(1) if hallada else "")
                self._arbol = inspeccionar(*self._pagina) if nueva else None
        return respuesta

    def enviar(self, ruta: str, datos: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """POST de un formulario con la ficha CSRF de la última página que la trajo (la pide si no tiene)."""
        for pagina in ("/entrar", "/cuenta"):
            if not self.ficha_csrf:
                self.get(pagina)
        return self.post(ruta, data={"csrf_token": self.ficha_csrf, **(datos or {})}, **kwargs)


class ClienteDeCarga(Cliente):
    """El mismo, sin inspeccionar: sesenta y cuatro a la vez miran lo que las demás pruebas ya miraron."""

    inspecciona = False
