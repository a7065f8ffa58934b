"""Qué es un archivo y cómo se muestra su nombre."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adjuntos.reglas import (
    LIMITES_PROPUESTA,
    MEGA,
    Tipo,
    caber,
    es_clave,
    limpiar_nombre,
    nombre_de_descarga,
    primer_sitio,
    tipo_de,
)
from tests.fabricas.adjuntos import imagen, pdf


@pytest.mark.parametrize(
    ("datos", "tipo"),
    [
        (b"", Tipo.VACIO),
        (imagen("PNG"), Tipo.PNG),
        (imagen("JPEG"), Tipo.JPEG),
        (imagen("GIF"), Tipo.GIF),
        (imagen("WEBP"), Tipo.WEBP),
        (pdf(), Tipo.PDF),
        (b"<svg onload=alert(1)>", Tipo.SVG),
        (
            b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n<s:svg xmlns:s='http://www.w3.org/2000/svg'/>",
            Tipo.SVG,
        ),
        ("<svg/>".encode("utf-16"), Tipo.SVG),
        (b"\0\0\0\x18ftypheic" + b"\0" * 20, Tipo.HEIC),
        (b"MZ\x90\0", Tipo.OTRO),
        (b"<html><script>alert(1)</script>", Tipo.OTRO),
        (b" %PDF-1.4", Tipo.OTRO),
        (b"GIF89", Tipo.OTRO),
    ],
)
def test_manda_lo_que_lleva_dentro(datos: bytes, tipo: Tipo) -> None:
    assert tipo_de(datos) is tipo


@pytest.mark.parametrize(
    ("nombre", "limpio"),
    [
        ("foto.jpg", "foto.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fotos\\mía.png", "mía.png"),
        ("factura\u202egpj.exe", "facturagpj.exe"),
        ("\u2066a\u2069\u200f\x00\x1b\nb.png", "ab.png"),
        ("<svg onload=alert(1)>.png", "<svg onload=alert(1)>.png"),
        ("  a \t b  ", "a b"),
        ("...", "archivo"),
        ("", "archivo"),
        ("ma\u0303o.png", "mão.png"),
    ],
)
def test_el_nombre_se_muestra_limpio(nombre: str, limpio: str) -> None:
    assert limpiar_nombre(nombre) == limpio


@given(st.text(max_size=400))
def test_ningun_nombre_sale_peligroso(nombre: str) -> None:
    limpio = limpiar_nombre(nombre)
    assert 0 < len(limpio) <= 100 and limpio == limpiar_nombre(limpio)
    assert not set("/\\") & set(limpio)
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in limpio)
    assert nombre_de_descarga(nombre, "pdf").lower().endswith(".pdf")
    assert not set('<>:"|?*;%') & set(nombre_de_descarga(nombre, "pdf"))


@pytest.mark.parametrize(
    "clave", ["", "a" * 31, "A" * 32, "../" + "a" * 29, "a" * 33, "g" * 32, "a" * 32 + "\n"]
)
def test_lo_que_no_es_una_clave(clave: str) -> None:
    assert not es_clave(clave)


@given(st.integers(1, 30_000), st.integers(1, 30_000), st.integers(1, 2000))
def test_encoger_no_agranda_ni_deforma(ancho: int, alto: int, lado: int) -> None:
    chico = caber(ancho, alto, lado)
    assert all(1 <= c <= min(o, max(lado, 1)) or (c == o) for c, o in zip(chico, (ancho, alto), strict=True))
    assert max(chico) == min(max(ancho, alto), lado)


@given(st.sets(st.integers(0, 9)), st.integers(0, 8))
def test_el_primer_sitio_libre(ocupados: set[int], cuantos: int) -> None:
    libres = sorted(set(range(cuantos)) - ocupados)
    assert primer_sitio(ocupados, cuantos) == (libres[0] if libres else None)


def test_el_envio_mayor_cabe_en_el_tope_del_servidor() -> None:
    from app.operacion.web import CUERPO_MAXIMO

    assert LIMITES_PROPUESTA.envio == (5 * 8 + 2 * 5 + 1) * MEGA < CUERPO_MAXIMO
