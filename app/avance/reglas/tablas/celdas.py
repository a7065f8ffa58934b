"""Leer una celda de una tabla larga: cada función da el valor o lanza `Falla` con la clave de su frase."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.avance.reglas.anotar import Sitio
from app.lectura import codigo_valido, llana
from app.lectura import fecha as leer_fecha
from app.lectura.numeros import cabe, leer_numero

Valor = str | int | bool | Decimal | dt.date | None
_SI = frozenset({"si", "s", "yes", "sim", "true", "verdadero", "x", "1"})
_NO = frozenset({"no", "n", "nao", "false", "falso", "0"})
LARGO_CODIGO = 160
RESERVADOS = frozenset({"nuevo", "anotar"})
"""Palabras que ya son páginas de los indicadores y no pueden ser un código."""
DUDOSO = ""
"""Lo que da un nombre que llevan dos lugares."""


class Falla(Exception):
    """La celda no vale; `clave` dice por qué y `datos`, lo que su frase necesita."""

    def __init__(self, clave: str, /, **datos: str) -> None:
        super().__init__(clave)
        self.clave, self.datos = clave, datos


@dataclass(frozen=True)
class Contexto:
    """Lo que la ciudad y el plan ya tienen. Los nombres van llanos: sin tildes ni mayúsculas.

    `elementos`: código → qué se puede anotar en él. `indicadores`: código → por qué ya no se mide, o vacío.
    `menores`: cuántos decimales tiene la moneda.
    """

    hoy: dt.date
    decimal: str = ","
    menores: int = 2
    elementos: Mapping[str, Sitio] = field(default_factory=dict)
    indicadores: Mapping[str, str] = field(default_factory=dict)
    unidades: Mapping[str, str] = field(default_factory=dict)
    territorios: Mapping[str, str] = field(default_factory=dict)
    momentos: Mapping[str, str] = field(default_factory=dict)


Lector = Callable[[str, Contexto], Valor]


def texto(maximo: int, *, lineas: bool = False) -> Lector:
    """Un texto de una línea o de varias, de hasta `maximo` caracteres."""

    def leer(celda: str, _contexto: Contexto) -> str:
        valor = celda if lineas else " ".join(celda.split())
        if len(valor) > maximo:
            raise Falla("largo", maximo=str(maximo), hay=str(len(valor)))
        return valor

    return leer


def codigo(celda: str, _contexto: Contexto) -> str:
    """El código de un indicador: letras, cifras, puntos y guiones."""
    if not codigo_valido(celda, LARGO_CODIGO, RESERVADOS):
        raise Falla("codigo_invalido", valor=celda)
    return celda


def elemento(celda: str, contexto: Contexto) -> str:
    """El código de un elemento del plan."""
    if celda not in contexto.elementos:
        raise Falla("elemento_desconocido", valor=celda)
    return celda


def indicador(celda: str, contexto: Contexto) -> str:
    """El código de un indicador del plan."""
    if celda not in contexto.indicadores:
        raise Falla("indicador_desconocido", valor=celda)
    return celda


def numero(celda: str, contexto: Contexto) -> Decimal:
    """Una cantidad exacta, con la regla de la región."""
    leido = leer_numero(celda, contexto.decimal)
    if leido is None:
        raise Falla("numero", valor=celda)
    if not cabe(leido):
        raise Falla("numero_largo", valor=celda)
    return leido


def entero(minimo: int, maximo: int) -> Lector:
    """Un entero entre dos límites; `35 %` vale 35."""

    def leer(celda: str, contexto: Contexto) -> int:
        leido = leer_numero(celda.removesuffix("%"), contexto.decimal)
        if leido is None or leido != int(leido) or not minimo <= leido <= maximo:
            raise Falla("entero", valor=celda, minimo=str(minimo), maximo=str(maximo))
        return int(leido)

    return leer


def anio(celda: str, _contexto: Contexto) -> int:
    """Un año de cuatro cifras."""
    if not re.fullmatch(r"(?:19|20|21)[0-9]{2}", celda):
        raise Falla("anio", valor=celda)
    return int(celda)


def fecha(celda: str, _contexto: Contexto) -> dt.date:
    """`2027-05-31` o `31/05/2027`: primero el día, después el mes."""
    leida = leer_fecha(celda)
    if leida is None:
        raise Falla("fecha", valor=celda)
    return leida


def opcion(textos: Mapping[str, str]) -> Lector:
    """Una de las opciones, como se escribe en la tabla, sin mirar tildes ni mayúsculas."""
    claves = {llana(t): c for c, t in textos.items()} | {llana(c): c for c in textos}

    def leer(celda: str, _contexto: Contexto) -> str:
        clave = claves.get(llana(celda))
        if clave is None:
            raise Falla("opcion", valor=celda, posibles=", ".join(textos.values()))
        return clave

    return leer


def si_no(celda: str, _contexto: Contexto) -> bool:
    """Sí o no."""
    dicho = llana(celda)
    if dicho not in _SI | _NO:
        raise Falla("si_no", valor=celda)
    return dicho in _SI


def unidad(celda: str, contexto: Contexto) -> str:
    """El código de la unidad que se nombra por su código o por su nombre."""
    hallada = contexto.unidades.get(llana(celda))
    if hallada is None:
        raise Falla("unidad_desconocida", valor=celda)
    return hallada


def territorio(celda: str, contexto: Contexto) -> str:
    """El código del lugar que se nombra por su código o por su nombre."""
    hallado = contexto.territorios.get(llana(celda))
    if hallado is None:
        raise Falla("territorio_desconocido", valor=celda)
    if hallado == DUDOSO:
        raise Falla("territorio_dudoso", valor=celda)
    return hallado


def momento(celda: str, contexto: Contexto) -> str:
    """La clave de un momento del dinero, dicho por su clave o por su nombre en cualquier idioma."""
    hallado = contexto.momentos.get(llana(celda))
    if hallado is None:
        raise Falla(
            "momento_desconocido", valor=celda, posibles=", ".join(dict.fromkeys(contexto.momentos.values()))
        )
    return hallado


def monto(celda: str, contexto: Contexto) -> int:
    """Dinero, en unidades menores de la moneda; no puede ser negativo ni traer más decimales que ella."""
    leido = leer_numero(celda, contexto.decimal)
    if leido is None:
        raise Falla("numero", valor=celda)
    menores = leido.scaleb(contexto.menores)
    if menores != int(menores):
        raise Falla("monto_decimales", valor=celda, maximo=str(contexto.menores))
    if not 0 <= menores < 10**18:
        raise Falla("monto_fuera", valor=celda)
    return int(menores)
