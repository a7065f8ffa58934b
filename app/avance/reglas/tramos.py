"""Los tramos de una frecuencia: cuándo toca cada dato, cuáles faltan y qué períodos llevan meta."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

MESES = {
    "mensual": 1, "bimestral": 2, "trimestral": 3, "cuatrimestral": 4, "semestral": 6, "anual": 12,
    "bienal": 24, "trienal": 36, "quinquenal": 60, "decenal": 120,
}  # fmt: skip
"""Frecuencia → meses de cada tramo; una irregular no tiene."""

MAXIMO = 600
"""Tramos que se cuentan como mucho: cincuenta años de meses."""


@dataclass(frozen=True)
class Tramo:
    """Un período del calendario, `[inicio, fin]`, los dos días incluidos."""

    inicio: dt.date
    fin: dt.date

    def __contains__(self, dia: dt.date) -> bool:
        return self.inicio <= dia <= self.fin


def _desde_mes(meses: int, largo: int) -> Tramo:
    """El tramo de `largo` meses que empieza `meses` meses después del año cero."""
    ultimo = meses + largo - 1
    anio, mes = ultimo // 12, ultimo % 12 + 1
    return Tramo(dt.date(meses // 12, meses % 12 + 1, 1), dt.date(anio, mes, calendar.monthrange(anio, mes)[1]))


def tramo_de(frecuencia: str, dia: dt.date, origen: dt.date) -> Tramo | None:
    """El tramo en que cae un día; None si la frecuencia es irregular o el tramo se sale del calendario.

    Los de hasta un año siguen el calendario (trimestres, semestres). Los más largos terminan en el año de
    `origen` y de ahí se repiten hacia los dos lados: un censo de 2010 cada diez años toca en 2020.
    """
    largo = MESES.get(frecuencia)
    if largo is None:
        return None
    mes = dia.year * 12 + dia.month - 1
    corrida = 0 if largo <= 12 else (origen.year + 1) * 12 % largo
    inicio = (mes - corrida) // largo * largo + corrida
    if inicio < 12 or inicio + largo > 9999 * 12:
        return None
    return _desde_mes(inicio, largo)


def tramos(frecuencia: str, desde: dt.date, hasta: dt.date, origen: dt.date) -> list[Tramo]:
    """Los tramos seguidos desde el de `desde` hasta el de `hasta`; ninguno si la frecuencia es irregular."""
    salida: list[Tramo] = []
    tramo = tramo_de(frecuencia, desde, origen)
    while tramo is not None and tramo.inicio <= hasta and len(salida) < MAXIMO:
        salida.append(tramo)
        tramo = tramo_de(frecuencia, tramo.fin + dt.timedelta(days=1), origen)
    return salida


def terminado(frecuencia: str, hoy: dt.date, origen: dt.date) -> Tramo | None:
    """El último tramo que ya terminó: el que hoy debería tener su dato."""
    presente = tramo_de(frecuencia, hoy, origen)
    return tramo_de(frecuencia, presente.inicio - dt.timedelta(days=1), origen) if presente else None


def faltan(frecuencia: str, fechas: Sequence[dt.date], hoy: dt.date) -> list[dt.date]:
    """Las fechas en que tocaba un dato y no hay ninguno, entre el primero y hoy.

    El tramo que aún corre no cuenta. La fecha es la del final del tramo; en las de un año o más, el mismo día
    y mes que el último dato, para que el eje del tiempo quede parejo.
    """
    if not fechas:
        return []
    origen = min(fechas)
    conocidas = sorted(fechas)
    vacios = [
        t for t in tramos(frecuencia, origen, hoy, origen) if t.fin < hoy and not any(f in t for f in conocidas)
    ]
    if MESES.get(frecuencia, 0) < 12:
        return [t.fin for t in vacios]
    return [_como(conocidas[-1], t) for t in vacios]


def _como(modelo: dt.date, tramo: Tramo) -> dt.date:
    """El día y mes del modelo en el último año del tramo (el 29 de febrero, el 28 si no lo hay)."""
    ultimo = calendar.monthrange(tramo.fin.year, modelo.month)[1]
    return dt.date(tramo.fin.year, modelo.month, min(modelo.day, ultimo))


def atrasado(frecuencia: str, ultima: dt.date | None, origen: dt.date | None, hoy: dt.date) -> Tramo | None:
    """El primer tramo ya terminado que espera su dato después del último; None si está al día.

    Sin ningún dato, el último terminado. Una frecuencia irregular nunca se atrasa.
    """
    if ultima is None:
        return terminado(frecuencia, hoy, origen or hoy)
    pasado = tramo_de(frecuencia, ultima, origen or ultima)
    siguiente = tramo_de(frecuencia, pasado.fin + dt.timedelta(days=1), origen or ultima) if pasado else None
    return siguiente if siguiente is not None and siguiente.fin < hoy else None


def repetidas(frecuencia: str, fechas: Iterable[dt.date]) -> set[dt.date]:
    """Las fechas que caen en un tramo donde ya hay otra anterior: datos de más para esa frecuencia."""
    ordenadas = sorted(set(fechas))
    if not ordenadas:
        return set()
    vistos: set[Tramo] = set()
    sobran: set[dt.date] = set()
    for dia in ordenadas:
        tramo = tramo_de(frecuencia, dia, ordenadas[0])
        if tramo is None:
            continue
        if tramo in vistos:
            sobran.add(dia)
        vistos.add(tramo)
    return sobran


def periodos_de_metas(frecuencia: str, desde: int, hasta: int) -> list[Tramo]:
    """Un período por tramo de la frecuencia entre dos años, los dos incluidos; las irregulares, uno por año.

    Nunca más cortos que un año: una meta por mes no se planifica, se mide. Los más largos terminan en `hasta`.
    """
    largo = max(MESES.get(frecuencia, 12), 12) // 12
    fines = list(takewhile(lambda fin: fin >= desde, range(hasta, desde - 1, -largo)))
    return [Tramo(dt.date(max(fin - largo + 1, desde), 1, 1), dt.date(fin, 12, 31)) for fin in reversed(fines)]


def se_pisan(periodos: Sequence[tuple[dt.date, dt.date]]) -> tuple[int, int] | None:
    """Los lugares de los dos primeros períodos que comparten algún día; None si ninguno."""
    orden = sorted(range(len(periodos)), key=lambda i: periodos[i])
    for a, b in pairwise(orden):
        if periodos[b][0] <= periodos[a][1]:
            return a, b
    return None
