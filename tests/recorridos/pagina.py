"""Una visita con el navegador: cada paso se revisa con axe, y se mueve con el dedo o solo con el teclado."""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import ConsoleMessage, Locator, Page, Request

from tests.cliente import molde, primera_vez

ETIQUETAS_AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPCIONES_AXE = {
    "runOnly": {"type": "tag", "values": ETIQUETAS_AXE},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": {"assets": ["media"]},
}
FALTAS = """opciones => axe.run(document, opciones).then(hallado => hallado.violations.map(
    v => `${v.id}: ${v.help} — ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(" · ")}`))"""
"""Solo lo que está mal: lo que axe dice de cada cosa que está bien pesa más que la página."""
VIGILA_CSP = (
    "document.addEventListener('securitypolicyviolation',"
    " e => console.error('CSP: ' + e.violatedDirective + ' ' + e.blockedURI))"
)
GUION_AXE = Axe().axe_script
EN_SU_SITIO = (
    "e => e.matches('summary') || Boolean(e.form?.matches('[data-apoyar]') && e.closest('[data-apoyos]'))"
)
"""Lo que no lleva a otra página: abrir un plegado y apoyar."""
COMO_SE_VE = """() => [document.documentElement.scrollWidth, window.innerWidth,
    document.documentElement.outerHTML]"""


class Visita:
    """Una persona con su teléfono. Se mueve tocando; `Teclado` hace lo mismo sin ratón."""

    def __init__(self, pagina: Page, base: str, con_js: bool, carpeta: Path | None) -> None:
        self.pagina, self.base, self.con_js, self.carpeta = pagina, base, con_js, carpeta
        self.con_axe = con_js
        self.oscuro = False
        self.ancho = pagina.viewport_size["width"] if pagina.viewport_size else 0
        self.quejas: list[str] = []
        self.pasos = 0
        pagina.set_default_timeout(10_000)
        pagina.add_init_script(VIGILA_CSP)
        pagina.on("console", self._consola)
        pagina.on("pageerror", lambda error: self.quejas.append(f"error de JavaScript: {error}"))
        pagina.on("request", self._peticion)

    def _consola(self, mensaje: ConsoleMessage) -> None:
        esperado = re.search(r"status of (4\d\d)", mensaje.text)
        if mensaje.type in ("error", "warning") and not esperado:
            self.quejas.append(mensaje.text)

    def _peticion(self, peticion: Request) -> None:
        if not peticion.url.startswith((self.base, "data:")):
            self.quejas.append(f"petición a un tercero: {peticion.url}")

    def ir(self, ruta: str) -> int:
        """Abre una página del sitio, la revisa y devuelve con qué estado respondió."""
        respuesta = self.pagina.goto(self.base + ruta if ruta.startswith("/") else ruta)
        self.revisar()
        return respuesta.status if respuesta else 0

    def revisar(self) -> None:
        """La página no se desborda, no viola la CSP, no pide a terceros y axe no encuentra nada."""
        self.pasos += 1
        self.pagina.wait_for_load_state("load")
        donde = self.pagina.url.removeprefix(self.base)
        if self.carpeta is not None:
            self.carpeta.mkdir(parents=True, exist_ok=True)
            nombre = re.sub(r"\W+", "-", donde).strip("-")[:50] or "portada"
            self.pagina.screenshot(path=self.carpeta / f"{self.pasos:02d}-{nombre}.png", full_page=True)
        assert not self.quejas, f"{donde}: {self.quejas}"
        if not self.con_js:
            return
        ancho, ventana, html = self.pagina.evaluate(COMO_SE_VE)
        assert ancho <= ventana, f"{donde}: se desborda hacia un lado ({ancho} px en {ventana})"
        if not self.con_axe or not self._primera_vez(html, ventana):
            return
        faltas: list[str] = self.pagina.evaluate(FALTAS, OPCIONES_AXE)
        assert not faltas, f"{donde}, a {ventana} px: " + "\n".join(faltas)

    def _primera_vez(self, html: str, ventana: int) -> bool:
        """Axe no vio aún esta página, ni con otras palabras, en este ancho y colores."""
        como = f"axe {ventana} {self.oscuro}".encode()
        return primera_vez(blake2b(como + molde(html)).digest())

    def revisar_a(self, ancho: int, oscuro: bool = False, con_axe: bool = True) -> None:
        """La misma página en otro ancho o en oscuro: nada del sitio se decide al cargar por el ancho."""
        antes, alto = self.con_axe, 740
        self.con_axe, self.oscuro = antes and con_axe, oscuro
        if oscuro:
            self.pagina.emulate_media(color_scheme="dark")
        self.pagina.set_viewport_size({"width": ancho, "height": alto})
        self.revisar()
        if oscuro:
            self.pagina.emulate_media(color_scheme="light")
        self.pagina.set_viewport_size({"width": self.ancho, "height": alto})
        self.con_axe, self.oscuro = antes, False

    def _uno(self, rol: str, nombre: str | re.Pattern[str]) -> Locator:
        return self.pagina.locator("main").get_by_role(rol, name=nombre).first  # type: ignore[arg-type]

    def _activar(self, cosa: Locator) -> None:
        cosa.click()

    def _tocar(self, cosa: Locator) -> None:
        """Como activar, sin esperar otra página."""
        cosa.click()

    def con_sesion(self, app: Flask, ficha: str) -> None:
        """Desde ahora lleva la galleta de una sesión abierta."""
        galleta = {"name": str(app.config["COOKIE_SESION"]), "value": ficha, "url": self.base}
        self.pagina.context.add_cookies([galleta])  # type: ignore[list-item]

    def descargar(self, rol: str, nombre: str | re.Pattern[str]) -> str:
        """Activa un enlace que trae un archivo y devuelve su texto."""
        with self.pagina.expect_download() as espera:
            self._tocar(self._uno(rol, nombre))
        return Path(espera.value.path()).read_text("utf-8")

    def pulsar(self, rol: str, nombre: str | re.Pattern[str]) -> None:
        """Activa un enlace o un botón de la página y revisa a dónde llega, o en qué cambió."""
        self._activar(self._uno(rol, nombre))
        if self.con_js:
            self.pagina.wait_for_selector("[data-enviando]", state="detached")
        self.revisar()

    def escribir(self, etiqueta: str | re.Pattern[str], texto: str) -> None:
        """Escribe en el campo con esa etiqueta."""
        self.pagina.locator("main").get_by_label(etiqueta).first.fill(texto)

    def elegir(self, etiqueta: str | re.Pattern[str], opcion: str) -> None:
        """Elige una opción de la lista con esa etiqueta."""
        self.pagina.locator("main").get_by_label(etiqueta).first.select_option(label=opcion)

    def marcar(self, etiqueta: str | re.Pattern[str]) -> None:
        """Marca la casilla tocando su etiqueta, que es lo que se toca en un teléfono."""
        dentro = self.pagina.locator("main")
        if not dentro.get_by_label(etiqueta).first.is_checked():
            dentro.locator("label", has_text=etiqueta).first.click()

    def escrito(self, etiqueta: str | re.Pattern[str]) -> str:
        """Lo que tiene ahora el campo con esa etiqueta."""
        return self.pagina.locator("main").get_by_label(etiqueta).first.input_value()

    def dice(self, texto: str | re.Pattern[str]) -> bool:
        """Verdadero si la página muestra ese texto."""
        visible = self.pagina.locator("main").inner_text()
        return bool(re.search(texto, visible) if isinstance(texto, re.Pattern) else texto in visible)


class Teclado(Visita):
    """La misma visita, sin tocar el ratón: tabulador, espacio, intro y letras."""

    TOPE = 200

    @classmethod
    def de(cls, visita: Visita) -> Teclado:
        """La visita, desde ahora solo con teclado. Axe no mira quién pulsa: ya pasó con el dedo."""
        visita.__class__ = cls
        assert isinstance(visita, Teclado)
        visita.con_axe = False
        return visita

    def _llegar(self, cosa: Locator) -> None:
        for _vez in range(self.TOPE):
            if cosa.evaluate("e => e === document.activeElement"):
                assert self._se_ve_el_foco(cosa), "el foco no se ve"
                return
            self.pagina.keyboard.press("Tab")
        raise AssertionError(f"no se llega con el tabulador a {cosa}")

    @staticmethod
    def _se_ve_el_foco(cosa: Locator) -> bool:
        visto: bool = cosa.evaluate(
            "e => { const s = getComputedStyle(e), p = getComputedStyle(e.parentElement);"
            " return [s.outlineStyle, p.outlineStyle].some(x => x !== 'none') || s.boxShadow !== 'none' }"
        )
        return visto

    def _activar(self, cosa: Locator) -> None:
        self._llegar(cosa)
        if cosa.evaluate(EN_SU_SITIO):
            self.pagina.keyboard.press("Enter")
            return
        with self.pagina.expect_navigation():
            self.pagina.keyboard.press("Enter")

    def _tocar(self, cosa: Locator) -> None:
        self._llegar(cosa)
        self.pagina.keyboard.press("Enter")

    def escribir(self, etiqueta: str | re.Pattern[str], texto: str) -> None:
        """Llega al campo con el tabulador y teclea."""
        campo = self.pagina.locator("main").get_by_label(etiqueta).first
        self._llegar(campo)
        if campo.get_attribute("type") == "date":
            self._teclear_fecha(campo, texto)
            return
        self.pagina.keyboard.press("Control+A")
        self.pagina.keyboard.type(texto)

    def _teclear_fecha(self, campo: Locator, texto: str) -> None:
        """Una fecha se teclea por partes, en el orden del navegador: día y mes, o mes y día."""
        anio, mes, dia = texto.split("-")
        for partes in (dia + mes + anio, mes + dia + anio):
            self._llegar(campo)
            self.pagina.keyboard.type(partes)
            if campo.input_value() == texto:
                return
            self.pagina.keyboard.press("Shift+Tab")
            while campo.evaluate("e => e === document.activeElement"):
                self.pagina.keyboard.press("Shift+Tab")
        raise AssertionError(f"la fecha {texto} no entra con el teclado")

    def elegir(self, etiqueta: str | re.Pattern[str], opcion: str) -> None:
        """Llega a la lista con el tabulador y baja hasta la opción."""
        lista = self.pagina.locator("main").get_by_label(etiqueta).first
        self._llegar(lista)
        self.pagina.keyboard.press("Home")
        for _vez in range(self.TOPE):
            if lista.evaluate("e => e.selectedOptions[0].label") == opcion:
                return
            self.pagina.keyboard.press("ArrowDown")
        raise AssertionError(f"la opción «{opcion}» no está")

    def marcar(self, etiqueta: str | re.Pattern[str]) -> None:
        """Llega a la casilla con el tabulador y la marca con la barra."""
        casilla = self.pagina.locator("main").get_by_label(etiqueta).first
        if not casilla.is_checked():
            self._llegar(casilla)
            self.pagina.keyboard.press("Space")
