"""Lo que toda plantilla tiene a mano: la ciudad, la identidad, fechas, números y dinero."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from flask import Flask, current_app
from flask_wtf.csrf import generate_csrf

from app.nucleo import idiomas
from app.nucleo.accesos import identidad
from app.nucleo.estaticos import estatico
from app.nucleo.permisos import Permiso
from app.nucleo.reloj import ahora
from app.nucleo.texto import a_texto, markdown_seguro, recortar
from app.nucleo.traducido import conservando

_FECHA_HORA = {
    "es": "EEEE d 'de' MMMM, HH:mm",
    "pt": "d 'de' MMMM (EEEE), HH:mm",
    "en": "EEEE d MMMM, HH:mm",
}
"""En portugués el día de la semana va detrás: «em sexta-feira» no se dice, y unos piden «na» y otros «no»."""


@dataclass(frozen=True)
class Ciudad:
    """Los datos de la ciudad que se muestran, tomados de la configuración."""

    nombre: str
    lema: str
    contacto: str
    zona: str
    moneda: str
    region: str


def _ciudad(app: Flask) -> Ciudad:
    c = app.config
    return Ciudad(
        c["CIUDAD_NOMBRE"], c["CIUDAD_LEMA"], c["CIUDAD_CONTACTO"], c["ZONA"], c["MONEDA"], c["REGION"]
    )


def _zona() -> str:
    return str(current_app.config["ZONA"])


def _region() -> str:
    return str(current_app.config["REGION"])


@lru_cache(maxsize=4096)
def _fecha(dia: dt.date, idioma: str) -> str:
    return format_date(dia, format="long", locale=idiomas.de_fechas(idioma))


@lru_cache(maxsize=4096)
def _fecha_hora(momento: dt.datetime, idioma: str, zona: str, con_anio: bool) -> str:
    forma = _FECHA_HORA.get(idioma, _FECHA_HORA["es"])
    if con_anio:
        forma = forma.replace("MMMM", "MMMM 'de' y" if idioma != "en" else "MMMM y")
    return format_datetime(momento, forma, tzinfo=ZoneInfo(zona), locale=idioma)


@lru_cache(maxsize=4096)
def _breve(momento: dt.datetime, idioma: str, zona: str, con_hora: bool, con_anio: bool) -> str:
    dia = "d MMM y" if con_anio else "d MMM"
    semana = f"{dia} (EEE)" if idioma == "pt" else f"EEE {dia}"
    forma = f"{semana}, HH:mm" if con_hora else dia
    return format_datetime(momento, forma, tzinfo=ZoneInfo(zona), locale=idioma)


def a_zona(momento: dt.datetime) -> dt.datetime:
    """El instante, en la hora de la ciudad."""
    return momento.astimezone(ZoneInfo(_zona()))


def fecha(valor: dt.date | dt.datetime | None) -> str:
    """`5 de junio de 2026`, en la hora de la ciudad y el idioma de la persona."""
    if valor is None:
        return ""
    dia = a_zona(valor).date() if isinstance(valor, dt.datetime) else valor
    return _fecha(dia, idiomas.actual())


def fecha_hora(valor: dt.datetime | None) -> str:
    """`viernes 5 de junio, 18:00`; con el año si no es el presente."""
    if valor is None:
        return ""
    con_anio = a_zona(valor).year != a_zona(ahora()).year
    return _fecha_hora(valor.replace(second=0, microsecond=0), idiomas.actual(), _zona(), con_anio)


def fecha_breve(valor: dt.datetime | None, con_hora: bool = True) -> str:
    """`vie 5 jun, 18:00` o `5 jun`, para donde no cabe más: la fecha entera va en la misma página."""
    if valor is None:
        return ""
    con_anio = a_zona(valor).year != a_zona(ahora()).year
    return _breve(valor.replace(second=0, microsecond=0), idiomas.actual(), _zona(), con_hora, con_anio)


def relativo(valor: dt.datetime | None) -> str:
    """`hace 2 días`, `en 3 horas`."""
    if valor is None:
        return ""
    return format_timedelta(valor - ahora(), add_direction=True, locale=idiomas.actual())


@lru_cache(maxsize=4096)
def _numero(valor: int | float | Decimal, region: str, exacto: bool) -> str:
    return format_decimal(valor, locale=region, decimal_quantization=not exacto)


def numero(valor: int | float | Decimal | None, *, exacto: bool = False) -> str:
    """Número con los separadores de la región y hasta tres decimales, o todos; la falta de dato, raya."""
    return "—" if valor is None else _numero(valor, _region(), exacto)


def dinero(unidades: int | None) -> str:
    """Dinero guardado en unidades menores enteras de la moneda de la ciudad."""
    if unidades is None:
        return "—"
    moneda = str(current_app.config["MONEDA"])
    return format_currency(Decimal(unidades).scaleb(-get_currency_precision(moneda)), moneda, locale=_region())


def porcentaje(valor: float | Decimal | None, *, exacto: bool = False) -> str:
    """Una razón entre 0 y 1 como porcentaje sin decimales; `exacto`, con los que tenga."""
    return "—" if valor is None else format_percent(valor, locale=_region(), decimal_quantization=not exacto)


def _direccion(idioma: str) -> str:
    return Locale.parse(idioma).text_direction


def registrar(app: Flask) -> None:
    """Pone filtros y valores en el entorno de las plantillas."""
    entorno = app.jinja_env
    entorno.trim_blocks = entorno.lstrip_blocks = True
    entorno.filters.update(
        fecha=fecha,
        fecha_hora=fecha_hora,
        fecha_breve=fecha_breve,
        relativo=relativo,
        numero=numero,
        dinero=dinero,
        porcentaje=porcentaje,
        markdown=markdown_seguro,
        a_texto=conservando(a_texto),
        recortar=conservando(recortar),
    )
    entorno.globals.update(
        ciudad=_ciudad(app),
        estatico=estatico,
        Permiso=Permiso,
        csrf_token=generate_csrf,
        idiomas=[(c, idiomas.NOMBRES[c]) for c in app.config["IDIOMAS"]],
        demostracion=app.config["DEMOSTRACION"],
    )

    @app.context_processor
    def de_la_peticion() -> dict[str, object]:
        actual = idiomas.actual()
        return {
            "identidad": identidad(),
            "idioma_actual": actual,
            "direccion_texto": _direccion(actual),
            "ahora": ahora(),
        }
