"""De registros a filas por campo: qué columna es cuál, las que faltan, las repetidas y las ajenas."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.lectura.archivo import ArchivoInservible, ErrorFila, Registros, decodificar
from app.lectura.celdas import limpia, llana

MAXIMO_FILAS = 5000
_EN_IDIOMA = re.compile(r"(.+?)\s*\[\s*([a-zA-Z]{2,3}(?:[-_][a-zA-Z]{2,8})?)\s*\]")


_FRASES = {
    "vacio": "el archivo está vacío",
    "no_es_texto": "no es un archivo de texto; guárdalo como CSV UTF-8",
    "demasiadas_filas": "pasa de {maximo} filas",
    "comillas": "tiene comillas sin cerrar o mal puestas",
    "columna_repetida": "la columna «{columna}» está dos veces",
    "sobran_celdas": "tiene más celdas que los encabezados",
}


@dataclass(frozen=True)
class Columnas:
    """Qué campo va en cada posición y cómo se llaman las columnas que no son de la tabla."""

    lugares: Mapping[int, str]
    ajenas: tuple[str, ...]
    errores: tuple[ErrorFila, ...]

    def celdas(self, registro: Sequence[str]) -> dict[str, str]:
        """Las celdas de una fila por campo; la que no llega a una columna la tiene vacía."""
        return {c: limpia(registro[p]) if p < len(registro) else "" for p, c in self.lugares.items()}


@dataclass(frozen=True)
class Fila:
    """Una fila sin interpretar: su número en la hoja y sus celdas por campo."""

    numero: int
    celdas: Mapping[str, str]


@dataclass(frozen=True)
class Tabla:
    """Lo leído: las filas con algo escrito, los campos que trae el archivo, lo ajeno y los errores de forma."""

    filas: tuple[Fila, ...] = ()
    campos: tuple[str, ...] = ()
    ajenas: tuple[str, ...] = ()
    errores: tuple[ErrorFila, ...] = ()


def en_idioma(encabezado: str) -> tuple[str, str] | None:
    """La columna y el idioma de un encabezado como `Título [pt]`; None si no lleva idioma."""
    dicho = _EN_IDIOMA.fullmatch(encabezado.strip())
    return (dicho[1], dicho[2].replace("_", "-").lower()) if dicho else None


def columnas(
    encabezados: Sequence[str],
    campo_de: Callable[[str], str | None],
    exigidas: Mapping[str, str],
    fila: int = 1,
) -> Columnas:
    """Reparte los encabezados. `campo_de` dice de qué campo es cada uno; `exigidas`, campo → cómo se llama."""
    lugares: dict[int, str] = {}
    ajenas: list[str] = []
    errores: list[ErrorFila] = []
    for posicion, celda in enumerate(encabezados):
        nombre, campo = celda.strip(), campo_de(celda)
        if campo is None:
            ajenas += [nombre] if llana(celda) else []
        elif campo in lugares.values():
            errores.append(ErrorFila(fila, nombre, "columna_repetida", {"columna": nombre}))
        else:
            lugares[posicion] = campo
    errores += [
        ErrorFila(fila, columna, "falta_columna", {"columna": columna})
        for campo, columna in exigidas.items()
        if campo not in lugares.values()
    ]
    return Columnas(lugares, tuple(ajenas), tuple(errores))


def leer_tabla(
    contenido: bytes | str,
    campo_de: Callable[[str], str | None],
    exigidas: Mapping[str, str],
    maximo: int = MAXIMO_FILAS,
) -> Tabla:
    """Convierte un CSV en filas por campo. No interpreta las celdas; los errores aquí son de forma."""
    texto = decodificar(contenido) if isinstance(contenido, bytes) else contenido
    filas: list[Fila] = []
    errores: list[ErrorFila] = []
    try:
        if texto is None:
            raise ArchivoInservible("no_es_texto")
        registros = Registros(texto, maximo)
        reparto = columnas(registros.encabezados, campo_de, exigidas, registros.fila)
        if reparto.errores:
            return Tabla(ajenas=reparto.ajenas, errores=reparto.errores)
        for numero, registro in registros:
            if any(c.strip() for c in registro[len(registros.encabezados) :]):
                errores.append(ErrorFila(numero, "", "sobran_celdas", {}))
            else:
                filas.append(Fila(numero, reparto.celdas(registro)))
        if not filas and not errores:
            raise ArchivoInservible("vacio")
    except ArchivoInservible as inservible:
        return Tabla(errores=(inservible.error,))
    return Tabla(tuple(filas), tuple(reparto.lugares.values()), reparto.ajenas, tuple(errores))


def frase_de_forma(errores: Sequence[ErrorFila]) -> str:
    """Por qué no se puede leer el archivo, para una orden: `fila 3: tiene más celdas que los encabezados`."""
    faltan = ", ".join(e.columna for e in errores if e.clave == "falta_columna")
    if faltan:
        return f"faltan las columnas {faltan}"
    error = errores[0]
    frase = _FRASES[error.clave].format(**error.datos)
    return f"fila {error.fila}: {frase}" if error.fila else frase


def encabezados_de(texto: str) -> frozenset[str]:
    """Los nombres de las columnas, llanos: lo que dice qué tabla es."""
    try:
        return frozenset(llana(c) for c in Registros(texto).encabezados if llana(c))
    except ArchivoInservible:
        return frozenset()
