"""Archivos fijos: se leen una vez, se sirven comprimidos, con la huella en la dirección y sin caducidad.

Las hojas de `estaticos/css/` se juntan en una sola, `rumbo.css`: en 2G cada petición cuesta casi un segundo.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Flask, Response, abort, current_app, request, url_for

from app.nucleo.accesos import publica
from config import RAIZ

CARPETA = RAIZ / "estaticos"
_TEXTO = {".css", ".js", ".svg", ".json", ".txt", ".webmanifest"}
_HOLGURA = re.compile(rb"""("[^"]*"|'[^']*')|(/\*.*?\*/)|\s*([{};])\s*|\s+""", re.DOTALL)


def apretar(hoja: bytes) -> bytes:
    """Una hoja de estilo sin comentarios ni espacios de más; lo que va entre comillas queda igual."""
    return _HOLGURA.sub(lambda m: m[1] or m[3] or (b"" if m[2] else b" "), hoja).strip()


@cache
def _br(contenido: bytes) -> bytes:
    """Con la mayor compresión: se paga una vez por proceso y se ahorra en cada visita."""
    comprimido: bytes = brotli.compress(contenido, quality=11)
    return comprimido


@dataclass(frozen=True)
class Archivo:
    """Un archivo fijo en memoria, con sus formas comprimidas (None si no conviene)."""

    contenido: bytes
    huella: str
    tipo: str
    br: bytes | None
    gz: bytes | None


def _archivo(contenido: bytes, sufijo: str) -> Archivo:
    tipo = {".js": "text/javascript", ".svg": "image/svg+xml"}.get(sufijo) or (
        mimetypes.types_map.get(sufijo, "application/octet-stream")
    )
    es_texto = sufijo in _TEXTO
    return Archivo(
        contenido=contenido,
        huella=hashlib.sha256(contenido).hexdigest()[:12],
        tipo=f"{tipo}; charset=utf-8" if es_texto else tipo,
        br=_br(contenido) if es_texto else None,
        gz=gzip.compress(contenido, 9, mtime=0) if es_texto else None,
    )


def cargar(carpeta: Path = CARPETA) -> dict[str, Archivo]:
    """Lee toda la carpeta; `rumbo.css` es la suma de las hojas en orden de nombre."""
    archivos: dict[str, Archivo] = {}
    hojas = b"\n".join(p.read_bytes() for p in sorted((carpeta / "css").glob("*.css")))
    archivos["rumbo.css"] = _archivo(apretar(hojas), ".css")
    for ruta in sorted(carpeta.rglob("*")):
        nombre = ruta.relative_to(carpeta).as_posix()
        if ruta.is_file() and not nombre.startswith("css/") and ruta.suffix != ".md":
            archivos[nombre] = _archivo(ruta.read_bytes(), ruta.suffix)
    return archivos


def _todos() -> dict[str, Archivo]:
    archivos: dict[str, Archivo] = current_app.extensions["rumbo_estaticos"]
    if current_app.config["DESARROLLO"]:
        archivos = current_app.extensions["rumbo_estaticos"] = cargar()
    return archivos


def estatico(nombre: str) -> str:
    """Dirección de un archivo fijo, con su huella; falla si no existe."""
    return url_for("estatico", huella=_todos()[nombre].huella, nombre=nombre)


def _forma(archivo: Archivo) -> tuple[bytes, str]:
    """El cuerpo en la mejor compresión que acepta quien pide, y su nombre."""
    acepta = request.accept_encodings
    if archivo.br is not None and acepta["br"]:
        return archivo.br, "br"
    if archivo.gz is not None and acepta["gzip"]:
        return archivo.gz, "gzip"
    return archivo.contenido, ""


@publica
def servir(huella: str, nombre: str) -> Response:
    """Sirve un archivo fijo, inmutable si la huella es la suya."""
    archivo = _todos().get(nombre)
    if archivo is None:
        abort(404)
    cuerpo, forma = _forma(archivo)
    respuesta = Response(cuerpo, content_type=archivo.tipo)
    if forma:
        respuesta.headers["Content-Encoding"] = forma
    respuesta.headers["Vary"] = "Accept-Encoding"
    vigente = huella == archivo.huella
    respuesta.headers["Cache-Control"] = "public, max-age=31536000, immutable" if vigente else "no-cache"
    return respuesta


def iniciar(app: Flask) -> None:
    """Carga los archivos y publica su ruta."""
    app.extensions["rumbo_estaticos"] = cargar()
    app.add_url_rule("/estaticos/<huella>/<path:nombre>", "estatico", servir)
