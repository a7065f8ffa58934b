"""Nombres: el que trae un archivo se limpia y solo se muestra; en disco lleva una clave al azar."""

from __future__ import annotations

import re
import unicodedata

NOMBRE_MAXIMO = 100
_CLAVE = re.compile(r"[0-9a-f]{32}")
_FORMULARIO = re.compile(r"[A-Za-z0-9_-]{8,40}")
_FUERA = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Controles, marcas invisibles (las que invierten el sentido de lectura, entre ellas) y sin asignar."""


def es_clave(texto: str) -> bool:
    """Verdadero si tiene la forma de una clave: 128 bits en hexadecimal."""
    return _CLAVE.fullmatch(texto) is not None


def es_formulario(texto: str) -> bool:
    """Verdadero si puede ser la ficha de un formulario."""
    return _FORMULARIO.fullmatch(texto) is not None


def limpiar_nombre(nombre: str) -> str:
    """El nombre para mostrar: sin carpetas, controles ni marcas de sentido; hasta 100 letras; nunca vacío."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", nombre))[-1]
    visible = "".join(c if unicodedata.category(c) not in _FUERA else "" for c in base)
    visible = re.sub(r"\s+", " ", visible).strip(" .")
    if len(visible) > NOMBRE_MAXIMO:
        raiz, punto, extension = visible.rpartition(".")
        corta = punto and len(extension) <= 5
        cola = f"….{extension}" if corta else "…"
        visible = (raiz if corta else visible)[: NOMBRE_MAXIMO - len(cola)].rstrip() + cola
    return visible or "archivo"


def nombre_de_descarga(nombre: str, extension: str) -> str:
    """El nombre con que se descarga: el limpio, sin signos que alguna máquina no admite, y su extensión."""
    raiz = re.sub(r'[<>:"|?*;%]', "_", limpiar_nombre(nombre))
    final = f".{extension}"
    return raiz if raiz.lower().endswith(final) else f"{raiz}{final}"
