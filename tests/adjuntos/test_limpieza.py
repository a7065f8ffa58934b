"""De una imagen solo quedan sus píxeles; lo que no se puede abrir sin riesgo se rechaza, y se dice por qué."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from PIL import Image, ImageCms

from app.adjuntos import limpieza
from app.adjuntos.limpieza import Limpio, Rechazada, limpiar
from app.adjuntos.reglas import LIMITES_PROPUESTA, PIXELES_MAXIMO, Causa, Limites, caber
from tests.fabricas.adjuntos import con_lugar, imagen, pdf, png_que_dice_medir

SCRIPT = b"<script>alert(document.domain)</script>"


def _abierta(datos: bytes) -> Image.Image:
    abierta = Image.open(io.BytesIO(datos))
    abierta.load()
    return abierta


def _sin_nada_mas(limpio: Limpio) -> None:
    """Las dos formas son WebP de verdad, enteras, sin ningún trozo que no sea imagen."""
    for datos in (limpio.datos, limpio.mini):
        assert _abierta(datos).format == "WEBP"
        assert len(datos) == int.from_bytes(datos[4:8], "little") + 8, "hay algo pegado al final"
        for prohibido in (b"EXIF", b"XMP ", b"ICCP", b"secreto", b"Calle Falsa", b"<script", b"GPS"):
            assert prohibido not in datos, prohibido


@pytest.mark.parametrize(
    ("formato", "ancho", "alto"),
    [
        ("JPEG", 1700, 1700),
        ("JPEG", 64, 48),
        ("PNG", 3000, 40),
        ("PNG", 1, 1),
        ("WEBP", 40, 3000),
        ("GIF", 64, 48),
    ],
)
def test_toda_imagen_sale_en_webp_y_a_su_medida(formato: str, ancho: int, alto: int) -> None:
    limpio = limpiar(imagen(formato, ancho, alto), LIMITES_PROPUESTA)
    assert (limpio.ancho, limpio.alto) == _abierta(limpio.datos).size == caber(ancho, alto, 1600)
    assert _abierta(limpio.mini).size == caber(limpio.ancho, limpio.alto, 480)
    _sin_nada_mas(limpio)


@pytest.mark.parametrize("modo", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_todos_los_modos_de_color(modo: str) -> None:
    _sin_nada_mas(limpiar(imagen("PNG", modo=modo), LIMITES_PROPUESTA))


def test_lo_transparente_sigue_transparente() -> None:
    datos = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(datos, "PNG")
    assert _abierta(limpiar(datos.getvalue(), LIMITES_PROPUESTA).datos).convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("orientacion", "derecha"), [(1, (80, 40)), (3, (80, 40)), (6, (40, 80)), (8, (40, 80))]
)
def test_la_foto_pierde_su_lugar_y_queda_derecha(orientacion: int, derecha: tuple[int, int]) -> None:
    original = con_lugar(orientacion)
    assert b"secreto" in original and Image.open(io.BytesIO(original)).getexif().get_ifd(0x8825)
    limpio = limpiar(original, LIMITES_PROPUESTA)
    _sin_nada_mas(limpio)
    assert not _abierta(limpio.datos).getexif()
    assert (limpio.ancho, limpio.alto) == derecha


def test_girar_lleva_cada_color_a_su_lado() -> None:
    derecha = _abierta(limpiar(con_lugar(6), LIMITES_PROPUESTA).datos).convert("RGB")
    rojo, blanco = derecha.getpixel((20, 10)), derecha.getpixel((20, 70))
    assert rojo[1] < 60 < 200 < blanco[1]  # type: ignore[index]


def test_el_perfil_de_color_se_aplica_y_se_quita() -> None:
    perfil = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    _sin_nada_mas(limpiar(imagen("JPEG", icc_profile=perfil), LIMITES_PROPUESTA))
    _sin_nada_mas(limpiar(imagen("JPEG", icc_profile=b"esto no es un perfil"), LIMITES_PROPUESTA))
    _sin_nada_mas(limpiar(imagen("JPEG", modo="CMYK"), LIMITES_PROPUESTA))


@pytest.mark.parametrize(
    "original",
    [
        imagen("PNG") + b"<html>" + SCRIPT,
        imagen("JPEG") + b"%PDF-1.4 " + SCRIPT,
        imagen("JPEG", comment=SCRIPT),
        imagen("GIF").replace(b"GIF89a", b"GIF89a", 1) + b"=1;/*" + SCRIPT,
        b"GIF89a/*\x00" + b"\xff" * 5 + b"*/=1;alert(1)//" + SCRIPT,
        imagen("WEBP") + b"PK\x03\x04" + SCRIPT,
    ],
    ids=["png-html", "jpeg-pdf", "jpeg-comentario", "gif-cola", "gif-js", "webp-zip"],
)
def test_un_archivo_de_dos_caras_pierde_la_otra(original: bytes) -> None:
    try:
        limpio = limpiar(original, LIMITES_PROPUESTA)
    except Rechazada as error:
        assert error.causa in (Causa.DANIADA, Causa.PIXELES)
    else:
        _sin_nada_mas(limpio)


@pytest.mark.parametrize(
    ("datos", "causa"),
    [
        (b"", Causa.VACIO),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Causa.SVG),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, Causa.HEIC),
        (b"MZ\x90\0", Causa.TIPO),
        (imagen("BMP"), Causa.TIPO),
        (imagen("TIFF"), Causa.TIPO),
        (imagen("JPEG", 400, 400)[:900], Causa.DANIADA),
        (imagen("PNG", 400, 400)[:120], Causa.DANIADA),
        (b"\x89PNG\r\n\x1a\n", Causa.DANIADA),
        (png_que_dice_medir(50_000, 50_000), Causa.PIXELES),
        (png_que_dice_medir(2**31 - 1, 2**31 - 1), Causa.PIXELES),
        (png_que_dice_medir(31_000, 2), Causa.PIXELES),
        (pdf()[:-9], Causa.PDF_DANIADO),
        (pdf(b"<< /S /JavaScript /JS (x) >>"), Causa.PDF_ACTIVO),
        (b"%PDF-1.4 esto no es un documento %%EOF", Causa.PDF_DANIADO),
    ],
)
def test_lo_que_no_se_admite_dice_por_que(datos: bytes, causa: Causa) -> None:
    with pytest.raises(Rechazada) as dicho:
        limpiar(datos, LIMITES_PROPUESTA)
    assert dicho.value.causa is causa


@pytest.mark.parametrize("clase", ["imagen", "pdf"])
def test_el_peso_tiene_tope(clase: str) -> None:
    datos = imagen() if clase == "imagen" else pdf()
    justo = Limites(5, 2, peso_imagen=len(datos), peso_pdf=len(datos))
    assert limpiar(datos, justo).clase == clase
    with pytest.raises(Rechazada) as dicho:
        limpiar(datos, Limites(5, 2, peso_imagen=len(datos) - 1, peso_pdf=len(datos) - 1))
    assert dicho.value.causa is Causa.PESO


MIDE = (
    "import runpy, sys; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__');"
    "print(open('/proc/self/status').read(), file=sys.stderr)"
)


def _a_solas(datos: bytes) -> tuple[dict[str, object], float]:
    """La respuesta del reductor y la memoria que llegó a ocupar, en MB, según el sistema."""
    orden = [
        sys.executable,
        "-I",
        "-c",
        MIDE,
        str(limpieza.AISLADO),
        str(limpieza.REDUCTOR),
        json.dumps(PIXELES_MAXIMO),
        "1600",
        "480",
    ]
    hecho = subprocess.run(orden, input=datos, capture_output=True, check=True, env={})
    hallado = re.search(rb"VmHWM:\s+(\d+) kB", hecho.stderr)
    assert hallado is not None
    return json.loads(hecho.stdout.partition(b"\n")[0]), int(hallado[1]) / 1024


@pytest.mark.parametrize(
    "hace",
    [
        lambda: imagen("JPEG", 4000, 3000),
        lambda: imagen("JPEG", 8160, 7900, progressive=True, subsampling=0),
        lambda: imagen("PNG", 5000, 4000, "RGBA"),
        lambda: png_que_dice_medir(50_000, 50_000),
        lambda: png_que_dice_medir(4000, 4000, b"\0" * 300_000_000),
    ],
    ids=["foto-12-mpx", "foto-64-mpx", "png-20-mpx", "cabecera-50000x50000", "300-mb-de-ceros"],
)
def test_la_memoria_esta_acotada(hace: Callable[[], bytes]) -> None:
    datos = hace()
    respuesta, megas = _a_solas(datos)
    assert megas < 480, f"{len(datos) // 1024} kB, {megas:.0f} MB, {respuesta}"


ABUSA = """
import json, resource, runpy, sys, tempfile
runpy.run_path(sys.argv[1])["acotar"]()
dicho = {c: resource.getrlimit(getattr(resource, c))[1] for c in ("RLIMIT_CPU", "RLIMIT_CORE")}
try:
    bytearray(1 << 30)
except MemoryError:
    dicho["memoria"] = "no cabe"
try:
    with tempfile.TemporaryFile(buffering=0) as archivo:
        archivo.write(b"x")
except OSError:
    dicho["disco"] = "no escribe"
print(json.dumps(dicho))
"""


def test_quien_abre_la_imagen_no_puede_nada_mas() -> None:
    """Si una imagen se apodera del proceso que la abre: ni memoria, ni rato, ni un byte en disco."""
    orden = [sys.executable, "-I", "-c", ABUSA, str(limpieza.AISLADO)]
    hecho = subprocess.run(orden, capture_output=True, check=True, env={})
    assert json.loads(hecho.stdout) == {
        "RLIMIT_CPU": 15, "RLIMIT_CORE": 0, "memoria": "no cabe", "disco": "no escribe",
    }  # fmt: skip
