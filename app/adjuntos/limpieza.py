"""De lo que alguien manda a lo que se guarda: una imagen nueva, solo con sus píxeles, o un PDF revisado."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from app.adjuntos.reglas import (
    LADO_GRANDE,
    LADO_MINI,
    PIXELES_MAXIMO,
    Causa,
    Limites,
    Tipo,
    defecto_de_pdf,
    tipo_de,
)

ESPERA, PLAZO = 12, 20
"""Segundos que una imagen espera su turno, y los que puede tardar después."""
_TURNO = threading.BoundedSemaphore(1)
"""Cada proceso abre una imagen a la vez: la memoria que ocupa está acotada."""
REDUCTOR = Path(__file__).with_name("reductor.py")


class Rechazada(Exception):
    """El archivo no se admite; `causa` dice por qué."""

    def __init__(self, causa: Causa) -> None:
        super().__init__(causa)
        self.causa = causa


@dataclass(frozen=True)
class Limpio:
    """Un archivo listo para guardarse: sus bytes, los de su miniatura si es imagen, y sus medidas."""

    clase: str
    datos: bytes
    mini: bytes = b""
    ancho: int = 0
    alto: int = 0

    @property
    def huella(self) -> str:
        """El SHA-256 de lo que se guarda; la misma foto da siempre la misma."""
        return hashlib.sha256(self.datos).hexdigest()


def limpiar(datos: bytes, limites: Limites) -> Limpio:
    """El archivo limpio. Lanza `Rechazada` con la causa si no se admite."""
    tipo = tipo_de(datos)
    if tipo.clase is None:
        causas = {Tipo.VACIO: Causa.VACIO, Tipo.SVG: Causa.SVG, Tipo.HEIC: Causa.HEIC}
        raise Rechazada(causas.get(tipo, Causa.TIPO))
    if len(datos) > limites.peso(tipo.clase):
        raise Rechazada(Causa.PESO)
    if tipo.clase == "imagen":
        return _imagen(datos)
    defecto = defecto_de_pdf(datos)
    if defecto is not None:
        raise Rechazada(defecto)
    return Limpio("pdf", datos)


def _imagen(datos: bytes) -> Limpio:
    """La imagen vuelta a codificar en un proceso aparte, con memoria y tiempo contados."""
    orden = [sys.executable, "-I", str(REDUCTOR), json.dumps(PIXELES_MAXIMO), str(LADO_GRANDE), str(LADO_MINI)]
    if not _TURNO.acquire(timeout=ESPERA):
        raise Rechazada(Causa.OCUPADO)
    try:
        hecho = subprocess.run(  # noqa: S603 — la orden es nuestra; lo ajeno va por la entrada
            orden, input=datos, capture_output=True, timeout=PLAZO, check=False, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise Rechazada(Causa.PIXELES) from error
    finally:
        _TURNO.release()
    linea, _salto, cuerpo = hecho.stdout.partition(b"\n")
    if hecho.returncode != 0 or not linea:
        raise Rechazada(Causa.PIXELES)
    respuesta = json.loads(linea)
    if "error" in respuesta:
        raise Rechazada(Causa(respuesta["error"]))
    grande = int(respuesta["pesos"][0])
    return Limpio("imagen", cuerpo[:grande], cuerpo[grande:], int(respuesta["ancho"]), int(respuesta["alto"]))
