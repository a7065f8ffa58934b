"""Lo que entra y lo que sale de un gráfico."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Formato:
    """Cómo se escriben los números y las fechas; lo decide quien dibuja, según la región y el idioma."""

    numero: Callable[[Decimal], str] = str
    marca: Callable[[Decimal], str] = str
    """Los rótulos del eje de los valores, que llevan los decimales de su paso y no los del dato."""
    mes: Callable[[dt.date], str] = lambda dia: f"{dia:%m/%Y}"
    dia: Callable[[dt.date], str] = dt.date.isoformat


@dataclass(frozen=True)
class Serie:
    """Valores con fecha; un valor None es un dato que tocaba y falta.

    La primera serie es la principal: de ella se cuentan los que faltan. Las `sueltas` (otra fuente, por
    ejemplo) van como marcas sin línea, porque no se sabe qué pasó entre una y otra.
    """

    nombre: str
    puntos: tuple[tuple[dt.date, Decimal | None], ...]
    suelta: bool = False
    cortes: tuple[dt.date, ...] = ()
    """Fechas en que empieza otra línea sin que falte nada: una suma que vuelve a cero, por ejemplo."""


@dataclass(frozen=True)
class Tramo:
    """Un valor que vale de una fecha a otra, las dos incluidas: la meta de un período."""

    inicio: dt.date
    fin: dt.date
    valor: Decimal


@dataclass(frozen=True)
class Banda:
    """Entre qué valores se quiere estar."""

    desde: Decimal
    hasta: Decimal


@dataclass(frozen=True)
class MarcaEje:
    """Un rótulo de un eje, en su lugar de 0 a 1000. `ancla` es start, middle o end."""

    lugar: int
    texto: str
    ancla: str = "middle"

    @property
    def parte(self) -> str:
        """El lugar como porcentaje del lado: `41.7%`."""
        return porcentual(self.lugar)


@dataclass(frozen=True)
class PuntoDibujado:
    """Un valor en su lugar de la caja, con la frase que lo dice."""

    x: int
    y: int
    texto: str
    solo: bool = False
    """Sin vecino con dato a ningún lado: es un punto y no una línea."""

    @property
    def parte_x(self) -> str:
        """Su `x`, como porcentaje del ancho."""
        return porcentual(self.x)

    @property
    def parte_y(self) -> str:
        """Su `y`, como porcentaje del alto."""
        return porcentual(self.y)


@dataclass(frozen=True)
class Trazo:
    """Una serie dibujada: `d` es el camino SVG de sus líneas, cortado donde falta un dato."""

    nombre: str
    d: str
    puntos: tuple[PuntoDibujado, ...]
    suelta: bool = False
    cortes: int = 0
    """En cuántos lugares se corta la línea."""


@dataclass(frozen=True)
class Fila:
    """Un renglón de la tabla de un gráfico: fecha o período, y el valor de cada serie (None: sin dato)."""

    cuando: str
    valores: tuple[str | None, ...]


class ConTabla:
    """Lo que comparten los gráficos que traen su tabla: una columna por serie y un renglón por fecha."""

    nombres: tuple[str, ...]
    filas: tuple[Fila, ...]

    @property
    def columnas(self) -> list[dict[str, object]]:
        """Las de las series; la de las fechas la pone quien pinta, con la palabra que toque."""
        return [{"texto": n, "numero": True} for n in self.nombres]

    @property
    def renglones(self) -> list[list[str | None]]:
        """Las celdas de cada renglón, la fecha primero."""
        return [[f.cuando, *f.valores] for f in self.filas]


def porcentual(lugar: int) -> str:
    """Un lugar de 0 a 1000 como porcentaje, sin ceros de más."""
    entero, decimo = divmod(lugar, 10)
    return f"{entero}.{decimo}%" if decimo else f"{entero}%"
