"""La cadena de huellas, en puro: forma canónica de un hecho, cómo se sella un tramo y cómo se revisa.

    huella = SHA-256(huella anterior en 64 cifras hexadecimales ‖ forma canónica en UTF-8)

Se aplica a cada hecho por orden de id y, al final del tramo, al cierre (número, límites, cuántos, sal y
fecha): la última huella es la del sello. La del primer sello parte de `GENESIS`.

La forma canónica es la de RFC 8785 (JSON sin espacios, claves por orden de UTF-16, números como los escribe
ECMAScript), con dos diferencias que la hacen total: los enteros van siempre con todas sus cifras y lo que no
es número (`NaN`, `Infinity`) se escribe con ese nombre. Los instantes, en UTC con seis decimales y «Z». Sella
lo que el hecho dice, no cómo lo guarda cada motor: SQLite, PostgreSQL y una copia restaurada dan la misma
huella.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

GENESIS = hashlib.sha256(b"rumbo-comun/hechos/1").hexdigest()
"""De dónde parte la cadena; lleva la versión de la forma canónica."""

_ENTRADA = struct.Struct(">q8s")
_SUELTOS = re.compile("[\ud800-\udfff]")
_TEXTO = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class HechoLeido:
    """Un hecho tal como está en la base; la persona y el contenido, solo por su id interno."""

    id: int
    clase: str
    contenido_id: int | None
    persona_id: int | None
    ocurrio_en: dt.datetime | str
    motivo: str
    datos: Any
    publico: bool


@dataclass(frozen=True)
class Cierre:
    """Lo que un sello dice de su tramo, además de los hechos."""

    numero: int
    desde_id: int
    hasta_id: int
    cuantos: int
    sal: str
    sellado_en: dt.datetime


@dataclass(frozen=True)
class Tramo:
    """Un sello entero: su cierre, la huella de la que parte, la suya y el índice de sus hechos."""

    cierre: Cierre
    anterior: str
    huella: str
    indice: bytes


class Falta(StrEnum):
    """Qué puede no coincidir."""

    HECHO_CAMBIADO = "hecho_cambiado"
    HECHO_FALTA = "hecho_falta"
    HECHO_SOBRA = "hecho_sobra"
    SELLO_CAMBIADO = "sello_cambiado"
    SELLO_FALTA = "sello_falta"
    CADENA_ROTA = "cadena_rota"


@dataclass(frozen=True)
class Diferencia:
    """Una cosa que no coincide, en qué sello y, si se sabe, en qué hecho."""

    falta: Falta
    sello: int
    hecho: int | None = None


def canonica(valor: Any) -> str:
    """La forma canónica de un valor de JSON o de un instante. Lanza `TypeError` con cualquier otra cosa."""
    if isinstance(valor, str | int | float | None):
        return _suelto(valor)
    if isinstance(valor, dt.datetime):
        return f'"{valor.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds")}Z"'
    if isinstance(valor, list | tuple):
        return f"[{','.join(map(canonica, valor))}]"
    if isinstance(valor, dict):
        claves = sorted(valor, key=lambda clave: clave.encode("utf-16-be", "surrogatepass"))
        return f"{{{','.join(f'{canonica(clave)}:{canonica(valor[clave])}' for clave in claves)}}}"
    raise TypeError(f"{type(valor).__name__} no tiene forma canónica")


def _suelto(valor: str | float | None) -> str:
    if isinstance(valor, str):
        return _SUELTOS.sub(lambda hallado: f"\\u{ord(hallado[0]):04x}", _TEXTO(valor))
    if isinstance(valor, float):
        return _decimal(valor)
    return json.dumps(valor) if valor is None or isinstance(valor, bool) else str(valor)


def _decimal(valor: float) -> str:
    """Un número como lo escribe ECMAScript (Number::toString): las menos cifras que lo distinguen."""
    if not math.isfinite(valor):
        return json.dumps(valor)
    signo, tupla, exponente = Decimal(repr(valor)).normalize().as_tuple()
    cifras, punto = "".join(map(str, tupla)), len(tupla) + int(exponente)
    menos = "-" if signo and valor else ""
    if valor == 0:
        return "0"
    if len(cifras) <= punto <= 21:
        return f"{menos}{cifras}{'0' * (punto - len(cifras))}"
    if 0 < punto <= 21:
        return f"{menos}{cifras[:punto]}.{cifras[punto:]}"
    if -6 < punto <= 0:
        return f"{menos}0.{'0' * -punto}{cifras}"
    resto = f".{cifras[1:]}" if len(cifras) > 1 else ""
    return f"{menos}{cifras[0]}{resto}e{'+' if punto > 0 else '-'}{abs(punto - 1)}"


def texto_de(hecho: HechoLeido) -> str:
    """La forma canónica de un hecho."""
    return canonica(
        {
            "clase": hecho.clase,
            "contenido_id": hecho.contenido_id,
            "datos": hecho.datos,
            "id": hecho.id,
            "motivo": hecho.motivo,
            "ocurrio_en": hecho.ocurrio_en,
            "persona_id": hecho.persona_id,
            "publico": hecho.publico,
        }
    )


def eslabon(anterior: str, texto: str) -> str:
    """La huella que sigue a `anterior` al añadir `texto`."""
    return hashlib.sha256(anterior.encode() + texto.encode()).hexdigest()


def _cerrar(huella: str, cierre: Cierre) -> str:
    return eslabon(huella, canonica(vars(cierre)))


def _hoja(texto: str) -> bytes:
    return hashlib.sha256(texto.encode()).digest()[:8]


def sellar(
    numero: int, anterior: str, hechos: Sequence[HechoLeido], sal: str, sellado_en: dt.datetime
) -> Tramo:
    """El sello `numero` de estos hechos (uno al menos, por orden de id), a partir de la huella anterior."""
    huella, indice = anterior, bytearray()
    for hecho in hechos:
        texto = texto_de(hecho)
        huella = eslabon(huella, texto)
        indice += _ENTRADA.pack(hecho.id, _hoja(texto))
    cierre = Cierre(numero, hechos[0].id, hechos[-1].id, len(hechos), sal, sellado_en)
    return Tramo(cierre, anterior, _cerrar(huella, cierre), bytes(indice))


def revisar(tramo: Tramo, hechos: Iterable[HechoLeido]) -> list[Diferencia]:
    """Lo que no coincide entre un sello y los hechos que hay hoy en su tramo, por orden de id.

    Manda la huella. El índice solo dice cuál: si la huella no sale y el índice no señala ningún hecho, lo
    cambiado es el propio sello.
    """
    huella, numero = tramo.anterior, tramo.cierre.numero
    esperadas = _leer_indice(tramo.indice)
    halladas: list[Diferencia] = []
    for hecho in hechos:
        texto = _texto_o_nada(hecho)
        huella = eslabon(huella, texto)
        esperada = esperadas.pop(hecho.id, None)
        if esperada is None:
            halladas.append(Diferencia(Falta.HECHO_SOBRA, numero, hecho.id))
        elif esperada != _hoja(texto):
            halladas.append(Diferencia(Falta.HECHO_CAMBIADO, numero, hecho.id))
    halladas += [Diferencia(Falta.HECHO_FALTA, numero, ident) for ident in sorted(esperadas)]
    if _cerrar(huella, tramo.cierre) == tramo.huella and not halladas:
        return []
    if _cerrar(huella, tramo.cierre) == tramo.huella or not halladas:
        return [Diferencia(Falta.SELLO_CAMBIADO, numero)]
    return sorted(halladas, key=lambda d: d.hecho or 0)


def enlaza(numero: int, previo: Tramo | None, tramo: Tramo) -> Diferencia | None:
    """Si `tramo`, que debe ser el sello `numero`, sigue a `previo` (None: es el primero de todos)."""
    if tramo.cierre.numero != numero:
        return Diferencia(Falta.SELLO_FALTA, numero)
    if tramo.anterior != (previo.huella if previo else GENESIS):
        return Diferencia(Falta.CADENA_ROTA, numero)
    return None


def _texto_o_nada(hecho: HechoLeido) -> str:
    """La forma canónica; vacía si alguien dejó en la base algo que no la tiene."""
    try:
        return texto_de(hecho)
    except TypeError:
        return ""


def _leer_indice(indice: bytes) -> dict[int, bytes]:
    enteras = len(indice) - len(indice) % _ENTRADA.size
    return dict(_ENTRADA.iter_unpack(indice[:enteras]))
