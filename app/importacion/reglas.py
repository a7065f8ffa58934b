"""Lectura pura de los CSV de Decide Madrid: de filas a propuestas, o a errores con fila y columna.

Hay dos formas. La de datos abiertos de 2024-2025 (`;`, cuerpo en HTML, fechas dd/mm/aaaa) y la de 2019
(comas, resumen y texto planos, fechas ISO, persona autora numerada).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

SITIO = "https://decide.madrid.es"
ORIGEN = "decide-madrid"
CAMPO_MAXIMO = 2_000_000
TITULO_MINIMO = 4
DIRECCION_MAXIMA = 300


@dataclass(frozen=True)
class Ajena:
    """Una propuesta tal como viene de fuera. `html` dice si `cuerpo` está en HTML; `autora`, su número allá."""

    fila: int
    origen_id: str
    titulo: str
    resumen: str
    cuerpo: str
    html: bool
    apoyos: int
    publicada: dt.date
    retirada: dt.datetime | None
    autora: str | None
    asociacion: bool
    url: str
    estado_origen: str


@dataclass(frozen=True)
class ErrorDeFila:
    """Qué está mal y dónde: `fila` cuenta registros (la cabecera es la 1) y `linea`, líneas del archivo."""

    fila: int
    linea: int
    columna: str
    mensaje: str

    def __str__(self) -> str:
        return f"fila {self.fila} (línea {self.linea}), columna «{self.columna}»: {self.mensaje}"


@dataclass(frozen=True)
class Lectura:
    """Lo que se leyó: propuestas en el orden del archivo, y errores. Con errores no se importa nada."""

    propuestas: tuple[Ajena, ...]
    errores: tuple[ErrorDeFila, ...]


class _Malo(Exception):
    def __init__(self, columna: str, mensaje: str) -> None:
        super().__init__(mensaje)
        self.columna = columna
        self.mensaje = mensaje


Fila = dict[str, str]


def _texto(fila: Fila, columna: str, maximo: int | None = None, *, obligatorio: bool = False) -> str:
    valor = " ".join(fila[columna].split()) if maximo else fila[columna].strip()
    if obligatorio and not valor:
        raise _Malo(columna, "está vacía")
    if maximo and len(valor) > maximo:
        raise _Malo(columna, f"tiene {len(valor)} caracteres; caben {maximo}")
    return valor


def _titulo(fila: Fila) -> str:
    titulo = _texto(fila, "title", 120, obligatorio=True)
    if len(titulo) < TITULO_MINIMO:
        raise _Malo("title", f"tiene {len(titulo)} letras; deben ser de {TITULO_MINIMO} a 120")
    return titulo


def _direccion(fila: Fila) -> str:
    """La página de la original: una ruta de su sitio o una dirección segura. Otra cosa no se enlaza."""
    ruta = fila["url"].strip()
    entera = SITIO + ruta if ruta.startswith("/") else ruta
    if not entera:
        return ""
    if not entera.startswith("https://") or any(c.isspace() for c in entera):
        raise _Malo("url", f"«{ruta[:60]}» no es una ruta de {SITIO} ni una dirección https://")
    if len(entera) > DIRECCION_MAXIMA:
        raise _Malo("url", f"tiene {len(entera)} caracteres; caben {DIRECCION_MAXIMA}")
    return entera


def _entero(fila: Fila, columna: str) -> int:
    valor = fila[columna].strip()
    if not (valor.isascii() and valor.isdigit()) or len(valor) > 9:
        raise _Malo(columna, f"«{valor}» no es un número entero")
    return int(valor)


def _fecha(fila: Fila, columna: str, forma: str, ejemplo: str) -> dt.date:
    try:
        return dt.datetime.strptime(fila[columna].strip(), forma).date()  # noqa: DTZ007 (es un día, sin hora)
    except ValueError:
        raise _Malo(columna, f"«{fila[columna]}» no es una fecha como {ejemplo}") from None


def _instante(fila: Fila, columna: str) -> dt.datetime | None:
    valor = fila[columna].strip()
    if not valor:
        return None
    try:
        return dt.datetime.strptime(valor, "%Y-%m-%d %H:%M:%S %z").astimezone(dt.UTC)
    except ValueError:
        raise _Malo(columna, f"«{valor}» no es un instante como 2024-01-03 20:05:12 +0100") from None


def _de_2024(fila: Fila, numero: int) -> Ajena:
    ident = str(_entero(fila, "id"))
    return Ajena(
        fila=numero,
        origen_id=ident,
        titulo=_titulo(fila),
        resumen="",
        cuerpo=_texto(fila, "description"),
        html=True,
        apoyos=_entero(fila, "cached_votes_up"),
        publicada=_fecha(fila, "created_at", "%d/%m/%Y", "31/12/2024"),
        retirada=_instante(fila, "retired_at"),
        autora=None,
        asociacion=False,
        url=f"{SITIO}/proposals/{ident}",
        estado_origen="retired" if fila["retired_at"].strip() else "",
    )


def _de_2019(fila: Fila, numero: int) -> Ajena:
    return Ajena(
        fila=numero,
        origen_id=str(_entero(fila, "id")),
        titulo=_titulo(fila),
        resumen=_texto(fila, "summary", 300),
        cuerpo=_texto(fila, "text"),
        html=False,
        apoyos=_entero(fila, "numSupports"),
        publicada=_fecha(fila, "date", "%Y-%m-%d", "2015-09-15"),
        retirada=None,
        autora=_texto(fila, "userId", 40) or None,
        asociacion=fila["isAssociation"].strip() == "1",
        url=_direccion(fila),
        estado_origen=_texto(fila, "status", 40),
    )


@dataclass(frozen=True)
class Forma:
    """Una forma de archivo: su separador, las columnas que exige y cómo se lee una fila."""

    nombre: str
    separador: str
    columnas: frozenset[str]
    leer: Callable[[Fila, int], Ajena]


FORMAS = (
    Forma(
        "datos abiertos 2024-2025",
        ";",
        frozenset({"id", "title", "description", "cached_votes_up", "created_at", "retired_at"}),
        _de_2024,
    ),
    Forma(
        "conjunto de 2019",
        ",",
        frozenset(
            {
                "id",
                "url",
                "title",
                "userId",
                "date",
                "summary",
                "text",
                "status",
                "numSupports",
                "isAssociation",
            }
        ),
        _de_2019,
    ),
)


def _reconocer(texto: str) -> Forma | None:
    primera = texto.split("\n", 1)[0]
    for forma in FORMAS:
        cabecera = next(csv.reader([primera], delimiter=forma.separador), [])
        if forma.columnas <= {c.strip() for c in cabecera}:
            return forma
    return None


def leer(texto: str) -> Lectura:
    """Lee un archivo entero de cualquiera de las dos formas.

    Un identificador repetido, una fila con columnas de más o de menos, o un valor imposible son errores con
    fila y columna. Los textos vacíos se aceptan.
    """
    texto = texto.removeprefix("\ufeff").replace("\0", "")
    forma = _reconocer(texto)
    if forma is None:
        esperadas = " o ".join(f"{f.nombre}: {', '.join(sorted(f.columnas))}" for f in FORMAS)
        return Lectura((), (ErrorDeFila(1, 1, "cabecera", f"no se reconoce; se esperaba {esperadas}"),))
    csv.field_size_limit(CAMPO_MAXIMO)
    lector = csv.DictReader(io.StringIO(texto, newline=""), delimiter=forma.separador, strict=True)
    propuestas: list[Ajena] = []
    errores: list[ErrorDeFila] = []
    vistos: dict[str, int] = {}
    for numero, fila in _filas(lector, errores):
        try:
            ajena = _una(forma, fila, numero, vistos)
        except _Malo as malo:
            errores.append(ErrorDeFila(numero, lector.line_num, malo.columna, malo.mensaje))
        else:
            vistos[ajena.origen_id] = numero
            propuestas.append(ajena)
    return Lectura(tuple(propuestas), tuple(errores))


def _filas(lector: csv.DictReader[str], errores: list[ErrorDeFila]) -> Iterable[tuple[int, dict[Any, Any]]]:
    numero = 1
    filas = iter(lector)
    while True:
        numero += 1
        try:
            yield numero, next(filas)
        except StopIteration:
            return
        except csv.Error as error:
            errores.append(ErrorDeFila(numero, lector.line_num, "la fila entera", f"CSV mal formado: {error}"))
            return


def _una(forma: Forma, fila: dict[Any, Any], numero: int, vistos: dict[str, int]) -> Ajena:
    if None in fila:
        raise _Malo("la fila entera", "tiene más columnas que la cabecera")
    faltan = [c for c in forma.columnas if fila.get(c) is None]
    if faltan:
        raise _Malo(sorted(faltan)[0], "falta: la fila tiene menos columnas que la cabecera")
    ajena = forma.leer(fila, numero)
    if ajena.origen_id in vistos:
        raise _Malo("id", f"{ajena.origen_id} ya está en la fila {vistos[ajena.origen_id]}")
    return ajena
