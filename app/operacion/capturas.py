"""`rumbo capturas`: vuelve a tomar las imágenes de los manuales, con la demostración y un navegador de verdad.

La tabla `TOMAS` es la única lista: de ella salen las imágenes y con ella se comprueban los manuales.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from PIL import Image

from app.operacion.pruebas import buscar_chromium
from app.operacion.servidor import RAIZ

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, StorageState

CARPETA = RAIZ / "docs" / "manual" / "img"
IDIOMAS = ("es", "pt", "en")
TELEFONO, MESA = 360, 1280
ALTOS = {TELEFONO: 720, MESA: 860}
COLORES = 96
ESPERA = 300.0
"""Segundos para que la demostración se cargue y responda."""
SIN_NAVEGADOR = "Las capturas necesitan Chromium: instálalo con «sudo apt-get install -y chromium»."
SIN_HERRAMIENTAS = (
    "Las capturas usan las herramientas de prueba: instálalas con "
    "«.venv/bin/python -m pip install --require-hashes -r requisitos-pruebas.txt»."
)


@dataclass(frozen=True)
class Toma:
    """Una imagen: cómo se llama, quién mira, qué dirección, en qué ancho y qué hace antes."""

    nombre: str
    quien: str
    ruta: str
    ancho: int = MESA
    accion: Callable[[Page], None] | None = None
    alto: int = 0
    """Cuánto se ve, si no es lo de una pantalla."""


def _primera_tarjeta(pagina: Page) -> None:
    pagina.locator("main article :is(h2, h3) a").first.click()


def _empezar_idea(pagina: Page) -> None:
    """Un borrador con el título puesto, para ver las parecidas."""
    pagina.locator("main form button[type=submit]").first.click()
    pagina.locator("main input[name=titulo]").press_sequentially("Luz en el camino del río", delay=10)
    pagina.wait_for_load_state("networkidle")


def _atender(pagina: Page) -> None:
    """Registra a alguien y queda con esa persona delante."""
    pagina.locator("main input[name=nombre]").fill("Domitila Reyes")
    pagina.locator("main .botonera button").click()


def _ensayar(pagina: Page) -> None:
    """Pega una tabla con un elemento cambiado y otro con un error de unidad, y la ensaya."""
    filas = ("Nivel 0,Nivel 1,Código,Título,Peso", "6,,6.9,Cuentas claras para leer en la parada,10")
    pagina.locator("main textarea").fill("\n".join(filas))
    pagina.locator("main .botonera button").click()


PLAN, ANUAL = "/plan/pa2035", "/plan/poa2027"
TOMAS = (
    Toma("portada", "", "/"),
    Toma("vecina-portada", "", "/", TELEFONO),
    Toma("vecina-propuestas", "", "/propuestas?orden=apoyadas", TELEFONO),
    Toma("vecina-propuesta", "vecina", "/propuestas?orden=apoyadas", TELEFONO, _primera_tarjeta, alto=860),
    Toma("vecina-idea", "vecina", "/proponer", TELEFONO, _empezar_idea),
    Toma("vecina-codigo", "", "/c", TELEFONO),
    Toma("vecina-plan", "", "/plan", TELEFONO, alto=1100),
    Toma("vecina-consulta", "vecina", f"{ANUAL}/consulta", TELEFONO),
    Toma("vecina-tablero", "", "/tablero", TELEFONO),
    Toma("vecina-datos", "vecina", "/cuenta/mis-datos", TELEFONO),
    Toma("facilitadora-mostrador", "facilitadora", "/mostrador"),
    Toma("facilitadora-persona", "facilitadora", "/mostrador/registrar", accion=_atender),
    Toma("planificadora-plan", "planificadora", PLAN),
    Toma("planificadora-avance", "planificadora", f"{PLAN}/6.3/avance", alto=1000),
    Toma("planificadora-indicadores", "planificadora", f"{PLAN}/indicadores"),
    Toma("planificadora-indicador", "planificadora", f"{PLAN}/indicador/1.1.2-a", alto=1020),
    Toma("planificadora-anotar", "administradora", f"{PLAN}/indicadores/anotar"),
    Toma("planificadora-dinero", "planificadora", f"{PLAN}/dinero"),
    Toma("planificadora-importar", "administradora", f"{PLAN}/importar"),
    Toma("planificadora-ensayo", "administradora", f"{PLAN}/importar", accion=_ensayar),
    Toma("planificadora-versiones", "planificadora", f"{PLAN}/versiones"),
    Toma("planificadora-resultados", "planificadora", f"{ANUAL}/consulta/resultados"),
    Toma("planificadora-matriz", "planificadora", "/tablero/matriz"),
    Toma("planificadora-pendientes", "planificadora", "/tablero/pendientes"),
    Toma("moderadora-lista", "moderadora", "/propuestas?orden=activas"),
    Toma("administradora-roles", "administradora", "/administrar/roles"),
    Toma("administradora-padron", "administradora", "/administrar/padron"),
    Toma("administradora-puntos", "administradora", "/administrar/puntos"),
    Toma("auditora-sellos", "auditora", "/auditoria"),
    Toma("auditora-actos", "auditora", "/mostrador/actos"),
)
"""Todas las imágenes de los manuales y del README, en el orden en que se toman."""


def archivo(toma: Toma, idioma: str = "es") -> str:
    """El nombre del archivo de una toma: siempre el mismo."""
    return f"{toma.nombre}.webp" if idioma == "es" else f"{toma.nombre}.{idioma}.webp"


# --- La demostración --------------------------------------------------------------------------


def _puerto_libre() -> int:
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        return int(enchufe.getsockname()[1])


def _responde(origen: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{origen}/salud", timeout=2) as dicho:  # noqa: S310
        return bool(dicho.status == 200)
    return False


@contextlib.contextmanager
def demostracion() -> Iterator[str]:
    """La ciudad de demostración en una carpeta de usar y tirar: su dirección mientras dure el contexto."""
    with tempfile.TemporaryDirectory(prefix="rumbo-capturas-") as carpeta:
        puerto = _puerto_libre()
        orden = [sys.executable, str(RAIZ / "rumbo"), "demo", "--datos", carpeta, "--puerto", str(puerto)]
        entorno = {c: v for c, v in os.environ.items() if not c.startswith("RUMBO_")}
        proceso = subprocess.Popen(  # noqa: S603
            orden, cwd=RAIZ, env=entorno, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            origen, limite = f"http://127.0.0.1:{puerto}", time.monotonic() + ESPERA
            while not _responde(origen):
                if proceso.poll() is not None or time.monotonic() > limite:
                    raise click.ClickException("La demostración no arrancó: prueba «./rumbo demo».")
                time.sleep(0.5)
            yield origen
        finally:
            proceso.send_signal(signal.SIGTERM)
            proceso.wait()


# --- El navegador -----------------------------------------------------------------------------


@contextlib.contextmanager
def navegador(idioma: str = "es") -> Iterator[Browser]:
    """Chromium sin ventana, en ese idioma; si falta, una frase dice cómo se instala."""
    ruta = os.environ.get("RUMBO_CHROMIUM") or buscar_chromium()
    if not ruta:
        raise click.ClickException(SIN_NAVEGADOR)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as falta:
        raise click.ClickException(SIN_HERRAMIENTAS) from falta
    opciones = [
        f"--lang={idioma}",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--force-color-profile=srgb",
    ]
    with sync_playwright() as juego:
        abierto = juego.chromium.launch(
            executable_path=ruta, args=opciones, env={**os.environ, "LANGUAGE": idioma}
        )
        yield abierto
        abierto.close()


@dataclass
class Estudio:
    """Un navegador frente a un sitio: entra una sola vez con cada persona."""

    abierto: Browser
    origen: str
    idioma: str = "es"

    def __post_init__(self) -> None:
        self.dentro: dict[str, StorageState] = {}

    def pagina(self, quien: str, ancho: int, alto: int) -> Page:
        """Una página de esa persona, ya dentro; vacío es quien mira sin cuenta."""
        if quien and quien not in self.dentro:
            self.dentro[quien] = self._entrar(quien)
        contexto = self._contexto(
            viewport={"width": ancho, "height": alto},
            device_scale_factor=2 if ancho < 600 else 1,
            storage_state=self.dentro.get(quien),
        )
        return contexto.new_page()

    def _contexto(self, **dado: Any) -> BrowserContext:
        contexto = self.abierto.new_context(locale=self.idioma, reduced_motion="reduce", **dado)
        contexto.set_default_timeout(15_000)
        return contexto

    def _entrar(self, quien: str) -> StorageState:
        """Entra con la cuenta que la portada de la demostración muestra en esta máquina."""
        contexto = self._contexto()
        pagina = contexto.new_page()
        pagina.goto(f"{self.origen}/")
        ficha = pagina.locator(f"details.cuenta-demo:has(summary span:text-is('{quien}'))")
        if not ficha.count():
            raise click.ClickException(f"La portada de {self.origen} no muestra la cuenta de la {quien}.")
        ficha.locator("summary").click()
        correo = ficha.locator("dd bdi").first.inner_text()
        claves = ficha.locator("dd code").all_inner_texts()
        pagina.goto(f"{self.origen}/entrar")
        pagina.locator("main input[name=correo]").fill(correo)
        pagina.locator("main input[name=clave]").fill(claves[0])
        pagina.locator("main .botonera button").click()
        if "/cuenta/segundo-paso" in pagina.url:
            codigo = next(c for c in claves[1:] if re.fullmatch(r"\d{6}", c))
            pagina.locator("main input[name=codigo]").fill(codigo)
            pagina.locator("main .botonera button").first.click()
        if pagina.url.startswith((f"{self.origen}/entrar", f"{self.origen}/cuenta/segundo-paso")):
            raise click.ClickException(f"No pude entrar con la cuenta de la {quien}.")
        estado = contexto.storage_state()
        contexto.close()
        return estado

    def tomar(self, toma: Toma, ancho: int | None = None) -> bytes:
        """La imagen de una toma, en WebP de pocos colores; una página que falla no se fotografía."""
        alto = toma.alto or ALTOS[toma.ancho]
        pagina = self.pagina(toma.quien, ancho or toma.ancho, alto)
        estados: list[int] = []
        pagina.on("response", lambda r: estados.append(r.status) if r.request.is_navigation_request() else None)
        pagina.goto(self.origen + toma.ruta)
        if toma.accion is not None:
            toma.accion(pagina)
        pagina.wait_for_load_state("load")
        if estados[-1] >= 400:
            donde = pagina.url.removeprefix(self.origen)
            raise click.ClickException(f"{toma.nombre}: {donde} respondió {estados[-1]}.")
        imagen = achicar(pagina.screenshot())
        pagina.context.close()
        return imagen


def achicar(png: bytes) -> bytes:
    """La misma imagen con menos colores, que es casi todo lo que pesa."""
    pocos = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLORES, dither=Image.Dither.NONE)
    salida = io.BytesIO()
    pocos.convert("RGB").save(salida, "WEBP", lossless=True, method=6)
    return salida.getvalue()


def _elegidas(solo: tuple[str, ...]) -> list[Toma]:
    hay = {toma.nombre: toma for toma in TOMAS}
    ajenas = [nombre for nombre in solo if nombre not in hay]
    if ajenas:
        raise click.BadParameter(f"no hay «{ajenas[0]}»; hay: {', '.join(hay)}", param_hint="--solo")
    return [hay[nombre] for nombre in solo] if solo else list(TOMAS)


@click.command("capturas")
@click.argument("carpeta", type=click.Path(file_okay=False, path_type=Path), default=CARPETA)
@click.option("--solo", multiple=True, metavar="NOMBRE", help="Solo esa imagen; se puede repetir.")
@click.option("--ancho", type=click.IntRange(320, 2560), help="Todas en este ancho, en píxeles.")
@click.option("--idioma", type=click.Choice(IDIOMAS), default="es", show_default=True)
@click.option("--url", help="Una demostración ya servida en esta máquina; se escribe en ella.")
def capturas(carpeta: Path, solo: tuple[str, ...], ancho: int | None, idioma: str, url: str | None) -> None:
    """Vuelve a tomar las imágenes de los manuales.

    Sirve la demostración en una carpeta de usar y tirar, entra con cada persona y guarda en CARPETA
    (docs/manual/img si no se dice). Usa Chromium y las herramientas de prueba.
    """
    tomas, total = _elegidas(solo), 0
    carpeta.mkdir(parents=True, exist_ok=True)
    with navegador(idioma) as abierto, contextlib.ExitStack() as pila:
        if not url:
            click.echo("Preparo la demostración en una carpeta de usar y tirar …", err=True)
        origen = url.rstrip("/") if url else pila.enter_context(demostracion())
        estudio = Estudio(abierto, origen, idioma)
        for toma in tomas:
            imagen = estudio.tomar(toma, ancho)
            (carpeta / archivo(toma, idioma)).write_bytes(imagen)
            total += len(imagen)
            click.echo(f"  {archivo(toma, idioma)}  {len(imagen) / 1024:.0f} kB  {toma.quien or 'sin cuenta'}")
    click.echo(f"{len(tomas)} imágenes en {carpeta}: {total / 1024:.0f} kB.")
