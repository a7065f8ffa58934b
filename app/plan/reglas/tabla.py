"""De los bytes de un archivo a celdas con su fila y su columna: codificación, separador y encabezados."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from app.plan.reglas.filas import COLUMNAS, TRADUCIBLES, sin_resguardo

MAXIMO_FILAS = 5000
MAXIMO_NIVELES = 12
_NIVEL = re.compile(r"nivel (\d{1,2})")
_EN_IDIOMA = re.compile(r"(.+?)\s*\[\s*([a-zA-Z]{2,3}(?:[-_][a-zA-Z]{2,8})?)\s*\]")
_ALIAS = {
    "codigo": ("codigo", "cod", "clave"),
    "titulo": ("titulo", "nombre"),
    "descripcion": ("descripcion", "detalle"),
    "unidad": ("unidad responsable", "unidad", "responsable"),
    "colaboradoras": ("unidades colaboradoras", "colaboradoras", "colaboran"),
    "peso": ("peso", "ponderacion"),
    "ods": ("ods",),
    "inicio": ("inicio", "fecha de inicio", "desde"),
    "fin": ("fin", "fecha de fin", "hasta"),
    "estado": ("estado",),
    "supuestos": ("supuestos",),
}
_CAMPO_DE = {alias: campo for campo, todos in _ALIAS.items() for alias in todos}


@dataclass(frozen=True)
class ErrorFila:
    """Un error con su lugar. `fila` es la de la hoja de cálculo (1 = encabezados; None = todo el archivo).

    `clave` dice cuál es; `datos`, lo que su frase necesita. La frase la ponen las páginas, en cada idioma.
    """

    fila: int | None
    columna: str
    clave: str
    datos: Mapping[str, str]


@dataclass(frozen=True)
class Cruda:
    """Una fila sin interpretar: los códigos de sus niveles y sus celdas por campo."""

    numero: int
    niveles: tuple[str, ...]
    celdas: Mapping[str, str]


@dataclass(frozen=True)
class Tabla:
    """Lo leído del archivo: filas crudas, campos presentes, columnas que no se usan y errores de forma."""

    filas: tuple[Cruda, ...] = ()
    campos: frozenset[str] = frozenset()
    ignoradas: tuple[str, ...] = ()
    errores: tuple[ErrorFila, ...] = ()


def llana(texto: str) -> str:
    """Forma de comparar nombres: sin tildes, mayúsculas, signos ni espacios de más."""
    sin = "".join(c for c in unicodedata.normalize("NFKD", texto) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", sin.casefold().replace("_", " ")))


def aseado(texto: str) -> str:
    """Texto en NFC, con saltos `\\n`, sin caracteres de control ni espacios en los bordes."""
    texto = unicodedata.normalize("NFC", texto.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in texto if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def limpia(celda: str) -> str:
    """El texto de una celda: aseado y sin el apóstrofo que la resguardaba."""
    return sin_resguardo(aseado(celda)).strip()


def decodificar(contenido: bytes) -> str | None:
    """El texto: UTF-8 (con o sin marca), UTF-16 con marca o, si no, la de Windows; None si es binario."""
    if contenido.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return contenido.decode("utf-16")
        except UnicodeDecodeError:
            return None
    if b"\0" in contenido or contenido.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        return None
    for codificacion in ("utf-8-sig", "cp1252"):
        try:
            return contenido.decode(codificacion)
        except UnicodeDecodeError:
            continue
    return contenido.decode("latin-1")


def _separador(texto: str) -> str:
    primera = re.sub(r'"[^"]*"', "", texto.split("\n", 1)[0])
    return max(",;\t", key=primera.count)


def _error(fila: int | None, columna: str, clave: str, /, **datos: str) -> ErrorFila:
    return ErrorFila(fila, columna, clave, datos)


def en_idioma(encabezado: str) -> tuple[str, str] | None:
    """La columna y el idioma de un encabezado como `Título [pt]`; None si no lleva idioma."""
    dicho = _EN_IDIOMA.fullmatch(encabezado.strip())
    return (dicho[1], dicho[2].replace("_", "-").lower()) if dicho else None


def _campo(encabezado: str) -> str | None:
    """El campo de la tabla ancha que lleva ese encabezado; None si no es suyo."""
    nombre = llana(encabezado)
    if _NIVEL.fullmatch(nombre):
        return nombre
    traducido = en_idioma(encabezado)
    if traducido is None:
        return _CAMPO_DE.get(nombre)
    base = _CAMPO_DE.get(llana(traducido[0]), "")
    return f"{base}[{traducido[1]}]" if base in TRADUCIBLES else None


def _encabezados(celdas: list[str]) -> tuple[dict[int, str], tuple[str, ...], list[ErrorFila]]:
    """Posición → campo (`nivel k` para los niveles), las columnas ajenas y los errores."""
    lugares: dict[int, str] = {}
    ajenas: list[str] = []
    errores: list[ErrorFila] = []
    for posicion, celda in enumerate(celdas):
        campo = _campo(celda)
        if campo is None:
            ajenas += [celda.strip()] if llana(celda) else []
        elif campo in lugares.values():
            errores.append(_error(1, celda.strip(), "columna_repetida", columna=celda.strip()))
        else:
            lugares[posicion] = campo
    exigidas = {"codigo": COLUMNAS["codigo"], "titulo": COLUMNAS["titulo"], "nivel 0": "Nivel 0"}
    for campo, columna in exigidas.items():
        if campo not in lugares.values():
            errores.append(_error(1, columna, "falta_columna", columna=columna))
    niveles = sorted(int(c[6:]) for c in lugares.values() if c.startswith("nivel "))
    if niveles and (niveles != list(range(len(niveles))) or len(niveles) > MAXIMO_NIVELES):
        errores.append(_error(1, f"Nivel {niveles[-1]}", "niveles_salteados", maximo=str(MAXIMO_NIVELES)))
    return lugares, tuple(ajenas), errores


def leer_registros(
    contenido: bytes | str, maximo: int = MAXIMO_FILAS
) -> tuple[list[list[str]], ErrorFila | None]:
    """Las líneas de un CSV, sin interpretar, o el error de forma que impide leerlo."""
    texto = decodificar(contenido) if isinstance(contenido, bytes) else contenido
    if texto is None:
        return [], _error(None, "", "no_es_texto")
    texto = texto.removeprefix("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    lector = csv.reader(io.StringIO(texto, newline=""), delimiter=_separador(texto), strict=True)
    registros: list[list[str]] = []
    try:
        for registro in lector:
            registros.append(registro)
            if len(registros) > maximo + 1:
                return [], _error(None, "", "demasiadas_filas", maximo=str(maximo))
    except csv.Error:
        return [], _error(len(registros) + 1, "", "comillas")
    return registros, None if any(any(r) for r in registros) else _error(None, "", "vacio")


def encabezados_de(texto: str) -> frozenset[str]:
    """Los nombres de las columnas, llanos: lo que dice qué tabla es."""
    limpio = texto.removeprefix("\ufeff").lstrip("\r\n")
    try:
        primera = next(csv.reader(io.StringIO(limpio, newline=""), delimiter=_separador(limpio)), [])
    except csv.Error:
        primera = []
    return frozenset(llana(c) for c in primera if llana(c))


def leer_tabla(contenido: bytes | str) -> Tabla:
    """Convierte un CSV en filas crudas. No interpreta las celdas; los errores aquí son de forma."""
    registros, error = leer_registros(contenido)
    if error is not None:
        return Tabla(errores=(error,))
    lugares, ajenas, errores = _encabezados(registros[0])
    if errores:
        return Tabla(ignoradas=ajenas, errores=tuple(errores))
    filas = []
    for numero, registro in enumerate(registros[1:], start=2):
        if any(c.strip() for c in registro[len(registros[0]) :]):
            errores.append(_error(numero, "", "sobran_celdas"))
        elif any(c.strip() for c in registro):
            filas.append(_cruda(numero, registro, lugares))
    campos = frozenset(c for c in lugares.values() if not c.startswith("nivel "))
    if not filas and not errores:
        errores.append(_error(None, "", "vacio"))
    return Tabla(tuple(filas), campos, ajenas, tuple(errores))


def _cruda(numero: int, registro: list[str], lugares: Mapping[int, str]) -> Cruda:
    celdas = {c: limpia(registro[p]) if p < len(registro) else "" for p, c in lugares.items()}
    niveles = sorted((c for c in celdas if c.startswith("nivel ")), key=lambda c: int(c[6:]))
    return Cruda(
        numero,
        tuple(celdas[c] for c in niveles),
        {c: v for c, v in celdas.items() if not c.startswith("nivel ")},
    )
