"""Archivos de prueba hechos aquí: fotos de verdad, trampas y documentos."""

from __future__ import annotations

import io
import struct
import zlib
from itertools import count
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from tests.cliente import Cliente

_numero = count(1)


def subido(nombre: str, datos: bytes) -> FileStorage:
    """Un archivo con su nombre."""
    return FileStorage(io.BytesIO(datos), filename=nombre)


def subir(cliente: Cliente, ruta: str, *archivos: tuple[str, bytes], **datos: Any) -> TestResponse:
    """Manda un formulario con archivos, como lo manda un navegador."""
    for pagina in ("/entrar", "/cuenta"):
        if not cliente.ficha_csrf:
            cliente.get(pagina)
    partes = MultiDict({"csrf_token": cliente.ficha_csrf, **datos})
    partes.setlist("archivos", [subido(nombre, cuerpo) for nombre, cuerpo in archivos])
    frontera, cuerpo = encode_multipart(partes)
    return cliente.post(ruta, data=cuerpo, content_type=f"multipart/form-data; boundary={frontera}")


def imagen(formato: str = "PNG", ancho: int = 64, alto: int = 48, modo: str = "RGB", **guardar: Any) -> bytes:
    """Una imagen lisa, distinta cada vez."""
    n = next(_numero)
    hecha = Image.new("RGB", (ancho, alto), (n * 37 % 256, n * 91 % 256, n * 53 % 256)).convert(modo)
    salida = io.BytesIO()
    hecha.save(salida, formato, **guardar)
    return salida.getvalue()


def con_lugar(orientacion: int = 6) -> bytes:
    """Un JPEG de 80 × 40 con GPS, comentario, XMP y girado."""
    hecha = Image.new("RGB", (80, 40), "white")
    hecha.paste("red", (0, 0, 40, 40))
    exif = Image.Exif()
    exif[0x0112] = orientacion
    exif[0x010E] = "Calle Falsa 123"
    exif.get_ifd(0x8825).update({1: "S", 2: (0.0, 12.0, 30.0), 3: "W", 4: (78.0, 30.0, 0.0)})
    salida = io.BytesIO()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>secreto</x:xmpmeta>"
    hecha.save(salida, "JPEG", exif=exif, comment=b"secreto en el comentario", xmp=xmp, quality=95)
    return salida.getvalue()


def _trozo(clase: bytes, cuerpo: bytes) -> bytes:
    return struct.pack(">I", len(cuerpo)) + clase + cuerpo + struct.pack(">I", zlib.crc32(clase + cuerpo))


def png_que_dice_medir(ancho: int, alto: int, cuerpo: bytes | None = None) -> bytes:
    """Un PNG con esa medida en la cabecera; dentro lleva lo que se diga, comprimido, o casi nada."""
    datos = zlib.compress(b"\0" * 1000 if cuerpo is None else cuerpo, 9)
    cabeza = struct.pack(">IIBBBBB", ancho, alto, 8, 2, 0, 0, 0)
    partes = (_trozo(b"IHDR", cabeza), _trozo(b"IDAT", datos), _trozo(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(partes)


def pdf(objeto: bytes = b"", catalogo: bytes = b"", cola: bytes = b"") -> bytes:
    """Un PDF de una página vacía, con un objeto y unas entradas del catálogo más si se dan."""
    n = next(_numero)
    partes = [
        b"%PDF-1.7",
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + catalogo + b" >>\nendobj",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 %d] >>\nendobj" % (200 + n),
    ]
    if objeto:
        partes.append(b"4 0 obj\n" + objeto + b"\nendobj")
    return b"\n".join([*partes, b"trailer << /Root 1 0 R >>", b"%%EOF\n"]) + cola


def grupo_de_objetos(objetos: bytes) -> bytes:
    """Un grupo de objetos comprimido, como los que escriben los programas de hoy."""
    dentro = b"9 0 " + objetos
    apretado = zlib.compress(dentro)
    cabeza = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(apretado)
    return cabeza + b"\nstream\n" + apretado + b"\nendstream"
