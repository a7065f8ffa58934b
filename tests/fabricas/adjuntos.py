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


Objetos = dict[int, bytes]


def pdf(
    objeto: bytes = b"",
    catalogo: bytes = b"",
    cola: bytes = b"",
    *,
    apretados: Objetos | None = None,
    filtro: bytes = b"/Filter /FlateDecode",
    final: bytes = b"",
) -> bytes:
    """Un PDF de una página vacía. El catálogo lleva las entradas que se den y señala el objeto 4 con /Pieza.

    `apretados` van juntos y comprimidos en un grupo, como los escriben los programas de hoy; `filtro` es lo que
    ese grupo dice de su compresión; `final`, lo que se añade al índice (los datos del documento, el cifrado).
    """
    n = next(_numero)
    objetos: Objetos = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + (b"/Pieza 4 0 R " if objeto else b"") + catalogo + b" >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 %d] >>" % (200 + n),
    }
    if objeto:
        objetos[4] = objeto
    grupo = 90
    if apretados:
        objetos[grupo] = _grupo(apretados, filtro)
    cuerpo = bytearray(b"%PDF-1.7\n")
    filas = {n: (2, grupo, i) for i, n in enumerate(apretados or {})}
    for numero, escrito in objetos.items():
        filas[numero] = (1, len(cuerpo), 0)
        cuerpo += b"%d 0 obj\n%b\nendobj\n" % (numero, escrito)
    comienzo = len(cuerpo)
    filas[91] = (1, comienzo, 0)
    indice = b"".join(struct.pack(">BIH", *filas.get(i, (0, 0, 0))) for i in range(92))
    cabeza = b"<< /Type /XRef /Size 92 /W [1 4 2] /Root 1 0 R " + final + b" /Length %d >>" % len(indice)
    cuerpo += b"91 0 obj\n" + cabeza + b"\nstream\n" + indice + b"\nendstream\nendobj\n"
    return bytes(cuerpo) + b"startxref\n%d\n%%%%EOF\n" % comienzo + cola


def _grupo(objetos: Objetos, filtro: bytes) -> bytes:
    """Un grupo de objetos comprimido."""
    lugar, pares = 0, []
    for numero, escrito in objetos.items():
        pares.append(b"%d %d" % (numero, lugar))
        lugar += len(escrito) + 1
    cabeza = b" ".join(pares) + b" "
    apretado = zlib.compress(cabeza + b"\n".join(objetos.values()), 9)
    medidas = b"/N %d /First %d /Length %d" % (len(objetos), len(cabeza), len(apretado))
    return b"<< /Type /ObjStm %b %b >>\nstream\n%b\nendstream" % (filtro, medidas, apretado)
