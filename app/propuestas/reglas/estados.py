"""Límites de los textos, estados y paso del umbral."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from urllib.parse import urlsplit

from app.letras import limpiar

TITULO_MINIMO = 4
TITULO_MAXIMO = 120
RESUMEN_MAXIMO = 200
CUERPO_MAXIMO = 6000
ETIQUETAS_MAXIMO = 5
ETIQUETA_MAXIMA = 40
ELEMENTOS_MAXIMO = 3
REFERENCIA_MAXIMA = 160
EN_NOMBRE_MAXIMO = 120
MOTIVO_MINIMO = 4
MOTIVO_MAXIMO = 300
INTERESES_MAXIMO = 300
VIDEO_MAXIMO = 300
COSTO_MAXIMO = 10**15
COAUTORIAS_MAXIMO = 10
PUBLICACIONES_AL_DIA = 3


class Estado(StrEnum):
    """Los estados de una propuesta."""

    BORRADOR = "borrador"
    PUBLICADA = "publicada"
    RETIRADA = "retirada"
    ARCHIVADA = "archivada"


def estado_en(estado: str, cruzada: bool, cierra_en: dt.datetime | None, ahora: dt.datetime) -> Estado:
    """El estado en `ahora`: lo publicado que no pasó el umbral queda archivado en su fecha, lo guarde ya la
    base o todavía no."""
    guardado = Estado(estado)
    if guardado not in (Estado.PUBLICADA, Estado.ARCHIVADA) or cruzada:
        return guardado
    if cierra_en is None:
        return guardado
    return Estado.ARCHIVADA if ahora >= cierra_en else Estado.PUBLICADA


def puede_editar_texto(estado: Estado, cruzada: bool) -> bool:
    """El texto cambia mientras es borrador o junta apoyos; pasado el umbral es lo que la gente apoyó."""
    return estado is Estado.BORRADOR or (estado is Estado.PUBLICADA and not cruzada)


def suma_al_umbral(acreditacion: int, pide: int, de_personal: bool) -> bool:
    """Verdadero si un apoyo cuenta para el umbral: de quien alcanza la acreditación que pide el proceso.

    Los de quienes trabajan en la municipalidad se muestran aparte: quien responde no pone en marcha su plazo.
    """
    return acreditacion >= pide and not de_personal


def cruza(contados: int, umbral: int) -> bool:
    """Verdadero si los apoyos que cuentan llegan al umbral."""
    return contados >= umbral > 0


class EtiquetasMal(ValueError):
    """Las etiquetas no sirven; `causa` es `muchas` o `larga`."""

    def __init__(self, causa: str) -> None:
        super().__init__(causa)
        self.causa = causa


def _clave(nombre: str) -> str:
    plano = unicodedata.normalize("NFKD", nombre.casefold().replace("ñ", "\0"))
    return "".join(c for c in plano if not unicodedata.combining(c))


def validar_etiquetas(nombres: Iterable[str]) -> list[str]:
    """Limpia las etiquetas (sin `#`, espacios de más, repetidas ni sin nada que se vea) y conserva su orden.

    Lanza `EtiquetasMal` si quedan más de 5 o alguna pasa de 40 caracteres.
    """
    limpias: dict[str, str] = {}
    for nombre in nombres:
        texto = str(limpiar(re.sub(r"\s+", " ", nombre.replace("#", " ").replace(",", " "))))
        if not texto:
            continue
        if len(texto) > ETIQUETA_MAXIMA:
            raise EtiquetasMal("larga")
        limpias.setdefault(_clave(texto), texto)
    if len(limpias) > ETIQUETAS_MAXIMO:
        raise EtiquetasMal("muchas")
    return list(limpias.values())


def video_valido(url: str) -> bool:
    """Verdadero si es un enlace http o https a un sitio con nombre, sin usuario ni clave dentro."""
    if len(url) > VIDEO_MAXIMO or any(c.isspace() or not c.isprintable() for c in url):
        return False
    try:
        partes = urlsplit(url)
        puerto = partes.port
    except ValueError:
        return False
    sitio = partes.hostname or ""
    return (
        partes.scheme in ("http", "https")
        and "." in sitio.strip(".")
        and partes.username is None
        and partes.password is None
        and (puerto is None or puerto > 0)
    )


def a_unidades_menores(valor: Decimal, decimales: int) -> int | None:
    """Una cantidad de dinero en las unidades menores de su moneda; None si no es positiva, cabe o es exacta."""
    if not valor.is_finite() or not 0 < valor <= COSTO_MAXIMO or int(valor.as_tuple().exponent) < -20:
        return None
    unidades = Fraction(valor) * 10**decimales
    return int(unidades) if unidades.denominator == 1 and unidades <= COSTO_MAXIMO else None
