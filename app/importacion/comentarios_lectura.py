"""Lectura pura de los comentarios de Decide Madrid: de filas a comentarios, o a errores con fila y columna.

El archivo se recorre sin guardarlo entero: primero para comprobarlo y saber el orden, después para escribirlo.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from app.importacion.reglas import CAMPO_MAXIMO, ErrorDeFila

COLUMNAS = (
    "id",
    "parentId",
    "proposalId",
    "userId",
    "userType",
    "date",
    "time",
    "text",
    "numPositiveVotes",
    "numNegativeVotes",
)
SIN_PADRE = "-1"
MAXIMO_ERRORES = 1000
_HORA = re.compile(r"(?:0 days )?(\d{2}):(\d{2}):(\d{2})")
_ZONA = ZoneInfo("Europe/Madrid")


@dataclass(frozen=True)
class Ajeno:
    """Un comentario tal como viene: `padre` es el id de allá al que responde; la hora ya está en UTC."""

    fila: int
    linea: int
    origen_id: str
    padre: str | None
    propuesta: str
    autora: str | None
    clase_de_autora: str
    creado_en: dt.datetime
    texto: str
    a_favor: int
    en_contra: int


@dataclass
class Indice:
    """Lo que se sabe del archivo tras comprobarlo: cada id con su padre, propuesta y lugar, y los errores.

    `padre_primero`: cada comentario viene después del que responde, así que basta una pasada para escribirlo.
    """

    padres: dict[str, str | None] = field(default_factory=dict)
    propuestas: dict[str, str] = field(default_factory=dict)
    lugares: dict[str, tuple[int, int]] = field(default_factory=dict)
    errores: list[ErrorDeFila] = field(default_factory=list)
    padre_primero: bool = True
    vacios: int = 0
    niveles: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Cuántos comentarios trae."""
        return len(self.padres)

    @property
    def huerfanos(self) -> int:
        """Cuántos responden a uno que el archivo no trae."""
        return sum(p is not None and p not in self.padres for p in self.padres.values())

    @property
    def hondura(self) -> int:
        """Cuántos niveles tiene el hilo más hondo."""
        return max(self.niveles.values(), default=-1) + 1


class _Malo(Exception):
    def __init__(self, columna: str, mensaje: str) -> None:
        super().__init__(mensaje)
        self.columna = columna
        self.mensaje = mensaje


def _entero(fila: dict[str, str], columna: str) -> int:
    valor = fila[columna].strip()
    if not (valor.isascii() and valor.isdigit()) or len(valor) > 9:
        raise _Malo(columna, f"«{valor[:40]}» no es un número entero")
    return int(valor)


def _cuando(fila: dict[str, str]) -> dt.datetime:
    hora = _HORA.fullmatch(fila["time"].strip())
    try:
        dia = dt.date.fromisoformat(fila["date"].strip())
    except ValueError:
        raise _Malo("date", f"«{fila['date'][:40]}» no es una fecha como 2015-09-15") from None
    try:
        if hora is None:
            raise ValueError
        horas, minutos, segundos = (int(parte) for parte in hora.groups())
        momento = dt.time(horas, minutos, segundos)
    except ValueError:
        raise _Malo("time", f"«{fila['time'][:40]}» no es una hora como 10:50:19") from None
    return dt.datetime.combine(dia, momento, tzinfo=_ZONA).astimezone(dt.UTC)


def _uno(fila: dict[str, str], numero: int, linea: int) -> Ajeno:
    if None in fila:
        raise _Malo("la fila entera", "tiene más columnas que la cabecera")
    for columna in COLUMNAS:
        if fila.get(columna) is None:
            raise _Malo(columna, "falta: la fila tiene menos columnas que la cabecera")
    ident = str(_entero(fila, "id"))
    padre = fila["parentId"].strip()
    padre_id = None if padre in ("", SIN_PADRE) else str(_entero(fila, "parentId"))
    if padre_id == ident:
        raise _Malo("parentId", "un comentario no se responde a sí mismo")
    return Ajeno(
        fila=numero,
        linea=linea,
        origen_id=ident,
        padre=padre_id,
        propuesta=str(_entero(fila, "proposalId")),
        autora=fila["userId"].strip()[:40] or None,
        clase_de_autora=fila["userType"].strip(),
        creado_en=_cuando(fila),
        texto=fila["text"],
        a_favor=_entero(fila, "numPositiveVotes"),
        en_contra=_entero(fila, "numNegativeVotes"),
    )


def recorrer(lineas: Iterable[str]) -> Iterator[Ajeno | ErrorDeFila]:
    """Cada fila del archivo, leída o con su error."""
    csv.field_size_limit(CAMPO_MAXIMO)
    lector = csv.DictReader((linea.replace("\0", "") for linea in lineas), strict=True)
    faltan = [c for c in COLUMNAS if c not in (lector.fieldnames or ())]
    if faltan:
        yield ErrorDeFila(1, 1, "cabecera", f"faltan las columnas {', '.join(faltan)}")
        return
    numero = 1
    filas = iter(lector)
    while True:
        numero += 1
        try:
            fila = next(filas)
        except StopIteration:
            return
        except csv.Error as error:
            yield ErrorDeFila(numero, lector.line_num, "la fila entera", f"CSV mal formado: {error}")
            return
        try:
            yield _uno(fila, numero, lector.line_num)
        except _Malo as malo:
            yield ErrorDeFila(numero, lector.line_num, malo.columna, malo.mensaje)


def comprobar(lineas: Iterable[str]) -> Indice:
    """Recorre el archivo entero y dice si se puede traer; guarda de cada comentario solo sus claves."""
    indice = Indice()
    for uno in recorrer(lineas):
        if len(indice.errores) >= MAXIMO_ERRORES:
            break
        if isinstance(uno, ErrorDeFila):
            indice.errores.append(uno)
        elif uno.origen_id in indice.padres:
            mensaje = f"{uno.origen_id} ya está en una fila anterior"
            indice.errores.append(ErrorDeFila(uno.fila, uno.linea, "id", mensaje))
        else:
            indice.padres[uno.origen_id] = uno.padre
            indice.lugares[uno.origen_id] = (uno.fila, uno.linea)
            indice.propuestas[uno.origen_id] = uno.propuesta
            indice.vacios += not uno.texto.strip()
    if not indice.errores:
        _ordenar(indice)
    return indice


def _ordenar(indice: Indice) -> None:
    """La hondura de cada uno, y si los padres vienen antes; una vuelta en redondo es un error."""
    vistos: set[str] = set()
    for ident, padre in indice.padres.items():
        if padre in indice.padres and padre not in vistos:
            indice.padre_primero = False
        vistos.add(ident)
    for ident in indice.padres:
        camino: list[str] = []
        actual: str | None = ident
        while actual in indice.padres and actual not in indice.niveles:
            if len(camino) > indice.total:
                mensaje = f"el comentario {ident} acaba respondiéndose a sí mismo"
                indice.errores.append(ErrorDeFila(*indice.lugares[ident], "parentId", mensaje))
                return
            camino.append(actual)
            actual = indice.padres[actual]
        base = indice.niveles.get(actual or "", -1)
        for paso, uno in enumerate(reversed(camino), start=1):
            indice.niveles[uno] = base + paso


def en_orden(indice: Indice, abrir: Iterable[Iterable[str]]) -> Iterator[Ajeno]:
    """Los comentarios con cada padre antes que sus respuestas: una pasada o, si hace falta, una por nivel.

    `abrir` da el archivo otra vez desde el principio cada vez que se le pide.
    """
    pasadas = [None] if indice.padre_primero else list(range(indice.hondura))
    for nivel, lineas in zip(pasadas, abrir, strict=False):
        for uno in recorrer(lineas):
            if isinstance(uno, Ajeno) and nivel in (None, indice.niveles[uno.origen_id]):
                yield uno
