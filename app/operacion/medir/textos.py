"""Textos variados y repetibles para las medidas: si todos fueran iguales, comprimirlos no costaría nada."""

from __future__ import annotations

import math

_QUE = (
    "una vereda continua",
    "más sombra",
    "un paso seguro",
    "bancas y agua",
    "luz en la parada",
    "un huerto",
    "juegos para niñas y niños",
    "un punto limpio",
    "rampas",
    "un mercado techado",
    "árboles nativos",
    "una ciclovía protegida",
    "un comedor",
    "baños públicos",
    "una biblioteca pequeña",
)
_DONDE = (
    "junto a la escuela",
    "en la orilla del río",
    "detrás del mercado",
    "frente al puesto de salud",
    "en la cancha del barrio",
    "a la entrada del puente",
    "en la plaza vieja",
    "camino a la vega",
    "en la terminal",
    "en la loma",
    "al lado del estero",
    "en la calle Los Ceibos",
    "en la feria",
)
_PORQUE = (
    "porque hoy hay que bajar a la calle",
    "para que las personas mayores lleguen a pie",
    "y que lo cuide el comité del barrio",
    "antes de la temporada de lluvias",
    "como ya se hizo en el centro",
    "sin quitar espacio a los puestos",
    "con la gente que vive al lado",
    "donde ya hubo tres choques",
    "y así los buses no se atrasan",
    "para que la feria no se moje",
    "aunque sea por etapas",
)


def titulo(n: int) -> str:
    """Un título de propuesta, distinto para cada número."""
    return f"{_QUE[n % len(_QUE)].capitalize()} {_DONDE[n * 7 % len(_DONDE)]}, cuadra {n}"


_FRASES = [
    f"Pedimos {_QUE[n % len(_QUE)]} {_DONDE[n // 3 % len(_DONDE)]} {_PORQUE[n // 5 % len(_PORQUE)]}."
    for n in range(math.lcm(len(_QUE), 3 * len(_DONDE), 5 * len(_PORQUE)))
]


def parrafo(n: int, frases: int) -> str:
    """Un párrafo de varias frases, que varía con el número."""
    return " ".join([_FRASES[(n * 31 + i * 17) % len(_FRASES)] for i in range(frases)])
