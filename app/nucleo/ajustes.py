"""Los ajustes de la ciudad se comprueban al arrancar: uno mal escrito se dice entonces, no en cada página."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.numbers import is_currency
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from config import AjusteInvalido, Configuracion

SMTP = ("smtp", "smtp+tls", "smtps")


def _zona(valor: str) -> bool:
    return bool(ZoneInfo(valor).key)


def _region(valor: str) -> bool:
    return bool(Locale.parse(valor))


def _base(valor: str) -> bool:
    return make_url(valor).get_backend_name() in ("sqlite", "postgresql")


def _direccion(valor: str) -> bool:
    return not valor or (urlsplit(valor).scheme in ("http", "https") and bool(urlsplit(valor).hostname))


def _smtp(valor: str) -> bool:
    partes = urlsplit(valor)
    return not valor or (partes.scheme in SMTP and bool(partes.hostname) and partes.port != 0)


def comprobar(c: Configuracion) -> None:
    """Lanza `AjusteInvalido` con el primer ajuste que no vale: cuál es, qué dice y qué se espera."""
    pedidos: tuple[tuple[str, str, Callable[[str], bool], str], ...] = (
        ("RUMBO_ZONA", c.ZONA, _zona, "una zona horaria como America/Bogota (si está bien, falta tzdata)"),
        ("RUMBO_REGION", c.REGION, _region, "idioma y país con guion bajo, como es_CO"),
        ("RUMBO_MONEDA", c.MONEDA, is_currency, "el código ISO de una moneda, en mayúsculas, como COP"),
        ("RUMBO_IDIOMA", c.IDIOMA, c.IDIOMAS.__contains__, f"uno de estos: {', '.join(c.IDIOMAS)}"),
        ("RUMBO_URL", c.URL_PUBLICA, _direccion, "una dirección como https://participa.ciudad.example"),
        ("RUMBO_SMTP", c.SMTP, _smtp, "algo como smtp+tls://usuario:clave@servidor:587"),
        ("RUMBO_BASE", c.SQLALCHEMY_DATABASE_URI, _base, "postgresql://usuario:clave@servidor/base, o nada"),
    )
    for clave, valor, vale, se_espera in pedidos:
        try:
            bien = vale(valor)
        except (ArgumentError, LookupError, OSError, UnknownLocaleError, ValueError):
            bien = False
        if not bien:
            # Las direcciones llevan claves: no se repiten.
            raise AjusteInvalido(clave, "" if clave in ("RUMBO_SMTP", "RUMBO_BASE") else valor, se_espera)
