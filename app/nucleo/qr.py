"""Códigos QR dibujados aquí mismo, como SVG: ningún tercero ve lo que dicen."""

from __future__ import annotations

import segno
from markupsafe import Markup


def dibujar(texto: str) -> Markup:
    """El QR de un texto; lleva sus propios colores y margen para leerse también en modo oscuro."""
    svg = segno.make(texto, error="m").svg_inline(scale=4, border=4, dark="#000", light="#fff")
    return Markup(svg)  # noqa: S704 (lo dibuja segno: solo números)
