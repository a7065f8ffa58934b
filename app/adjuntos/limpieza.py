"""De lo que alguien manda a lo que se guarda: una imagen con solo sus píxeles o un PDF vuelto a escribir."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.adjuntos.reglas import (
    LADO_GRANDE,
    LADO_MINI,
    PIXELES_MAXIMO,
    Causa,
    Limites,
    Tipo,
    tipo_de,
)

ESPERA, PLAZO = 12, 20
"""Segundos que un archivo espera su turno, y los que puede tardar después."""
_TURNO = threading.BoundedSemaphore(1)
"""Cada proceso abre un archivo a la vez: la memoria que ocupa está acotada."""
_AQUI = Path(__file__).parent
AISLADO, REDUCTOR, REESCRITOR = (_AQUI / f"{n}.py" for n in ("aislado", "reductor", "reescritor_pdf"))
_FIN_DE_PDF = re.compile(rb"%%EOF[\s\0]*\Z")


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
    return _imagen(datos) if tipo.clase == "imagen" else _documento(datos, limites)


def _imagen(datos: bytes) -> Limpio:
    """La imagen vuelta a codificar."""
    medidas = (json.dumps(PIXELES_MAXIMO), str(LADO_GRANDE), str(LADO_MINI))
    respuesta, cuerpo = _a_solas(REDUCTOR, datos, Causa.PIXELES, *medidas)
    grande = int(respuesta["pesos"][0])
    return Limpio("imagen", cuerpo[:grande], cuerpo[grande:], int(respuesta["ancho"]), int(respuesta["alto"]))


def _documento(datos: bytes, limites: Limites) -> Limpio:
    """El PDF escrito de nuevo, o como llegó si debe quedar intacto.

    Sin comprimir sus objetos, el nuevo puede pesar más que el que llegó: hasta el doble.
    """
    if _FIN_DE_PDF.search(datos[-1024:]) is None:
        raise Rechazada(Causa.PDF_DANIADO)
    _respuesta, cuerpo = _a_solas(REESCRITOR, datos, Causa.PDF_OPACO)
    if len(cuerpo) > 2 * limites.peso_pdf:
        raise Rechazada(Causa.PDF_OPACO)
    return Limpio("pdf", datos if limites.intactos else cuerpo)


def _a_solas(guion: Path, datos: bytes, si_revienta: Causa, *argumentos: str) -> tuple[dict[str, Any], bytes]:
    """Lo que un guion hace con lo ajeno en un proceso aparte, con memoria y tiempo contados."""
    orden = [sys.executable, "-I", str(AISLADO), str(guion), *argumentos]
    if not _TURNO.acquire(timeout=ESPERA):
        raise Rechazada(Causa.OCUPADO)
    try:
        hecho = subprocess.run(  # noqa: S603 — la orden es nuestra; lo ajeno va por la entrada
            orden, input=datos, capture_output=True, timeout=PLAZO, check=False, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise Rechazada(si_revienta) from error
    finally:
        _TURNO.release()
    linea, _salto, cuerpo = hecho.stdout.partition(b"\n")
    if hecho.returncode != 0 or not linea:
        raise Rechazada(si_revienta)
    respuesta: dict[str, Any] = json.loads(linea)
    if "error" in respuesta:
        raise Rechazada(Causa(respuesta["error"]))
    return respuesta, cuerpo
