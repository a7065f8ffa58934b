"""Revisa un PDF y lo vuelve a escribir, solo en su propio proceso: `reescritor_pdf.py < documento`.

Escribe una línea JSON (`{}` o `{"error": …}`) y detrás los bytes del documento nuevo. Se recorre todo lo que se
alcanza desde su catálogo: si algo se ejecuta, lanza otro programa o trae otro archivo, se rechaza. Lo demás se
escribe de nuevo, sin autoría, fechas, lugar de sus fotos, versiones anteriores ni nada que no se alcance: un
lector de PDF solo halla en él lo que aquí se miró. No es un antivirus. No importa nada nuestro.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator

from pypdf import PdfReader, PdfWriter
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

CLAVES_ACTIVAS = {"/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFiles", "/AF", "/XFA", "/RichMediaContent"}
ACCIONES = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute",
}  # fmt: skip
CLASES_ACTIVAS = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/EmbeddedFile"}
CLAVES_PERSONALES = ("/Metadata", "/PieceInfo", "/LastModified")
DE_UNA_NOTA = ("/T", "/M", "/CreationDate")
INICIO_DE_PUNTOS = b"\xda"
TROZOS_OCULTOS = {0xE1, *range(0xE3, 0xEE), 0xFE}
"""Los trozos de datos de un JPEG que no son la imagen, menos el perfil de color (E2) y su clase (E0, EE)."""
HONDURA = 6000
"""Un documento con muchos marcadores encadena miles de objetos, y copiarlos es una llamada dentro de otra."""


class _Activo(Exception):
    """El documento hace algo más que mostrarse."""


def _objetos(raiz: DictionaryObject) -> Iterator[DictionaryObject]:
    """Cada diccionario que se alcanza, una vez; quien lo recibe puede quitarle partes antes de seguir."""
    vistos: set[tuple[int, int]] = set()
    pila: list[object] = [raiz]
    while pila:
        uno = pila.pop()
        if isinstance(uno, IndirectObject):
            if (uno.idnum, uno.generation) in vistos:
                continue
            vistos.add((uno.idnum, uno.generation))
            uno = uno.get_object()
        if isinstance(uno, DictionaryObject):
            yield uno
            pila.extend(uno.values())
        elif isinstance(uno, ArrayObject):
            pila.extend(uno)


def _puesto(objeto: DictionaryObject, clave: str) -> object:
    """Lo que un diccionario dice en una clave, siguiendo la referencia; None si no dice nada."""
    valor = objeto.get(clave)
    return valor.get_object() if valor is not None else None


def _solo_va_a_pagina(objeto: DictionaryObject) -> bool:
    """Verdadero si al abrirse no hace nada, o solo ir a una de sus páginas."""
    if "/OpenAction" not in objeto:
        return True
    destino = _puesto(objeto, "/OpenAction")
    if isinstance(destino, DictionaryObject):
        return _puesto(destino, "/S") == "/GoTo" and "/Next" not in destino
    return isinstance(destino, ArrayObject)


def _revisar(objeto: DictionaryObject) -> None:
    nombres = {_puesto(objeto, clave) for clave in ("/S", "/Subtype", "/Type")}
    if CLAVES_ACTIVAS & objeto.keys() or (ACCIONES | CLASES_ACTIVAS) & nombres:
        raise _Activo
    if not _solo_va_a_pagina(objeto):
        raise _Activo
    if isinstance(objeto, StreamObject) and "/F" in objeto:
        raise _Activo


def _quitar_personales(objeto: DictionaryObject) -> None:
    """Quita quién lo hizo y cuándo: los datos del documento, los de cada nota y la firma electrónica."""
    for clave in CLAVES_PERSONALES:
        objeto.pop(clave, None)
    if "/Rect" in objeto and _puesto(objeto, "/Subtype") != "/Widget":
        for clave in DE_UNA_NOTA:
            objeto.pop(clave, None)
    if _puesto(objeto, "/FT") == "/Sig":
        objeto.pop("/V", None)


def _foto_limpia(jpeg: bytes) -> bytes:
    """El mismo JPEG sin los trozos donde va el lugar, la cámara o el comentario; los colores no se tocan."""
    limpio, lugar = bytearray(jpeg[:2]), 2
    while jpeg[lugar : lugar + 1] == b"\xff" and jpeg[lugar + 1 : lugar + 2] not in (b"", INICIO_DE_PUNTOS):
        marca, largo = jpeg[lugar + 1], int.from_bytes(jpeg[lugar + 2 : lugar + 4], "big")
        if marca not in TROZOS_OCULTOS:
            limpio += jpeg[lugar : lugar + 2 + largo]
        lugar += 2 + largo
    return bytes(limpio + jpeg[lugar:])


def _limpiar_foto(objeto: DictionaryObject) -> None:
    filtro = _puesto(objeto, "/Filter")
    if isinstance(filtro, ArrayObject) and len(filtro) == 1:
        filtro = filtro[0].get_object()
    if isinstance(objeto, StreamObject) and filtro == "/DCTDecode" and objeto._data[:2] == b"\xff\xd8":
        objeto._data = _foto_limpia(objeto._data)


def reescribir(datos: bytes) -> bytes:
    """El documento nuevo. Lanza `_Activo`, o lo que lance la biblioteca si no lo entiende."""
    lector = PdfReader(io.BytesIO(datos))
    if lector.is_encrypted:
        raise PyPdfError("cifrado")
    if not lector.pages:
        raise PyPdfError("sin páginas")
    raiz = lector.root_object
    for clave in ("/Perms", "/DSS"):
        raiz.pop(clave, None)
    for objeto in _objetos(raiz):
        _quitar_personales(objeto)
        _revisar(objeto)
        _limpiar_foto(objeto)
    for clave in ("/Info", "/ID"):
        lector.trailer.pop(clave, None)
    salida = io.BytesIO()
    PdfWriter(clone_from=lector, keep_initial_header=True).write(salida)
    return salida.getvalue()


def trabajar(datos: bytes) -> tuple[str, bytes]:
    """La causa del rechazo, o ninguna, y el documento nuevo."""
    try:
        return "", reescribir(datos)
    except _Activo:
        return "pdf_activo", b""
    except LimitReachedError:
        return "pdf_opaco", b""
    except PyPdfError:
        return ("pdf_cifrado" if b"/Encrypt" in datos else "pdf_daniado"), b""
    except Exception:
        return ("pdf_cifrado" if b"/Encrypt" in datos else "pdf_opaco"), b""


def principal() -> None:
    """Lee el documento de la entrada y escribe el resultado en la salida."""
    logging.disable()
    sys.setrecursionlimit(HONDURA)
    causa, cuerpo = trabajar(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps({"error": causa} if causa else {}).encode() + b"\n" + cuerpo)


if __name__ == "__main__":
    principal()
