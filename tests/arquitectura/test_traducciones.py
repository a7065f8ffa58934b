"""Todo lo que se lee pasa por el catálogo, se puede extraer, y los catálogos que hay están completos."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

RAIZ = Path(__file__).parents[2]
CATALOGOS = sorted((RAIZ / "app" / "traducciones").glob("*/LC_MESSAGES/messages.po"))
TAL_CUAL = {"plan/importar.html"}
"""Nombra las columnas del archivo tal como se escriben en él."""

LLAMADAS = {"_", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "_l"}
POR_NOMBRE = re.compile(r"%\((\w+)\)[sd]")
SUELTO = re.compile(r"%[sdifr]")


def _extraidos() -> dict[str | tuple[str, ...], str]:
    """Los mensajes de plantillas y código, con el archivo del primero."""
    with (RAIZ / "app" / "traducciones" / "babel.cfg").open(encoding="utf-8") as archivo:
        metodos, opciones = parse_mapping_cfg(archivo)
    hallados: dict[str | tuple[str, ...], str] = {}
    for carpeta in ("app", "plantillas"):
        propios = [(re.sub(rf"^{carpeta}/", "", patron), metodo) for patron, metodo in metodos]
        for archivo_, _linea, mensaje, _nota, _ctx in extract_from_dir(
            RAIZ / carpeta, propios, {re.sub(rf"^{carpeta}/", "", p): o for p, o in opciones.items()},
            keywords=dict.fromkeys(LLAMADAS - {"ngettext", "lazy_ngettext"})
            | {"ngettext": (1, 2), "lazy_ngettext": (1, 2)},
        ):  # fmt: skip
            hallados.setdefault(mensaje, f"{carpeta}/{archivo_}")
    return hallados


@pytest.fixture(scope="module")
def extraidos() -> dict[str | tuple[str, ...], str]:
    """Los mensajes de la casa entera."""
    return _extraidos()


def _llamadas(ruta: Path) -> Iterator[tuple[ast.Call, str]]:
    for nodo in ast.walk(ast.parse(ruta.read_text(encoding="utf-8"))):
        if isinstance(nodo, ast.Call) and isinstance(nodo.func, ast.Name) and nodo.func.id in LLAMADAS:
            yield nodo, nodo.func.id


def test_los_mensajes_son_textos_fijos() -> None:
    """Un mensaje con variables dentro no se puede traducir: van por nombre, `%(nombre)s`."""
    malos = []
    for ruta in sorted(RAIZ.glob("app/**/*.py")):
        for llamada, funcion in _llamadas(ruta):
            textos = llamada.args[: 2 if "ngettext" in funcion else 1]
            if not all(isinstance(t, ast.Constant) and isinstance(t.value, str) for t in textos):
                malos.append(f"{ruta.relative_to(RAIZ)}:{llamada.lineno}")
    assert not malos


def test_los_huecos_van_por_nombre(extraidos: dict[str | tuple[str, ...], str]) -> None:
    malos = [
        f"{donde}: {mensaje}"
        for mensaje, donde in extraidos.items()
        for texto in (mensaje if isinstance(mensaje, tuple) else (mensaje,))
        if SUELTO.search(texto.replace("%%", "")) or "{" in texto.replace("{n}", "").replace("{lugar}", "")
    ]
    assert not malos


def test_todo_se_extrae(extraidos: dict[str | tuple[str, ...], str]) -> None:
    """Lo que el código marca aparece en la extracción: ninguna carpeta queda fuera de `babel.cfg`."""
    sueltos = {t for m in extraidos for t in (m if isinstance(m, tuple) else (m,))}
    assert len(extraidos) > 200
    faltan = [
        f"{ruta.relative_to(RAIZ)}:{llamada.lineno}"
        for ruta in RAIZ.glob("app/**/*.py")
        for llamada, _f in _llamadas(ruta)
        if llamada.args and isinstance(llamada.args[0], ast.Constant) and llamada.args[0].value not in sueltos
    ]
    assert not faltan


def test_las_plantillas_no_llevan_frases_fuera_del_catalogo() -> None:
    """Texto visible de dos palabras o más, fuera de `{{ _(…) }}`, salvo en la muestra de piezas."""
    malos = []
    for ruta in sorted((RAIZ / "plantillas").rglob("*.html")):
        nombre = ruta.relative_to(RAIZ / "plantillas").as_posix()
        if nombre.startswith("estilo/") or nombre in TAL_CUAL:
            continue
        texto = ruta.read_text("utf-8")
        texto = re.sub(r"\{% block (ancho|canonica) %\}.*?\{% endblock %\}", "", texto, flags=re.S)
        texto = re.sub(r"<(code|pre)\b.*?</\1>", "", texto, flags=re.S)
        texto = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "\u0001", texto, flags=re.S)
        texto = re.sub(r"<!--.*?-->|<[^>]*>", "\u0001", texto, flags=re.S)
        malos += [
            f"{nombre}: {f.strip()}"
            for f in texto.split("\u0001")
            if re.search(r"[^\W\d_]{3,}\s+[^\W\d_]{3,}", f)
        ]
    assert not malos


def _catalogo(ruta: Path) -> Catalog:
    return read_po(BytesIO(ruta.read_bytes()))


def _textos(mensaje: Message) -> list[tuple[str, str]]:
    if isinstance(mensaje.id, tuple | list):
        return [(mensaje.id[-1], s) for s in mensaje.string]
    return [(str(mensaje.id), str(mensaje.string))]


@pytest.mark.parametrize("ruta", CATALOGOS, ids=lambda r: r.parts[-3])
def test_catalogo_completo(ruta: Path, extraidos: dict[str | tuple[str, ...], str]) -> None:
    """Cada mensaje de hoy está traducido, sin dudas, y conserva sus huecos."""
    catalogo = _catalogo(ruta)
    idioma = ruta.parts[-3]
    presentes = {(m.id[0] if isinstance(m.id, tuple | list) else m.id): m for m in catalogo if m.id}
    faltan = [
        clave
        for mensaje in extraidos
        if (clave := mensaje[0] if isinstance(mensaje, tuple) else mensaje) not in presentes
        or presentes[clave].fuzzy
        or not all(s for _id, s in _textos(presentes[clave]))
    ]
    assert not faltan, f"{idioma}: {len(faltan)} sin traducir; los primeros: {faltan[:8]}"
    rotos = [
        id_
        for m in presentes.values()
        for id_, texto in _textos(m)
        if set(POR_NOMBRE.findall(texto)) - set(POR_NOMBRE.findall(id_))
    ]
    assert not rotos, f"{idioma}: huecos que no existen en {rotos[:8]}"
