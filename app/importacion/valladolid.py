"""Lectura pura de las propuestas de los presupuestos participativos de Valladolid (JSON de Aldea Pucela)."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.importacion.reglas import ErrorDeFila

ETIQUETAS_MAXIMO, ETIQUETA_LARGO = 5, 40
_ZONA = re.compile(r"^\s*\d+\.\s*([^:]+)")
_NO_SE_GUARDA = re.compile(r"[\0\ud800-\udfff]")
_CORTES = re.compile(r"[\"“”;#]+|\s-\s")
_CLAVES = ("code", "title", "description", "date", "votes", "zone", "zone_id")
_DE_MAS = ("address", "url")


@dataclass(frozen=True)
class Zona:
    """Una de las zonas en que la ciudad reparte su presupuesto."""

    numero: int
    nombre: str


@dataclass(frozen=True)
class Leida:
    """Una propuesta tal como viene."""

    codigo: str
    titulo: str
    texto: str
    direccion: str
    dia: dt.date
    apoyos: int
    url: str
    zona: Zona
    punto: tuple[float, float] | None
    etiquetas: tuple[str, ...]


@dataclass(frozen=True)
class Lectura:
    """Lo que se leyó, en el orden del archivo, y los errores. Con errores no se importa nada."""

    propuestas: tuple[Leida, ...]
    errores: tuple[ErrorDeFila, ...]


class _Malo(Exception):
    def __init__(self, columna: str, mensaje: str) -> None:
        super().__init__(mensaje)
        self.columna = columna
        self.mensaje = mensaje


def leer(texto: str) -> Lectura:
    """Lee el archivo entero. Un código repetido o un dato que falta o no puede ser son errores con su fila."""
    leidas: list[Leida] = []
    errores: list[ErrorDeFila] = []
    vistos: dict[str, int] = {}
    for fila, (linea, objeto) in enumerate(_objetos(texto), 1):
        try:
            if isinstance(objeto, str):
                raise _Malo("archivo", objeto)
            una = _una(objeto)
            if una.codigo in vistos:
                raise _Malo("code", f"{una.codigo} ya está en la fila {vistos[una.codigo]}")
        except _Malo as malo:
            errores.append(ErrorDeFila(fila, linea, malo.columna, malo.mensaje))
        else:
            vistos[una.codigo] = fila
            leidas.append(una)
    return Lectura(tuple(leidas), tuple(errores))


def _objetos(texto: str) -> Iterator[tuple[int, Any]]:
    """Cada elemento de la lista con la línea donde empieza; si el archivo está mal, un texto que lo dice."""
    texto = texto.removeprefix("\ufeff").strip()
    if not texto.startswith("["):
        yield 1, "no es una lista JSON de propuestas"
        return
    lector, lugar, linea = json.JSONDecoder(), 1, 1
    while True:
        siguiente = re.compile(r"[\s,]*").match(texto, lugar)
        hasta = siguiente.end() if siguiente else lugar
        linea += texto.count("\n", lugar, hasta)
        if texto[hasta : hasta + 1] == "]":
            return
        try:
            objeto, fin = lector.raw_decode(texto, hasta)
        except (ValueError, RecursionError) as error:
            yield linea, f"JSON mal formado: {error}"
            return
        yield linea, objeto if isinstance(objeto, dict) else "no es una propuesta"
        linea += texto.count("\n", hasta, fin)
        lugar = fin


def _una(o: Mapping[str, Any]) -> Leida:
    faltan = [c for c in _CLAVES if o.get(c) is None]
    if faltan:
        raise _Malo(faltan[0], "falta")
    rotas = [c for c in (*_CLAVES, *_DE_MAS) if _NO_SE_GUARDA.search(str(o.get(c)))]
    if rotas:
        raise _Malo(rotas[0], "lleva un carácter partido o nulo, que no se puede guardar")
    codigo = str(o["code"]).strip()
    if not (codigo.isascii() and codigo.isdigit() and len(codigo) <= 12):
        raise _Malo("code", f"«{codigo}» no es un número")
    return Leida(
        codigo=codigo,
        titulo=_titulo(o["title"]),
        texto=str(o["description"]).strip(),
        direccion=" ".join(str(o.get("address") or "").split()),
        dia=_dia(o["date"]),
        apoyos=_entero(o, "votes"),
        url=_direccion_web(o.get("url")),
        zona=_zona(o),
        punto=_punto(o),
        etiquetas=_etiquetas(o.get("categories")),
    )


def _titulo(valor: Any) -> str:
    titulo = " ".join(str(valor).split())
    if not 4 <= len(titulo) <= 120:
        raise _Malo("title", f"tiene {len(titulo)} letras; deben ser de 4 a 120")
    return titulo


def _dia(valor: Any) -> dt.date:
    try:
        return dt.datetime.strptime(str(valor).strip(), "%d/%m/%Y").date()  # noqa: DTZ007 (es un día, sin hora)
    except ValueError:
        raise _Malo("date", f"«{valor}» no es una fecha como 09/01/2026") from None


def _entero(o: Mapping[str, Any], clave: str) -> int:
    valor = o[clave]
    if isinstance(valor, bool) or not isinstance(valor, int) or not 0 <= valor < 10**9:
        raise _Malo(clave, f"«{valor}» no es un número entero")
    return valor


def _direccion_web(valor: Any) -> str:
    texto = str(valor or "").strip()
    return texto if texto.startswith("https://") and len(texto) <= 300 else ""


def _zona(o: Mapping[str, Any]) -> Zona:
    hallada = _ZONA.match(str(o["zone"]))
    if hallada is None:
        raise _Malo("zone", f"«{o['zone']}» no es una zona como «1. Zona Este 1: …»")
    return Zona(_entero(o, "zone_id"), " ".join(hallada.group(1).split()))


def _punto(o: Mapping[str, Any]) -> tuple[float, float] | None:
    latitud, longitud = o.get("latitude"), o.get("longitude")
    if latitud is None and longitud is None:
        return None
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in (latitud, longitud)):
        raise _Malo("latitude", "el punto no tiene dos números")
    punto = (float(latitud or 0), float(longitud or 0))
    if not (-90 <= punto[0] <= 90 and -180 <= punto[1] <= 180):
        raise _Malo("latitude", f"«{latitud}, {longitud}» no está en la Tierra")
    return punto


def _etiquetas(valor: Any) -> tuple[str, ...]:
    """Las categorías como etiquetas: allá vienen con comillas sueltas y varias en una; caben cinco."""
    categorias = [] if valor is None else valor
    if not isinstance(categorias, list) or not all(isinstance(c, str) for c in categorias):
        raise _Malo("categories", f"«{str(valor)[:60]}» no es una lista de textos")
    if any(_NO_SE_GUARDA.search(c) for c in categorias):
        raise _Malo("categories", "lleva un carácter partido o nulo, que no se puede guardar")
    partes = [parte for categoria in categorias for parte in _CORTES.split(categoria)]
    limpias = [" ".join(parte.split()).strip(" .,'").lower() for parte in partes]
    return tuple(dict.fromkeys(e for e in limpias if 2 < len(e) <= ETIQUETA_LARGO))[:ETIQUETAS_MAXIMO]
