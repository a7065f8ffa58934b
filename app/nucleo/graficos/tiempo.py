"""El eje del tiempo: de una fecha a su lugar, y qué fechas se rotulan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.nucleo.graficos.escala import LADO
from app.nucleo.graficos.piezas import Formato, MarcaEje

_MAX_ANIOS = 5
_MAX_MESES = 3
_BORDE = 870
"""Desde aquí un rótulo que empieza en su marca no cabría en un teléfono."""


@dataclass(frozen=True)
class Tiempo:
    """De una fecha a un lugar entre 0 y 1000."""

    desde: dt.date
    hasta: dt.date

    def lugar(self, dia: dt.date) -> int:
        """A cuánto del principio queda la fecha; si solo hay una, en el medio."""
        total = (self.hasta - self.desde).days
        if total == 0:
            return LADO // 2
        return round(Fraction((dia - self.desde).days, total) * LADO)


def marcas(tiempo: Tiempo, dias: Sequence[dt.date], formato: Formato) -> tuple[MarcaEje, ...]:
    """Los rótulos del eje, pocos para que quepan en un teléfono.

    Si los datos son de un mismo día de cada año, el rótulo va en el dato y dice el año; si no, donde empieza
    cada año o cada mes, y el texto queda a su derecha.
    """
    propios = sorted(set(dias))
    if len({(d.month, d.day) for d in propios}) == 1:
        return _en_los_datos(tiempo, propios)
    if (tiempo.hasta - tiempo.desde).days > 731:
        return _en_los_anios(tiempo)
    return _en_los_meses(tiempo, formato)


def _en_los_datos(tiempo: Tiempo, dias: list[dt.date]) -> tuple[MarcaEje, ...]:
    anios = dias[-1].year - dias[0].year
    paso = next(n for n in (1, 2, 5, 10, 20, 50, 100, 1000, 10000) if anios / n <= _MAX_ANIOS - 1)
    elegidos = [d for d in dias if (dias[-1].year - d.year) % paso == 0]
    salida = []
    for dia in elegidos:
        lugar = tiempo.lugar(dia)
        ancla = "end" if lugar > LADO - 50 else "start" if lugar < 50 else "middle"
        salida.append(MarcaEje(lugar, str(dia.year), ancla))
    return tuple(salida)


def _en_los_anios(tiempo: Tiempo) -> tuple[MarcaEje, ...]:
    anios = tiempo.hasta.year - tiempo.desde.year + 1
    paso = next(n for n in (1, 2, 5, 10, 20, 50, 100, 1000, 10000) if anios / n <= _MAX_ANIOS)
    salida = []
    for anio in range(tiempo.desde.year, tiempo.hasta.year + 1):
        dia = dt.date(anio, 1, 1)
        if anio % paso == 0 and dia >= tiempo.desde and tiempo.lugar(dia) <= _BORDE:
            salida.append(MarcaEje(tiempo.lugar(dia), str(anio), "start"))
    return tuple(salida)


def _en_los_meses(tiempo: Tiempo, formato: Formato) -> tuple[MarcaEje, ...]:
    meses = [
        dt.date(n // 12, n % 12 + 1, 1)
        for n in range(
            tiempo.desde.year * 12 + tiempo.desde.month - 1, tiempo.hasta.year * 12 + tiempo.hasta.month
        )
    ]
    dentro = [m for m in meses if m >= tiempo.desde]
    if len(dentro) < 2:
        return (
            MarcaEje(0, formato.dia(tiempo.desde), "start"),
            MarcaEje(LADO, formato.dia(tiempo.hasta), "end"),
        )
    paso = next(n for n in (1, 2, 3, 4, 6, 12) if len(dentro) / n <= _MAX_MESES or n == 12)
    return tuple(
        MarcaEje(tiempo.lugar(m), formato.mes(m), "start")
        for m in dentro[::paso]
        if tiempo.lugar(m) <= _BORDE - 100
    )
