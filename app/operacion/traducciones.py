"""Catálogos de la interfaz: se extraen del código, se completan a mano y se compilan aquí.

El español es la lengua de los mensajes; `pt` y `en` tienen catálogo. Se guardan el `.po`, que se lee, y el
`.mo`, que se usa: así la aplicación no compila nada al arrancar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from config import RAIZ

CARPETA = RAIZ / "app" / "traducciones"
IDIOMAS = ("pt", "en")
PALABRAS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "_l": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}


@dataclass(frozen=True)
class Estado:
    """Cómo está un catálogo: mensajes en total, sin traducir, dudosos y con marcas que no casan."""

    idioma: str
    total: int
    faltan: tuple[str, ...]
    dudosos: tuple[str, ...]
    rotos: tuple[str, ...]


def ruta(idioma: str, extension: str = "po") -> Path:
    """Dónde está el catálogo de un idioma."""
    return CARPETA / idioma / "LC_MESSAGES" / f"messages.{extension}"


def plantilla() -> Catalog:
    """Todos los mensajes que hay hoy en el código y en las plantillas, en orden de archivo."""
    with (CARPETA / "babel.cfg").open(encoding="utf-8") as archivo:
        metodos, opciones = parse_mapping_cfg(archivo)  # type: ignore[no-untyped-call]
    catalogo = Catalog(project="Rumbo Común", charset="utf-8")
    hallados = extract_from_dir(
        RAIZ, metodos, opciones, keywords=PALABRAS, comment_tags=(), directory_filter=_entra
    )
    for nombre, _linea, mensaje, _comentarios, contexto in sorted(hallados, key=lambda h: (h[0], h[1])):
        catalogo.add(mensaje, locations=[(nombre, 0)], context=contexto)
    return catalogo


def _entra(carpeta: str) -> bool:
    nombre = Path(carpeta).name
    return not nombre.startswith((".", "_")) and nombre not in {"tests", "estaticos", "migraciones", "docs"}


def leer(idioma: str) -> Catalog:
    """El catálogo guardado de un idioma; vacío si aún no existe."""
    if not ruta(idioma).exists():
        return Catalog(locale=idioma, project="Rumbo Común", charset="utf-8")
    with ruta(idioma).open("rb") as archivo:
        return read_po(archivo, locale=idioma)


def actualizar(idioma: str) -> Estado:
    """Pone al día el `.po` con los mensajes de hoy (sin adivinar parecidos) y compila el `.mo`."""
    catalogo = leer(idioma)
    catalogo.update(plantilla(), no_fuzzy_matching=True, update_header_comment=False)
    catalogo.obsolete.clear()
    ruta(idioma).parent.mkdir(parents=True, exist_ok=True)
    with ruta(idioma).open("wb") as archivo:
        write_po(archivo, catalogo, width=110, include_lineno=False, sort_output=False, ignore_obsolete=True)
    with ruta(idioma, "mo").open("wb") as archivo:
        write_mo(archivo, catalogo)
    return revisar(idioma, catalogo)


def revisar(idioma: str, catalogo: Catalog | None = None) -> Estado:
    """Dice qué le falta a un catálogo frente a los mensajes de hoy."""
    catalogo = catalogo or leer(idioma)
    faltan: list[str] = []
    dudosos: list[str] = []
    rotos: list[str] = []
    total = 0
    for mensaje in plantilla():
        if not mensaje.id:
            continue
        total += 1
        clave = mensaje.id if isinstance(mensaje.id, str) else mensaje.id[0]
        guardado = catalogo.get(clave, mensaje.context)
        if guardado is None or not _completo(guardado.string):
            faltan.append(clave)
        elif guardado.fuzzy:
            dudosos.append(clave)
        elif any(True for _ in guardado.check(catalogo)):
            rotos.append(clave)
    return Estado(idioma, total, tuple(faltan), tuple(dudosos), tuple(rotos))


def _completo(texto: str | Sequence[str] | None) -> bool:
    return texto is not None and bool(texto) and (isinstance(texto, str) or all(texto))
