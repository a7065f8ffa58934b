"""Los archivos en disco: `<datos>/subidas/ab/abcdef….webp`, su miniatura `…-480.webp`, o `….pdf`."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.adjuntos.limpieza import Limpio
from app.adjuntos.reglas import es_clave
from app.extensiones import db

_PROVISIONAL = ".a-medias-"
_POR_BORRAR = "adjuntos_por_borrar"
FINALES = {"imagen": (".webp", "-480.webp"), "pdf": (".pdf",)}


def nueva_clave() -> str:
    """128 bits al azar, en hexadecimal."""
    return secrets.token_hex(16)


def carpeta() -> Path:
    """La carpeta de lo subido."""
    return Path(current_app.config["DATOS"]) / "subidas"


def ruta(clave: str, final: str) -> Path:
    """Dónde está un archivo; `final` es `.webp`, `-480.webp` o `.pdf`."""
    if not es_clave(clave):
        raise ValueError("No es una clave.")
    return carpeta() / clave[:2] / f"{clave}{final}"


def guardar(limpio: Limpio) -> str:
    """Escribe el archivo (y su miniatura) y devuelve su clave. Lanza `OSError` si no cabe; no deja restos.

    Cada archivo se escribe con otro nombre, se asegura en el disco y se renombra: nunca se ve a medias.
    """
    clave = nueva_clave()
    partes = zip(FINALES[limpio.clase], (limpio.datos, limpio.mini), strict=False)
    destino = ruta(clave, "").parent
    try:
        destino.mkdir(parents=True, exist_ok=True, mode=0o700)
        for final, datos in partes:
            _escribir(ruta(clave, final), datos)
        _asegurar(destino)
    except OSError:
        borrar([clave])
        raise
    return clave


def _escribir(destino: Path, datos: bytes) -> None:
    provisional = destino.with_name(_PROVISIONAL + secrets.token_hex(8))
    descriptor = os.open(provisional, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as archivo:
            archivo.write(datos)
            archivo.flush()
            os.fsync(archivo.fileno())
        provisional.rename(destino)
    except BaseException:
        provisional.unlink(missing_ok=True)
        raise


def _asegurar(lugar: Path) -> None:
    descriptor = os.open(lugar, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def borrar(claves: Iterable[str]) -> None:
    """Quita los archivos de estas claves; lo que ya no está no importa, y lo que falla lo quita la limpieza."""
    for clave in claves:
        for final in (".webp", "-480.webp", ".pdf"):
            with suppress(OSError):
                ruta(clave, final).unlink(missing_ok=True)


def borrar_al_confirmar(claves: Iterable[str]) -> None:
    """Quita los archivos cuando la transacción en curso se confirme; si se deshace, no los toca."""
    db.session().info.setdefault(_POR_BORRAR, []).extend(claves)


def _al_confirmar(sesion: Session) -> None:
    borrar(sesion.info.pop(_POR_BORRAR, ()))


def _al_deshacer(sesion: Session) -> None:
    sesion.info.pop(_POR_BORRAR, None)


sa.event.listen(Session, "after_commit", _al_confirmar)
sa.event.listen(Session, "after_rollback", _al_deshacer)


def viejos(segundos: int) -> Iterator[tuple[str, Path]]:
    """(clave o vacío, ruta) de cada archivo con más de tantos segundos; lo vacío quedó a medias."""
    limite = time.time() - segundos
    if not carpeta().is_dir():
        return
    for rama in sorted(carpeta().iterdir()):
        if not rama.is_dir():
            continue
        for archivo in rama.iterdir():
            clave = archivo.name[:32]
            a_medias = archivo.name.startswith(_PROVISIONAL)
            if (a_medias or es_clave(clave)) and archivo.stat().st_mtime < limite:
                yield ("" if a_medias else clave), archivo
