"""Un cliente que mira cada página como una revisora: HTML válido, un h1, etiquetas, nada en línea."""

from __future__ import annotations

import os
import re
from contextvars import copy_context
from hashlib import blake2b
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.globals import _cv_app, _cv_request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.bases import COMPILADAS

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
    _sin_cabos_sueltos(html, donde)
    _sin_nada_en_linea(raiz, donde)
    _campos_con_etiqueta(raiz, donde)
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


def _campos_con_etiqueta(raiz: Element, donde: str) -> None:
    con_etiqueta = {e.get("for") for e in raiz.iter("label")}
    dentro = {id(c) for e in raiz.iter("label") for c in e.iter()}
    for nombre in ("input", "select", "textarea"):
        for campo in raiz.iter(nombre):
            if campo.get("type") in SIN_ETIQUETA:
                continue
            tiene = campo.get("id") in con_etiqueta or id(campo) in dentro
            tiene = tiene or campo.get("aria-label") or campo.get("aria-labelledby")
            assert tiene, f"{donde}: campo {campo.get('name')} sin etiqueta"


def _formularios(raiz: Element, donde: str) -> None:
    for formulario in raiz.iter("form"):
        if (formulario.get("method") or "get").lower() == "post":
            nombres = {c.get("name") for c in formulario.iter("input")}
            assert "csrf_token" in nombres, f"{donde}: formulario POST sin ficha CSRF"


_vistas: set[bytes] = set()
_ETIQUETA = re.compile(r"<[^<>]*>")
_PALABRAS = re.compile(r"[^<>&\"'=/:?#\[\]{}]+")
_VALOR = re.compile(r'(\s(?:id|for|name|type|method|rel|lang|class|aria-\w+)=")([^"]*)"|="([^"]*)"')


def molde(html: str) -> bytes:
    """La huella de la página sin lo que dice: sus etiquetas, los atributos que se miran y los signos.

    Dos páginas con el mismo molde las lee igual quien inspecciona: solo cambian palabras y números.
    """

    def valor(hallado: re.Match[str]) -> str:
        if hallado[1]:
            return hallado[1] + re.sub(r"\d+", "0", hallado[2]) + '"'
        return '="' + _PALABRAS.sub("a", hallado[3]) + '"'

    partes, fin = [], 0
    for etiqueta in _ETIQUETA.finditer(html):
        partes.append(_PALABRAS.sub("a", html[fin : etiqueta.start()].strip()))
        partes.append(_VALOR.sub(valor, etiqueta[0]))
        fin = etiqueta.end()
    return blake2b("".join(partes).encode()).digest()


def _sin_cabos_sueltos(html: str, donde: str) -> None:
    """Lo que depende de los números, en cada página: ids sin repetir y nada que señale a uno que no está."""
    etiquetas = "".join(_ETIQUETA.findall(html))
    ids = re.findall(r'\sid="([^"]*)"', etiquetas)
    repetidos = {i for i in ids if ids.count(i) > 1} if len(ids) != len(set(ids)) else set()
    assert not repetidos, f"{donde}: ids repetidos {repetidos}"
    for atributo, valor in re.findall(r'\s(for|aria-describedby|aria-labelledby)="([^"]*)"', etiquetas):
        ajenos = set(valor.split()) - set(ids)
        assert not ajenos, f"{donde}: {atributo} a {ajenos}, que no existe"


def primera_vez(huella: bytes) -> bool:
    """Verdadero si en esta corrida nadie tomó ya esta huella, tampoco otro proceso: quien la toma la mira."""
    if huella in _vistas:
        return False
    _vistas.add(huella)
    try:
        os.close(os.open(Path(os.environ[COMPILADAS], huella.hex()), os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
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

    def _inspeccion(self) -> Element | None:
        if primera_vez(molde(self._pagina[0])):
            return inspeccionar(*self._pagina)
        _sin_cabos_sueltos(*self._pagina)
        return None

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
                self._arbol = self._inspeccion() if self.inspecciona else None
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


def texto(cliente: FlaskClient, ruta: str, estado: int = 200, **mas: Any) -> str:
    """Lo que trae una página, que responde con ese estado."""
    respuesta = cliente.get(ruta, **mas)
    assert respuesta.status_code == estado, ruta
    return respuesta.get_data(as_text=True)


def seguido(html: str) -> str:
    """El mismo texto con los espacios juntos, también los duros: las líneas de la plantilla no importan."""
    return " ".join(html.replace("\xa0", " ").replace("&nbsp;", " ").split())
