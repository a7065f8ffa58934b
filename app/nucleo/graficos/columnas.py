"""Columnas por mes (o por cualquier período), de una o dos series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.nucleo.graficos.escala import LADO, escala
from app.nucleo.graficos.piezas import ConTabla, Fila, Formato, MarcaEje, porcentual

MAXIMO_SERIES = 2
_AIRE = 250
"""Milésimas del lugar de cada período que quedan vacías, a los lados de sus columnas."""
_MAX_ROTULOS = 3


@dataclass(frozen=True)
class SerieColumnas:
    """Un valor por período, en orden; None es que no se sabe, que no es lo mismo que cero."""

    nombre: str
    valores: tuple[int | Decimal | None, ...]


@dataclass(frozen=True)
class Columna:
    """Una columna en su lugar; `falta` si no hay dato (y entonces no tiene alto)."""

    x: int
    y: int
    ancho: int
    alto: int
    texto: str
    falta: bool = False

    @property
    def partes(self) -> dict[str, str]:
        """Sus medidas, en porcentajes de la caja."""
        return {n: porcentual(getattr(self, n)) for n in ("x", "y", "ancho", "alto")}


@dataclass(frozen=True)
class GraficoColumnas(ConTabla):
    """Un gráfico listo para pintar; `vacio` si ningún período tiene dato."""

    vacio: bool = True
    marcas_y: tuple[MarcaEje, ...] = ()
    marcas_x: tuple[MarcaEje, ...] = ()
    letras: int = 0
    cero: int = LADO
    series: tuple[tuple[str, tuple[Columna, ...]], ...] = ()
    nombres: tuple[str, ...] = ()
    filas: tuple[Fila, ...] = ()
    mayor: tuple[str, str] | None = None
    """Período y valor escritos de la columna más alta de la primera serie; después, los de la última."""
    ultimo: tuple[str, str] | None = None
    cuantos_faltan: int = 0


def columnas(
    periodos: Sequence[str],
    series: Sequence[SerieColumnas],
    formato: Formato | None = None,
    *,
    cortos: Sequence[str] | None = None,
) -> GraficoColumnas:
    """Las columnas de cada período, una serie al lado de la otra; la escala siempre lleva el cero.

    `periodos` son los nombres enteros (para la tabla y las frases); `cortos`, los del eje. Lanza `ValueError`
    si hay más de dos series o alguna no trae un valor por período.
    """
    formato = formato or Formato()
    if not 1 <= len(series) <= MAXIMO_SERIES or any(len(s.valores) != len(periodos) for s in series):
        raise ValueError("Van una o dos series, con un valor por período.")
    valores = [[None if v is None else Decimal(v) for v in s.valores] for s in series]
    conocidos = [v for serie in valores for v in serie if v is not None]
    nombres = tuple(s.nombre for s in series)
    if not conocidos:
        return GraficoColumnas(nombres=nombres)
    vertical = escala(conocidos, con_cero=True, enteros=all(v == int(v) for v in conocidos))
    cero = vertical.altura(Decimal(0))
    lugares = [_lugares(len(periodos), len(series), i) for i in range(len(series))]
    dibujadas = tuple(
        (
            nombre,
            tuple(
                _columna(x, ancho, v, cero, vertical.altura(v) if v is not None else cero, periodo, formato)
                for (x, ancho), v, periodo in zip(lugares[i], valores[i], periodos, strict=True)
            ),
        )
        for i, nombre in enumerate(nombres)
    )
    marcas_y = tuple(MarcaEje(vertical.altura(v), formato.marca(v)) for v in vertical.marcas)
    con_dato = [(p, v) for p, v in zip(periodos, valores[0], strict=True) if v is not None]
    mayor = max(con_dato, key=lambda p: p[1]) if con_dato else None
    return GraficoColumnas(
        vacio=False,
        marcas_y=marcas_y,
        marcas_x=_rotulos(cortos or periodos),
        letras=max(len(m.texto) for m in marcas_y),
        cero=cero,
        series=dibujadas,
        nombres=nombres,
        filas=tuple(
            Fila(p, tuple(None if s[i] is None else formato.numero(s[i] or Decimal(0)) for s in valores))
            for i, p in enumerate(periodos)
        ),
        mayor=(mayor[0], formato.numero(mayor[1])) if mayor else None,
        ultimo=(con_dato[-1][0], formato.numero(con_dato[-1][1])) if con_dato else None,
        cuantos_faltan=sum(v is None for v in valores[0]),
    )


def _lugares(periodos: int, series: int, cual: int) -> list[tuple[int, int]]:
    """(x, ancho) de las columnas de una serie: bordes enteros, sin pisarse con la vecina."""
    salida = []
    for i in range(periodos):
        desde = [
            (LADO * (1000 * i + _AIRE // 2) + LADO * (1000 - _AIRE) * k // series) // (1000 * periodos)
            for k in (cual, cual + 1)
        ]
        salida.append((desde[0], max(desde[1] - desde[0], 1)))
    return salida


def _columna(
    x: int, ancho: int, valor: Decimal | None, cero: int, altura: int, periodo: str, formato: Formato
) -> Columna:
    if valor is None:
        return Columna(x, cero, ancho, 0, periodo, falta=True)
    texto = f"{periodo}: {formato.numero(valor)}"
    return Columna(x, min(cero, altura), ancho, abs(cero - altura), texto)


def _rotulos(nombres: Sequence[str]) -> tuple[MarcaEje, ...]:
    """Un rótulo cada tantos períodos, contando desde el último, que siempre lleva el suyo."""
    cuantos = len(nombres)
    paso = -(-cuantos // _MAX_ROTULOS)
    salida = []
    for i in range((cuantos - 1) % paso, cuantos, paso):
        lugar = LADO * (2 * i + 1) // (2 * cuantos)
        ancla = "end" if lugar > 900 and cuantos > 1 else "start" if lugar < 100 else "middle"
        borde = {"end": LADO * (i + 1) // cuantos, "start": LADO * i // cuantos}.get(ancla, lugar)
        salida.append(MarcaEje(borde, nombres[i], ancla))
    return tuple(salida)
