"""Qué es un archivo, por sus primeros bytes: ni la extensión ni lo que dice quien lo manda cuentan."""

from __future__ import annotations

import re
from enum import StrEnum


class Tipo(StrEnum):
    """Lo que se reconoce; solo los de `IMAGENES` y el PDF se admiten."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    GIF = "GIF"
    PDF = "PDF"
    SVG = "SVG"
    HEIC = "HEIC"
    OTRO = "OTRO"
    VACIO = "VACIO"

    @property
    def clase(self) -> str | None:
        """La clase de adjunto que puede ser; None si no se admite."""
        if self is Tipo.PDF:
            return "pdf"
        return "imagen" if self in (Tipo.JPEG, Tipo.PNG, Tipo.WEBP, Tipo.GIF) else None


class Causa(StrEnum):
    """Por qué se rechaza un archivo."""

    VACIO = "vacio"
    SVG = "svg"
    HEIC = "heic"
    TIPO = "tipo"
    PESO = "peso"
    CUANTOS = "cuantos"
    PIXELES = "pixeles"
    DANIADA = "daniada"
    PDF_DANIADO = "pdf_daniado"
    PDF_CIFRADO = "pdf_cifrado"
    PDF_ACTIVO = "pdf_activo"
    PDF_OPACO = "pdf_opaco"
    RITMO = "ritmo"
    OCUPADO = "ocupado"
    DISCO = "disco"


_COMIENZOS = (
    (re.compile(rb"\xff\xd8\xff"), Tipo.JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), Tipo.PNG),
    (re.compile(rb"GIF8[79]a"), Tipo.GIF),
    (re.compile(rb"RIFF....WEBP", re.S), Tipo.WEBP),
    (re.compile(rb"%PDF-"), Tipo.PDF),
    (re.compile(rb"....ftyp(?:hei[cxms]|hev[cx]|mif1|msf1|avi[fs])", re.S), Tipo.HEIC),
)
_SVG = re.compile(rb"<(?:!doctype\s+svg|(?:\w+:)?svg[\s>/])", re.I)


def tipo_de(datos: bytes) -> Tipo:
    """El tipo de un archivo por lo que lleva dentro."""
    if not datos:
        return Tipo.VACIO
    for comienzo, tipo in _COMIENZOS:
        if comienzo.match(datos):
            return tipo
    return Tipo.SVG if _SVG.search(datos[:4096].replace(b"\0", b"")) else Tipo.OTRO
