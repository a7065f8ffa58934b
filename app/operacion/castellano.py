"""Lo que dice la biblioteca de órdenes (click), en español: usos, opciones y errores.

click pide sus frases a gettext sin catálogo propio; aquí se le da uno, en un solo sitio. Una frase que click
añada y aquí falte sale en inglés, y una prueba lo dice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click import core, decorators, exceptions, formatting, parser, termui, types

FRASES = {
    "Usage:": "Uso:",
    "Options": "Opciones",
    "Commands": "Órdenes",
    "Positional arguments": "Argumentos",
    "Show this message and exit.": "Muestra esta ayuda.",
    "Show the version and exit.": "Muestra la versión.",
    "default: {default}": "si no se dice: {default}",
    "env var: {var}": "del entorno: {var}",
    "required": "obligatoria",
    "deprecated": "en desuso",
    "Aborted!": "Interrumpido.",
    "Do you want to continue?": "¿Seguimos?",
    "Confirm the action without prompting.": "No pregunta antes de hacerlo.",
    "Error: {message}": "Error: {message}",
    "Error: invalid input": "Error: no se entiende la respuesta",
    "Error: The two entered values do not match.": "Error: no escribiste lo mismo las dos veces.",
    "Repeat for confirmation": "Repítelo",
    "Try '{command} {option}' for help.": "Ayuda: {command} {option}",
    "Missing command.": "Falta la orden.",
    "Missing argument": "Falta",
    "Missing option": "Falta la opción",
    "Missing parameter": "Falta",
    "Missing parameter: {param_name}": "Falta: {param_name}",
    "Missing {param_type}": "Falta {param_type}",
    "No such command {name!r}.": "No hay ninguna orden {name!r}.",
    "No such option {name!r}.": "No hay ninguna opción {name!r}.",
    "Did you mean {possibility}?": "¿Querías decir {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(¿Querías decir una de estas?: {possibilities})",
    "Invalid value: {message}": "No vale: {message}",
    "Invalid value for {param_hint}: {message}": "No vale para {param_hint}: {message}",
    "Option {name!r} does not take a value.": "La opción {name!r} no lleva valor.",
    "Option {name!r} requires an argument.": "La opción {name!r} necesita un valor.",
    "Option {name!r} requires {nargs} arguments.": "La opción {name!r} necesita {nargs} valores.",
    "Argument {name!r} takes {nargs} values.": "{name!r} lleva {nargs} valores.",
    "Got unexpected extra argument ({args})": "Sobra esto: {args}",
    "Got unexpected extra arguments ({args})": "Sobra esto: {args}",
    "Takes {nargs} values but 1 was given.": "Lleva {nargs} valores y hay uno.",
    "Takes {nargs} values but {len} were given.": "Lleva {nargs} valores y hay {len}.",
    "Choose from:\n\t{choices}": "Elige entre:\n\t{choices}",
    "{value!r} is not {choice}.": "{value!r} no es {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} no es ninguno de estos: {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} no es un {number_type}.",
    "{value} is not in the range {range}.": "{value} no vale: tiene que ser {range}.",
    "{value!r} does not match the format {format}.": "{value!r} no es una fecha como 2026-06-05.",
    "{value!r} does not match the formats {formats}.": "{value!r} no es una fecha como «2026-06-05 18:00».",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value!r} no es sí o no. Vale: {states}",
    "file": "archivo",
    "directory": "carpeta",
    "path": "ruta",
    "{name} {filename!r} does not exist.": "No existe {filename!r}.",
    "{name} {filename!r} is a file.": "{filename!r} es un archivo.",
    "{name} {filename!r} is a directory.": "{filename!r} es una carpeta.",
    "{name} {filename!r} is not readable.": "No se puede leer {filename!r}.",
    "{name} {filename!r} is not writable.": "No se puede escribir {filename!r}.",
    "{name} {filename!r} is not executable.": "No se puede ejecutar {filename!r}.",
    "Could not open file {filename!r}: {message}": "No se pudo abrir {filename!r}: {message}",
    "unknown error": "falla desconocida",
}

CLASES_DE_VALOR: dict[type[click.ParamType[Any]], str] = {
    types.StringParamType: "texto",
    types.IntParamType: "número",
    types.IntRange: "número",
    types.FloatParamType: "número",
    types.FloatRange: "número",
    types.BoolParamType: "sí o no",
    types.File: "archivo",
}

_MODULOS = (core, decorators, exceptions, formatting, parser, termui, types)


def poner(raiz: click.Group) -> None:
    """Deja en español lo que click dice por su cuenta de estas órdenes."""
    for modulo in _MODULOS:
        _cambiar(modulo, "_", _frase)
        _cambiar(modulo, "ngettext", _plural)
    for clase, nombre in CLASES_DE_VALOR.items():
        clase.name = nombre
    for rango in (types.IntRange, types.FloatRange):
        _cambiar(rango, "_describe_range", _rango)
    _marcas(raiz)


def _cambiar(modulo: object, nombre: str, funcion: Callable[..., str]) -> None:
    if hasattr(modulo, nombre):
        setattr(modulo, nombre, funcion)


def _frase(texto: str) -> str:
    return FRASES.get(texto, texto)


def _plural(uno: str, muchos: str, n: int) -> str:
    return _frase(uno if n == 1 else muchos)


def _rango(self: types.IntRange | types.FloatRange) -> str:
    if self.max is None:
        return f"{self.min} o más"
    return f"de {self.min} a {self.max}" if self.min is not None else f"hasta {self.max}"


def _marcas(orden: click.Command) -> None:
    orden.options_metavar = "[OPCIONES]"
    if orden.help:
        # Entera: cortada a la mitad no dice qué hace.
        orden.short_help = _primera_frase(orden.help)
    for parametro in orden.params:
        _marca(parametro)
    if isinstance(orden, click.Group):
        orden.subcommand_metavar = "ORDEN [ARGUMENTOS]…"
        for hija in orden.commands.values():
            _marcas(hija)


def _primera_frase(ayuda: str) -> str:
    """Lo que hace la orden, sin lo demás: hasta el primer punto seguido o aparte."""
    parrafo = " ".join(ayuda.partition("\n\n")[0].split())
    frase, punto, _resto = parrafo.partition(". ")
    return frase + punto.strip()


def _marca(parametro: click.Parameter) -> None:
    """Una fecha dice que es una fecha y no sus formatos; una ruta, si es de archivo o de carpeta."""
    if isinstance(parametro.type, click.Path):
        parametro.type.name = _frase(parametro.type.name)
    if isinstance(parametro.type, click.DateTime) and parametro.metavar is None:
        parametro.metavar = "FECHA"
    if isinstance(parametro, click.Option) and parametro.help:
        parametro.help = _frase(parametro.help)
