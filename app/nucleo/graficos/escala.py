"""Escalas: marcas redondas que cubren los datos, y de un valor a su lugar en la caja."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

LADO = 1000
_REDONDOS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Escala:
    """De un valor a un lugar entre 0 y 1000. `marcas` son los valores redondos, de menor a mayor."""

    marcas: tuple[Decimal, ...]

    @property
    def desde(self) -> Decimal:
        """El valor más bajo de la escala."""
        return self.marcas[0]

    @property
    def hasta(self) -> Decimal:
        """El valor más alto."""
        return self.marcas[-1]

    def lugar(self, valor: Decimal) -> int:
        """A cuánto del principio queda el valor, redondeado al milésimo más cercano."""
        parte = (Fraction(valor) - Fraction(self.desde)) / (Fraction(self.hasta) - Fraction(self.desde))
        return round(parte * LADO)

    def altura(self, valor: Decimal) -> int:
        """Lo mismo contado desde arriba, como en SVG: el valor más alto queda en 0."""
        return LADO - self.lugar(valor)


def redondo(valor: Fraction) -> Fraction:
    """El menor 1, 2 o 5 por una potencia de diez que no es menor que `valor` (> 0)."""
    potencia = Fraction(1)
    while potencia * 10 <= valor:
        potencia *= 10
    while potencia > valor:
        potencia /= 10
    return next(potencia * n for n in _REDONDOS if potencia * n >= valor)


def escala(
    valores: Sequence[Decimal], cuantas: int = 5, *, con_cero: bool = False, enteros: bool = False
) -> Escala:
    """La escala de marcas redondas que cubre todos los valores, con unas `cuantas` marcas.

    El paso es 1, 2 o 5 por una potencia de diez, y los extremos son múltiplos suyos (P. Heckbert, «Nice
    numbers for graph labels», Graphics Gems, 1990, con sus marcas «sueltas»). Empieza en cero si se pide, si
    los datos cambian de signo o si el cero queda más cerca que el ancho de los datos; si no, de lo que
    cambia no se vería nada. Un valor solo se mide desde cero. Con `enteros` ninguna marca parte la unidad.
    """
    menor, mayor = Fraction(min(valores)), Fraction(max(valores))
    ancho = mayor - menor
    if con_cero or ancho == 0 or menor <= ancho:
        menor = min(menor, Fraction(0))
    if con_cero or ancho == 0 or mayor >= -ancho:
        mayor = max(mayor, Fraction(0))
    if menor == mayor:
        mayor = menor + 1
    paso = redondo((mayor - menor) / max(cuantas - 1, 1))
    if enteros:
        paso = max(paso, Fraction(1))
    primero, ultimo = floor(menor / paso), ceil(mayor / paso)
    return Escala(tuple(_decimal(paso * n) for n in range(primero, ultimo + 1)))


def _decimal(valor: Fraction) -> Decimal:
    """Exacto: un múltiplo de 1, 2 o 5 por una potencia de diez siempre se escribe con finitas cifras."""
    cifras = 0
    while valor.denominator != 1:
        valor *= 10
        cifras += 1
    return Decimal(valor.numerator).scaleb(-cifras)
