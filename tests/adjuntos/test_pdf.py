"""Un PDF se escribe de nuevo: se sigue abriendo, no dice quién lo hizo y no trae nada que se ejecute."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.adjuntos import limpieza
from app.adjuntos.limpieza import Rechazada, limpiar
from app.adjuntos.reescritor_pdf import trabajar
from app.adjuntos.reglas import LIMITES_PROPUESTA, Causa, Limites
from tests.fabricas.adjuntos import con_lugar, pdf

JS = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
NOMBRE = b"Juana Perez"


def _nuevo(datos: bytes) -> bytes:
    """El documento que se guarda, comprobado: se abre y tiene sus páginas."""
    limpio = limpiar(datos, LIMITES_PROPUESTA)
    assert (limpio.clase, limpio.mini, limpio.ancho) == ("pdf", b"", 0)
    assert len(PdfReader(io.BytesIO(limpio.datos), strict=True).pages) == len(
        PdfReader(io.BytesIO(datos)).pages
    )
    return limpio.datos


def _causa(datos: bytes) -> Causa:
    with pytest.raises(Rechazada) as dicho:
        limpiar(datos, LIMITES_PROPUESTA)
    return dicho.value.causa


def _flujo(cuerpo: bytes, cabeza: bytes = b"") -> bytes:
    return b"<< " + cabeza + b" /Length %d >>\nstream\n" % len(cuerpo) + cuerpo + b"\nendstream"


@pytest.mark.parametrize(
    "documento",
    [
        pdf(cola=b"\r\n\0\n"),
        pdf(catalogo=b"/OpenAction [3 0 R /XYZ null null 0]"),
        pdf(catalogo=b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"),
        pdf(b"<< /S /GoTo /D [3 0 R /Fit] >>", b"/OpenAction 4 0 R"),
        pdf(b"[3 0 R /Fit]", b"/OpenAction 4 0 R"),
        pdf(catalogo=b"/OpenAction 9 0 R", apretados={9: b"<< /S /GoTo /D [3 0 R /Fit] >>"}),
        pdf(b"<< /S /URI /URI (https://ciudad.example) >>"),
        pdf(_flujo(b"xx /JS yy")),
    ],
)
def test_un_pdf_corriente_se_admite(documento: bytes) -> None:
    _nuevo(documento)


def test_el_mismo_documento_da_siempre_los_mismos_bytes() -> None:
    documento = pdf()
    assert _nuevo(documento) == _nuevo(documento)


ACTIVOS = {
    "guion": pdf(JS),
    "en-clave": pdf(b"<< /S /J#61vaScr#69pt /J#53 (x) >>"),
    "js": pdf(b"<< /X /Y /JS (x) >>"),
    "programa": pdf(b"<< /S /Launch /F (cmd.exe) >>"),
    "archivo": pdf(_flujo(b"MZ", b"/Type /EmbeddedFile")),
    "archivos": pdf(b"<< >>", b"/Names << /EmbeddedFiles 4 0 R >>"),
    "nota-archivo": pdf(b"<< /Type /Annot /Subtype /FileAttachment /FS << /EF << >> >> >>"),
    "pide-archivo": pdf(b"<< /Type /Filespec /EF << >> >>"),
    "formulario": pdf(b"<< /S /SubmitForm /F (http://mal.example) >>"),
    "xfa": pdf(catalogo=b"/AcroForm << /XFA (x) >>"),
    "abrir-direccion": pdf(catalogo=b"/OpenAction << /S /URI /URI (http://mal.example) >>"),
    "abrir-aparte": pdf(b"<< /S /URI /URI (x) >>", b"/OpenAction 4 0 R"),
    "abrir-nada": pdf(catalogo=b"/OpenAction 77 0 R"),
    "abrir-y-seguir": pdf(b"<< >>", b"/OpenAction << /S /GoTo /D [3 0 R] /Next 4 0 R >>"),
    "al-pasar": pdf(b"<< /S /URI /URI (x) >>", b"/AA << /O 4 0 R >>"),
    "fuera": pdf(_flujo(b"", b"/F (otro.bin)")),
    "sonido": pdf(b"<< /Type /Annot /Subtype /Sound >>"),
}


@pytest.mark.parametrize("documento", ACTIVOS.values(), ids=ACTIVOS)
def test_un_pdf_que_hace_algo_se_rechaza(documento: bytes) -> None:
    assert _causa(documento) is Causa.PDF_ACTIVO


@pytest.mark.parametrize(
    "filtro",
    [
        b"/Filter /FlateDecode",
        b"/Filter%x\n/FlateDecode",
        b"/Filter 5 0 R",
        b"/Filter [/FlateDecode]",
        b"/F#69lter /Fl#61teDecode",
    ],
)
@pytest.mark.parametrize(
    "catalogo", [b"/OpenAction 9 0 R", b"/AA << /O 9 0 R >>", b"/Names << /JavaScript 9 0 R >>"]
)
def test_nada_se_esconde_en_un_grupo_comprimido(filtro: bytes, catalogo: bytes) -> None:
    """Como quiera que se diga la compresión: o se ve lo que hay dentro, o no se admite."""
    assert _causa(pdf(b"/FlateDecode", catalogo, apretados={9: JS}, filtro=filtro)) in {
        Causa.PDF_ACTIVO, Causa.PDF_OPACO, Causa.PDF_DANIADO,
    }  # fmt: skip


def _a_mano(
    objetos: dict[int, bytes], catalogo: bytes = b"", paginas: bytes = b"", final: bytes = b""
) -> bytes:
    """Un PDF sin índice: quien lo lee lo rehace."""
    todos = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalogo + b" >>",
        2: paginas or b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        **objetos,
    }
    cuerpo = b"".join(b"%d 0 obj\n%b\nendobj\n" % par for par in todos.items())
    return b"%PDF-1.7\n" + cuerpo + b"trailer << /Root 1 0 R /Size 9 " + final + b" >>\nstartxref\n0\n%%EOF\n"


def test_lo_que_no_se_alcanza_no_se_guarda() -> None:
    """Ni un objeto suelto, ni una versión anterior de otro, ni lo que va entre objetos."""
    limpio = _nuevo(_a_mano({50: JS + b"\nendobj\n%<script>\n51 0 obj\n(Juana Perez)"}))
    assert b"JavaScript" not in limpio and b"<script>" not in limpio and NOMBRE not in limpio


def test_pierde_quien_lo_hizo_y_cuando() -> None:
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>Juana Perez</dc:creator></x:xmpmeta>"
    documento = _a_mano(
        {
            4: _flujo(xmp, b"/Type /Metadata /Subtype /XML"),
            6: b"<< /Author (Juana Perez, CC 12345678) /Creator (Word) /CreationDate (D:20260101) >>",
            7: b"<< /Type /Sig /Name (Juana Perez) /Contents <00> >>",
            8: b"<< /Private 10 0 R >>",
            10: b"<< /Quien (Juana Perez) >>",
        },
        b"/Metadata 4 0 R /PieceInfo << /Programa 8 0 R >> /Perms << /DocMDP 7 0 R >> "
        b"/Nota << /Subtype /Text /Rect [0 0 9 9] /T (Juana Perez) /M (D:20260101) /Contents (Una nota) >> "
        b"/Campo << /Subtype /Widget /Rect [0 0 9 9] /T (Calle) >> "
        b"/Firma << /FT /Sig /T (Firma1) /V 7 0 R >>",
        final=b"/Info 6 0 R /ID [<4a75616e61> <4a75616e61>]",
    )
    limpio = _nuevo(documento)
    for dato in (
        NOMBRE,
        b"12345678",
        b"Word",
        b"D:2026",
        b"/Metadata",
        b"/PieceInfo",
        b"/Info",
        b"/ID",
        b"pypdf",
    ):
        assert dato not in limpio, dato
    assert b"Una nota" in limpio and b"(Calle)" in limpio and b"(Firma1)" in limpio


@pytest.mark.parametrize(
    ("documento", "causa"),
    [
        (pdf()[:-8], Causa.PDF_DANIADO),
        (pdf(cola=b"PK\x03\x04 un zip pegado"), Causa.PDF_DANIADO),
        (pdf().replace(b"/Kids [3 0 R]", b"/Kids [     ]"), Causa.PDF_DANIADO),
        (
            pdf(b"<< /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -1 >>", final=b"/Encrypt 4 0 R"),
            Causa.PDF_CIFRADO,
        ),
        (pdf(final=b"/Encrypt << /Filter /Otro /V 9 >>"), Causa.PDF_CIFRADO),
    ],
    ids=["cortado", "pegado", "sin-paginas", "cifrado", "cifrado-de-otra-forma"],
)
def test_lo_roto_y_lo_cifrado_dicen_por_que(documento: bytes, causa: Causa) -> None:
    assert _causa(documento) is causa


def _marcadores(cuantos: int) -> bytes:
    """Un índice de marcadores, cada uno con su siguiente."""
    filas = {
        100 + i: b"<< /Title (m) /Parent 99 0 R /Next %d 0 R >>" % (101 + i if i < cuantos - 1 else 100)
        for i in range(cuantos)
    }
    return _a_mano({99: b"<< /First 100 0 R /Last 101 0 R >>", **filas}, b"/Outlines 99 0 R")


BOMBAS = {
    "grupo": pdf(catalogo=b"/X 9 0 R", apretados={9: b"[" + b"0 " * 100_000_000 + b"]"}),
    "flujo-honda": pdf(b"[" * 100_000 + b"]" * 100_000),
    "arbol-en-redondo": _a_mano({}, paginas=b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 1 >>"),
    "arbol-hondo": _a_mano(
        {100 + i: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (101 + i) for i in range(20_000)},
        paginas=b"<< /Type /Pages /Kids [100 0 R] /Count 1 >>",
    ),
    "arbol-ancho": _a_mano(
        {}, paginas=b"<< /Type /Pages /Kids [" + b"3 0 R " * 400_000 + b"] /Count 400000 >>"
    ),
}
MIDE = (
    "import runpy, sys; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__');"
    "print(open('/proc/self/status').read(), file=sys.stderr)"
)


@pytest.mark.parametrize("documento", BOMBAS.values(), ids=BOMBAS)
def test_una_bomba_se_rechaza_sin_gastar_la_memoria(documento: bytes) -> None:
    assert len(documento) < LIMITES_PROPUESTA.peso_pdf
    assert _causa(documento) in {Causa.PDF_OPACO, Causa.PDF_DANIADO}
    orden = [sys.executable, "-I", "-c", MIDE, str(limpieza.AISLADO), str(limpieza.REESCRITOR)]
    hecho = subprocess.run(orden, input=documento, capture_output=True, check=False, env={}, timeout=30)
    hallado = re.search(rb"VmHWM:\s+(\d+) kB", hecho.stderr)
    assert hallado is None or int(hallado[1]) < 512 * 1024


def test_muchos_objetos_encadenados_caben() -> None:
    """La estructura de un documento largo: cada parte dentro de otra."""
    cadena = {100 + i: b"<< /K %d 0 R >>" % (101 + i) for i in range(900)}
    _nuevo(_a_mano(cadena, b"/StructTreeRoot 100 0 R"))


def test_muchos_marcadores_y_muchas_paginas_caben() -> None:
    _nuevo(_marcadores(1500))
    hijas = {10 + i: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>" for i in range(2000)}
    lista = b" ".join(b"%d 0 R" % n for n in hijas)
    _nuevo(_a_mano(hijas, paginas=b"<< /Type /Pages /Count 2000 /Kids [" + lista + b"] >>"))


def test_lo_que_crece_demasiado_no_se_guarda() -> None:
    texto = b"(" + b"a" * 90_000 + b")"
    documento = pdf(catalogo=b"/X 9 0 R", apretados={9: texto})
    assert len(documento) < 3000
    with pytest.raises(Rechazada) as dicho:
        limpiar(documento, Limites(5, 2, peso_pdf=3000))
    assert dicho.value.causa is Causa.PDF_OPACO


@given(st.binary(max_size=300), st.booleans())
@settings(max_examples=50)
def test_revisar_un_pdf_roto_no_revienta(basura: bytes, comprimida: bool) -> None:
    dentro = zlib.compress(basura) if comprimida else basura
    causa, _cuerpo = trabajar(pdf(_flujo(dentro, b"/Filter /FlateDecode") + basura))
    assert causa in {"", *Causa}


def _con_foto(jpeg: bytes, filtro: bytes) -> bytes:
    medidas = b"/Type /XObject /Subtype /Image /Width 80 /Height 40 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
    pagina = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /F 4 0 R >> >> >>"
    return _a_mano({3: pagina, 4: _flujo(jpeg, medidas + filtro)})


@pytest.mark.parametrize("filtro", [b"/Filter /DCTDecode", b"/Filter [/DCTDecode]"])
def test_una_foto_dentro_pierde_su_lugar_y_se_ve_igual(filtro: bytes) -> None:
    original = con_lugar(1)
    limpio = _nuevo(_con_foto(original, filtro))
    for dato in (b"Exif", b"Calle Falsa", b"secreto", b"xmpmeta"):
        assert dato in original and dato not in limpio, dato
    assert _puntos(limpio) == _puntos(_con_foto(original, filtro))


def _puntos(documento: bytes) -> bytes:
    foto = PdfReader(io.BytesIO(documento)).pages[0].images[0].image
    assert foto is not None
    return foto.convert("RGB").tobytes()


@pytest.mark.parametrize("corte", [2, 3, 4, 20, 500])
def test_una_foto_cortada_no_cuelga_a_quien_la_limpia(corte: int) -> None:
    _nuevo(_con_foto(con_lugar(1)[:corte], b"/Filter /DCTDecode"))
