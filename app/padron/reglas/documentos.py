"""El documento y el segundo dato: cómo se escriben siempre igual y cómo se vuelven huellas con clave.

Nada de esto se guarda en claro. La clave vive fuera de la base: sin ella, 10^8 números se prueban en un minuto.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re
import unicodedata
from functools import lru_cache

MINIMO_NUMERO, MAXIMO_NUMERO = 4, 20
MAXIMO_TIPO = 20
LARGO_COMPROBACION = 32
EN_LINEA, EN_PERSONA = 2, 3
"""La acreditación de quien coincidió con el padrón, y la de quien vino en persona."""
TIPOS = ("cedula", "documento_extranjero", "pasaporte")
"""Los que se ofrecen mientras ningún padrón diga otros."""

_CIENTIFICA = re.compile(r"\d([.,]\d+)?E\+\d+", re.I)
_DECIMAL_DE_HOJA = re.compile(r"\d{4,}[.,]0+")
_RESGUARDO = re.compile(r'^="(.*)"$|^\'(.*)$', re.S)
_FECHA_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]*)?")
_FECHA_DIA = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ][\d:.]*)?")
_NO_ALFANUMERICO = re.compile(r"[^A-Z0-9]+")
_FECHA_SUELTA = re.compile(r"\b\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d\b|\b(?:19|20)\d\d\b")
_SOLO_CIFRAS = re.compile(r"(?:\d[ .\-‐–]?){6,}\d")


class NumeroInservible(ValueError):
    """El número no puede ser de un documento; `motivo` es una clave, nunca el número."""

    def __init__(self, motivo: str) -> None:
        super().__init__(motivo)
        self.motivo = motivo


def _llano(texto: str) -> str:
    """Sin acentos ni formas anchas, en mayúsculas, solo letras y cifras ASCII."""
    plano = texto if texto.isascii() else unicodedata.normalize("NFKD", texto)
    return _NO_ALFANUMERICO.sub("", plano.upper())


def sin_resguardo(celda: str) -> str:
    """Quita lo que una hoja de cálculo pone para que un número no pierda ceros: `="0912"` o `'0912`."""
    celda = celda.strip()
    if not celda.startswith(("=", "'")):
        return celda
    hallado = _RESGUARDO.match(celda)
    return celda if hallado is None else (hallado.group(1) or hallado.group(2) or "").strip()


@lru_cache(maxsize=256)
def normalizar_tipo(tipo: str) -> str:
    """`Cédula de identidad` → `cedula_de_identidad`; vacío si no queda nada."""
    plano = unicodedata.normalize("NFKD", sin_resguardo(tipo)).lower()
    letras = "".join(c if c.isascii() and c.isalnum() else " " for c in plano if not unicodedata.combining(c))
    return "_".join(letras.split())[:MAXIMO_TIPO].rstrip("_")


def normalizar_numero(numero: str) -> str:
    """El número en mayúsculas, sin puntos, guiones, espacios ni ceros a la izquierda.

    Los ceros se quitan porque las hojas de cálculo los pierden: `0912` y `912` son el mismo documento. Lanza
    `NumeroInservible` si está vacío, es corto o largo de más, o llegó en notación científica (perdió cifras).
    """
    crudo = sin_resguardo(numero)
    if not crudo.isalnum() and _CIENTIFICA.fullmatch(crudo):
        raise NumeroInservible("cientifica")
    if not crudo.isalnum() and _DECIMAL_DE_HOJA.fullmatch(crudo):
        crudo = re.split("[.,]", crudo)[0]
    limpio = _llano(crudo).lstrip("0")
    if not limpio:
        raise NumeroInservible("vacio")
    if not MINIMO_NUMERO <= len(limpio) <= MAXIMO_NUMERO:
        raise NumeroInservible("largo")
    return limpio


@lru_cache(maxsize=8192)
def normalizar_segundo(dato: str) -> str:
    """El segundo dato, igual se escriba como se escriba: una fecha va como AAAAMMDD (día antes que mes)."""
    crudo = sin_resguardo(dato)
    for patron, orden in ((_FECHA_ISO, (1, 2, 3)), (_FECHA_DIA, (3, 2, 1))):
        hallada = patron.fullmatch(crudo)
        if hallada is None:
            continue
        try:
            return dt.date(*(int(hallada.group(i)) for i in orden)).strftime("%Y%m%d")
        except ValueError:
            return ""
    return _llano(crudo)


def huella(clave: bytes, tipo: str, numero: str) -> str:
    """La huella de un documento ya normalizado: HMAC-SHA256 en 64 cifras hexadecimales."""
    return hmac.digest(clave, f"padron|v1|{tipo}|{numero}".encode(), "sha256").hex()


def comprobacion(clave: bytes, huella_: str, segundo: str) -> str:
    """El segundo dato normalizado, con clave y atado a su huella; vacío si no hay dato."""
    if not segundo:
        return ""
    return hmac.digest(clave, f"segundo|v1|{huella_}|{segundo}".encode(), "sha256").hex()[:LARGO_COMPROBACION]


def coincide(clave: bytes, huella_: str, segundo: str, guardada: str) -> bool:
    """Verdadero si el segundo dato es el guardado; tarda lo mismo si no hay nada guardado."""
    dada = comprobacion(clave, huella_, segundo or "-")
    esperada = guardada or "x" * LARGO_COMPROBACION
    return hmac.compare_digest(dada, esperada) and bool(segundo and guardada)


def parece_documento(texto: str) -> bool:
    """Verdadero si un texto trae siete cifras seguidas o más que no son una fecha: podría ser un documento."""
    return _SOLO_CIFRAS.search(_FECHA_SUELTA.sub("x", texto)) is not None
