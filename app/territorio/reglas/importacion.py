"""Lo leído de un archivo de lugares o de población, y lo que está mal en él."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from app import lectura
from app.lectura import codigo_valido, frase_de_forma, llana
from app.lectura.numeros import cabe, leer_numero
from app.territorio.reglas.geometria import Poligonos

SIGNOS = ".:+-"
"""Lo que puede llevar un código, que va en direcciones, además de letras, cifras y `_`."""

RESERVADOS = frozenset({"niveles", "punto"})
"""Palabras que ya son direcciones bajo `/territorios/`."""

COLUMNAS_TERRITORIOS = ("codigo", "nombre", "nivel", "padre")
DEMAS_DE_TERRITORIOS = ("fuera_del_municipio", "indice_necesidad")
COLUMNAS_POBLACION = ("codigo", "anio", "sexo", "edad_desde", "edad_hasta", "personas", "fuente")
SEXOS = {"M": "mujeres", "H": "hombres", "X": "otro", "T": "total"}
LIMITES = {"anio": (1900, 2200), "edad_desde": (0, 150), "edad_hasta": (0, 150), "personas": (0, 2**31 - 1)}

NOMBRE_MAXIMO = 120
FUENTE_MAXIMA = 200
MAXIMO_FILAS = 500_000
_CODIGO = "empieza con letra o cifra; después, también . : + - _ (máximo 40); no «niveles» ni «punto»"

FilaLeida = tuple[str, Mapping[str, str]]
"""Dónde está («fila 3») y qué dice cada columna."""


@dataclass(frozen=True)
class Fallo:
    """Un error del archivo: la fila o el rasgo, la columna o propiedad, y qué pasa."""

    donde: str
    columna: str
    mensaje: str

    def __str__(self) -> str:
        lugar = f"{self.donde}, {self.columna}" if self.columna else self.donde
        return f"{lugar}: {self.mensaje}"


@dataclass(frozen=True)
class LugarLeido:
    """Un lugar del archivo. `None` significa «el archivo no lo dice»; un padre vacío es «no tiene»."""

    donde: str
    codigo: str
    nombre: str
    nivel: str
    padre: str | None = None
    formas: Poligonos | None = None
    fuera: bool | None = None
    indice: Decimal | None = None


@dataclass(frozen=True)
class FilaPoblacion:
    """Una fila de población, ya comprobada."""

    donde: str
    codigo: str
    anio: int
    sexo: str
    edad_desde: int
    edad_hasta: int | None
    personas: int
    fuente: str


def leer_json(datos: bytes) -> Any:
    """El documento JSON; lanza `ValueError` con una frase si no lo es. No admite NaN ni infinitos."""

    def rechazar(constante: str) -> Any:
        raise ValueError(f"contiene {constante}, que no es un número de JSON")

    if not datos.strip():
        raise ValueError("el archivo está vacío")
    try:
        return json.loads(datos.decode("utf-8-sig"), parse_constant=rechazar)
    except UnicodeDecodeError as error:
        linea = datos[: error.start].count(b"\n") + 1
        raise ValueError(f"no está en UTF-8 (línea {linea}); guárdalo otra vez como UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"no es JSON: línea {error.lineno}, columna {error.colno}") from error
    except RecursionError as error:
        raise ValueError("no es GeoJSON: está anidado sin fin") from error


def leer_tabla(datos: bytes, obligatorias: Sequence[str], demas: Sequence[str] = ()) -> list[FilaLeida]:
    """Las filas de un CSV, cada una con su lugar («fila 3»); lanza `ValueError` con una frase si no sirve."""
    campos = {llana(c): c for c in (*obligatorias, *demas)}
    exigidas = {c: c for c in obligatorias}
    tabla = lectura.leer_tabla(datos, lambda c: campos.get(llana(c)), exigidas, MAXIMO_FILAS)
    if tabla.errores:
        raise ValueError(frase_de_forma(tabla.errores))
    return [(f"fila {fila.numero}", fila.celdas) for fila in tabla.filas]


def fallos_de(lugares: Iterable[LugarLeido]) -> list[Fallo]:
    """Nombres y códigos que no sirven, y códigos repetidos en el archivo."""
    fallos: list[Fallo] = []
    vistos: dict[str, str] = {}
    for lugar in lugares:
        if not lugar.nombre:
            fallos.append(Fallo(lugar.donde, "nombre", "falta el nombre"))
        elif len(lugar.nombre) > NOMBRE_MAXIMO:
            fallos.append(Fallo(lugar.donde, "nombre", f"pasa de {NOMBRE_MAXIMO} caracteres"))
        if not codigo_valido(lugar.codigo, reservados=RESERVADOS, signos=SIGNOS):
            fallos.append(
                Fallo(
                    lugar.donde,
                    "codigo",
                    f"«{lugar.codigo}» no sirve: {_CODIGO}",
                )
            )
        elif lugar.codigo in vistos:
            fallos.append(Fallo(lugar.donde, "codigo", f"«{lugar.codigo}» ya está en {vistos[lugar.codigo]}"))
        vistos.setdefault(lugar.codigo, lugar.donde)
        if lugar.indice is not None and not 0 <= lugar.indice <= 1:
            fallos.append(Fallo(lugar.donde, "indice_necesidad", "tiene que estar entre 0 y 1"))
    return fallos


def decimal(texto: str) -> Decimal | None:
    """Un decimal con coma o punto; None si está vacío. Lanza `ValueError` si no es un número."""
    valor = leer_numero(texto, "," if "," in texto else ".")
    if texto and (valor is None or not cabe(valor)):
        raise ValueError(f"«{texto}» no es un número")
    return valor.quantize(Decimal("0.001")) if valor is not None else None


def fila_de_poblacion(donde: str, fila: Mapping[str, str], fallos: list[Fallo]) -> FilaPoblacion | None:
    """La fila comprobada; None, y los fallos anotados, si algo no sirve."""
    antes = len(fallos)
    anio = _entero(donde, fila, "anio", fallos)
    desde = _entero(donde, fila, "edad_desde", fallos)
    hasta = _entero(donde, fila, "edad_hasta", fallos) if fila["edad_hasta"] else None
    personas = _entero(donde, fila, "personas", fallos)
    if fila["sexo"] not in SEXOS:
        claves = ", ".join(f"{c} ({n})" for c, n in SEXOS.items())
        fallos.append(Fallo(donde, "sexo", f"«{fila['sexo']}» no es ninguno de {claves}"))
    if not fila["fuente"] or len(fila["fuente"]) > FUENTE_MAXIMA:
        fallos.append(
            Fallo(donde, "fuente", f"di de dónde sale la cifra, en {FUENTE_MAXIMA} caracteres o menos")
        )
    if hasta is not None and hasta < desde:
        fallos.append(Fallo(donde, "edad_hasta", f"{hasta} es menor que edad_desde ({desde})"))
    if len(fallos) > antes:
        return None
    return FilaPoblacion(donde, fila["codigo"], anio, fila["sexo"], desde, hasta, personas, fila["fuente"])


def fallos_de_poblacion(filas: Iterable[FilaPoblacion]) -> list[Fallo]:
    """Bandas de edad que se pisan, y totales mezclados con el detalle por sexo: contarían dos veces."""
    grupos: defaultdict[tuple[str, int], defaultdict[str, list[FilaPoblacion]]]
    grupos = defaultdict(lambda: defaultdict(list))
    for fila in filas:
        grupos[fila.codigo, fila.anio][fila.sexo].append(fila)
    fallos: list[Fallo] = []
    for (codigo, anio), sexos in grupos.items():
        if "T" in sexos and len(sexos) > 1:
            fallos.append(
                Fallo(sexos["T"][0].donde, "sexo", f"«{codigo}» en {anio} mezcla el total (T) con el detalle")
            )
        for lista in sexos.values():
            lista.sort(key=lambda f: f.edad_desde)
            for una, otra in pairwise(lista):
                if una.edad_hasta is None or otra.edad_desde <= una.edad_hasta:
                    fallos.append(
                        Fallo(
                            otra.donde,
                            "edad_desde",
                            f"se pisa con la banda de {una.donde} («{codigo}», {anio})",
                        )
                    )
    return fallos


def _entero(donde: str, fila: Mapping[str, str], columna: str, fallos: list[Fallo]) -> int:
    texto = fila[columna]
    minimo, maximo = LIMITES[columna]
    if not re.fullmatch(r"[0-9]{1,10}", texto):
        fallos.append(Fallo(donde, columna, f"«{texto}» no es un número entero sin puntos ni comas"))
        return minimo
    if not minimo <= int(texto) <= maximo:
        fallos.append(Fallo(donde, columna, f"{texto} está fuera de {minimo}–{maximo}"))
        return minimo
    return int(texto)
