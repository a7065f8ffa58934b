"""Hasta cuándo junta apoyos una propuesta: pasada su fecha queda archivada sin que nadie lo pulse."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from app.procesos.reglas import Acto, Ventana

UN_SEGUNDO = dt.timedelta(seconds=1)
GUARDA_DE_APOYOS = dt.timedelta(days=365)
"""Cuánto se guarda quién apoyó una propuesta después de archivada o retirada; el número queda."""


def fin_de_apoyos(fases: Iterable[Ventana]) -> dt.datetime | None:
    """Cuándo cierra la última etapa en que se apoya; None si alguna no cierra o si ninguna deja apoyar."""
    cierres = [f.cierra for f in fases if Acto.APOYAR in f.actos]
    conocidos = [c for c in cierres if c is not None]
    return max(conocidos) if conocidos and len(conocidos) == len(cierres) else None


def fin_de_vigencia(publicada_en: dt.datetime, meses: int, zona: ZoneInfo) -> dt.datetime:
    """El último segundo del mismo día, `meses` después, en la hora de la ciudad; el 31 pasa al último del mes.

    No decrece con `publicada_en`.
    """
    dia = publicada_en.astimezone(zona).date()
    anio, mes = divmod(dia.year * 12 + dia.month - 1 + meses, 12)
    ultimo = calendar.monthrange(anio, mes + 1)[1]
    fin = dt.date(anio, mes + 1, min(dia.day, ultimo)) + dt.timedelta(days=1)
    return dt.datetime.combine(fin, dt.time(), tzinfo=zona).astimezone(dt.UTC) - UN_SEGUNDO


def cierre_de(
    fases: Iterable[Ventana], publicada_en: dt.datetime, meses: int | None, zona: ZoneInfo
) -> dt.datetime | None:
    """Lo que llegue antes: el fin de la etapa de apoyos o el de la vigencia; None si no hay ninguno."""
    fines = [fin_de_apoyos(fases), fin_de_vigencia(publicada_en, meses, zona) if meses else None]
    return min((f for f in fines if f is not None), default=None)
