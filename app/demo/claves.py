"""Las claves de las cuentas de demostración: al azar en cada instalación, junto a los demás secretos."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from flask import current_app

from app.contenido.reglas import ALFABETO

NOMBRE = "cuentas_demo.json"


def _archivo() -> Path:
    return Path(str(current_app.config["DATOS"])) / "secretos" / NOMBRE


def guardadas() -> dict[str, str]:
    """Las claves por correo; vacío si aquí no se cargó la demostración."""
    try:
        leidas: dict[str, str] = json.loads(_archivo().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return leidas


def _nueva() -> str:
    letras = "".join(secrets.choice(ALFABETO) for _ in range(12)).lower()
    return "-".join((letras[:4], letras[4:8], letras[8:]))


def crear(correos: Sequence[str]) -> dict[str, str]:
    """Las claves de estos correos: las que ya había, y nuevas para los demás. Solo las lee su dueño."""
    ya = guardadas()
    if set(correos) <= set(ya):
        return ya
    claves = {correo: ya.get(correo) or _nueva() for correo in correos}
    archivo = _archivo()
    archivo.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    nuevo = archivo.with_suffix(".nuevo")
    descriptor = os.open(nuevo, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as salida:
        json.dump(claves, salida, ensure_ascii=False, indent=1)
    nuevo.replace(archivo)
    return claves
