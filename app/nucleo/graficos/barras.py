"""Barras horizontales: una lista que se compara de un vistazo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.nucleo.graficos.escala import LADO
from app.nucleo.graficos.piezas import Formato, porcentual


@dataclass(frozen=True)
class Barra:
    """Un renglón: su nombre, su valor (None: sin datos) y, si la tiene, su página."""

    nombre: str
    valor: int | Decimal | None
    url: str = ""
    detalle: str = ""


@dataclass(frozen=True)
class BarraDibujada:
    """Una barra en su lugar, desde el cero; `valor` ya viene escrito (None: sin datos)."""

    nombre: str
    valor: str | None
    x: int
    ancho: int
    url: str = ""
    detalle: str = ""
    negativa: bool = False

    @property
    def partes(self) -> dict[str, str]:
        """Sus medidas, en porcentajes del ancho."""
        return {"x": porcentual(self.x), "ancho": porcentual(self.ancho)}


@dataclass(frozen=True)
class GraficoBarras:
    """Las barras, en el orden dado; `cero` es el lugar del cero si hay valores negativos."""

    vacio: bool = True
    filas: tuple[BarraDibujada, ...] = ()
    cero: int = 0

    @property
    def cero_parte(self) -> str:
        """El lugar del cero, como porcentaje del ancho."""
        return porcentual(self.cero)


def barras(filas: Sequence[Barra], formato: Formato | None = None) -> GraficoBarras:
    """Cada barra mide lo que su valor frente a los extremos; un valor que no es cero siempre se ve."""
    formato = formato or Formato()
    valores = [Fraction(f.valor) for f in filas if f.valor is not None]
    mayor, menor = max([*valores, Fraction(0)]), min([*valores, Fraction(0)])
    total = mayor - menor or Fraction(1)
    cero = round(-menor / total * LADO)
    dibujadas = []
    for fila in filas:
        if fila.valor is None:
            dibujadas.append(BarraDibujada(fila.nombre, None, cero, 0, fila.url, fila.detalle))
            continue
        lugar = round((Fraction(fila.valor) - menor) / total * LADO)
        ancho = abs(lugar - cero)
        if ancho == 0 and fila.valor:
            ancho = 1
        x = min(lugar, LADO - ancho) if fila.valor < 0 else min(cero, LADO - ancho)
        escrito = formato.numero(Decimal(fila.valor))
        dibujadas.append(BarraDibujada(fila.nombre, escrito, x, ancho, fila.url, fila.detalle, fila.valor < 0))
    return GraficoBarras(not valores, tuple(dibujadas), cero)
