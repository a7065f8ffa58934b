"""Vuelve a codificar una imagen, sola en su propio proceso: `reductor.py PIXELES GRANDE MINI < imagen`.

Escribe una línea JSON (`{"error": …}` o las medidas y los pesos) y detrás los bytes de la imagen y de su
miniatura, en WebP. De la imagen recibida solo quedan los píxeles: ni EXIF, ni XMP, ni perfil de color (que se
aplica antes de quitarlo), ni lo que viniera pegado al final. No importa nada nuestro.
"""

from __future__ import annotations

import io
import json
import sys
import warnings

from PIL import Image, ImageCms, ImageOps

FORMATOS = ("JPEG", "PNG", "WEBP", "GIF")
LADO_MAXIMO = 30_000
CALIDADES = (80, 66, 52)
PESO_DESEADO = 400_000


def abrir(datos: bytes, pixeles: dict[str, int]) -> Image.Image:
    """La imagen sin leer más que su cabecera. Lanza `DecompressionBombError` si dice medir demasiado."""
    Image.MAX_IMAGE_PIXELS = max(pixeles.values())
    imagen = Image.open(io.BytesIO(datos), formats=FORMATOS)
    ancho, alto = imagen.size
    if ancho * alto > pixeles[imagen.format or ""] or max(ancho, alto) > LADO_MAXIMO:
        raise Image.DecompressionBombError
    return imagen


def _en_srgb(imagen: Image.Image, perfil: bytes | None) -> Image.Image:
    """Los mismos colores en sRGB; un perfil que no se entiende se ignora."""
    if perfil and imagen.mode in ("RGB", "CMYK"):
        try:
            propio = ImageCms.ImageCmsProfile(io.BytesIO(perfil))
            destino = ImageCms.createProfile("sRGB")
            convertida = ImageCms.profileToProfile(imagen, propio, destino, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            convertida = None
        if convertida is not None:
            return convertida
    return imagen


def _con_color(imagen: Image.Image) -> Image.Image:
    """En RGB, o en RGBA si tiene partes transparentes."""
    transparente = imagen.mode in ("RGBA", "LA", "PA") or "transparency" in imagen.info
    return imagen.convert("RGBA" if transparente else "RGB")


def reducir(imagen: Image.Image, lado: int) -> Image.Image:
    """La imagen derecha, en sRGB y con su lado mayor de `lado` como mucho; solo píxeles."""
    imagen.seek(0)
    orientacion = imagen.getexif().get(0x0112, 1)
    perfil = imagen.info.get("icc_profile")
    # Primero se pide al lector que lea reducido (JPEG): una foto de 50 megapíxeles no cabe entera.
    imagen.draft(None, (lado, lado))
    imagen.load()
    if imagen.mode not in ("RGB", "CMYK"):
        imagen = _con_color(imagen)
    imagen.thumbnail((lado, lado), Image.Resampling.LANCZOS, reducing_gap=2.0)
    imagen = _con_color(_en_srgb(imagen, perfil))
    limpia = Image.new(imagen.mode, imagen.size)
    limpia.paste(imagen)
    limpia.getexif()[0x0112] = orientacion
    derecha = ImageOps.exif_transpose(limpia)
    derecha.info.clear()
    return derecha


def codificar(imagen: Image.Image, calidades: tuple[int, ...] = CALIDADES) -> bytes:
    """En WebP, con la mejor calidad que no pase del peso deseado."""
    datos = b""
    for calidad in calidades:
        salida = io.BytesIO()
        imagen.save(salida, "WEBP", quality=calidad, method=4, exif=b"", xmp=b"", icc_profile=b"")
        datos = salida.getvalue()
        if len(datos) <= PESO_DESEADO:
            break
    return datos


def trabajar(
    datos: bytes, pixeles: dict[str, int], lado: int, lado_mini: int
) -> tuple[dict[str, object], bytes]:
    """La respuesta y sus bytes; el error es `pixeles` o `daniada`."""
    try:
        imagen = abrir(datos, pixeles)
        grande = reducir(imagen, lado)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return {"error": "pixeles"}, b""
    except Exception:
        return {"error": "daniada"}, b""
    mini = grande.copy()
    mini.thumbnail((lado_mini, lado_mini), Image.Resampling.LANCZOS)
    cuerpo, chica = codificar(grande), codificar(mini, (72,))
    ancho, alto = grande.size
    return {"ancho": ancho, "alto": alto, "pesos": [len(cuerpo), len(chica)]}, cuerpo + chica


def principal() -> None:
    """Lee la imagen de la entrada y escribe el resultado en la salida."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    respuesta, cuerpo = trabajar(
        sys.stdin.buffer.read(), json.loads(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    )
    sys.stdout.buffer.write(json.dumps(respuesta).encode() + b"\n" + cuerpo)


if __name__ == "__main__":
    principal()
