"""La salud del servicio: si la base responde y deja guardar, si queda disco, si hay obrero y si sale el correo.

Se pregunta a menudo, así que no escribe nada: tres lecturas cortas y unas preguntas al sistema de archivos.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from app.extensiones import db
from app.nucleo.modelos import Arriendo
from app.nucleo.reloj import ahora
from app.nucleo.salidas import NADA_SALE, como_sale

OBRERO = "obrero"
"""El arriendo que el obrero renueva mientras trabaja."""
SIN_RENOVAR = dt.timedelta(minutes=1)
LLENO = 64 * 2**20
"""Con menos bytes libres, la petición más grande que se acepta (56 MiB) ya no cabe."""
POCO = 2**30


@dataclass(frozen=True)
class Salud:
    """Una palabra por cosa que puede faltar; ninguna revela versiones, rutas ni datos.

    Que algún mensaje no llegara a nadie se dice sin dar aviso: una dirección mal escrita es cosa de cada día.
    """

    base: str
    disco: str
    obrero: str
    correo: str

    @property
    def atiende(self) -> bool:
        """Verdadero si una visita puede leer y guardar."""
        return self.base == "responde" and self.disco in ("bien", "queda poco")

    @property
    def estado(self) -> str:
        """Lo que se mira primero: «bien», «aviso» (sirve, pero hay que ir) o «mal»."""
        if not self.atiende:
            return "mal"
        bien = (self.disco, self.obrero) == ("bien", "trabaja") and self.correo not in NADA_SALE
        return "bien" if bien else "aviso"

    def como_datos(self) -> dict[str, str]:
        """El estado y sus causas, para responder en JSON."""
        return {"estado": self.estado, **asdict(self)}


def mirar() -> Salud:
    """La salud de este momento."""
    try:
        base, obrero, correo = _base(), _obrero(), como_sale()
    except sa.exc.SQLAlchemyError:
        base, obrero, correo = "no responde", "no se sabe", "no se sabe"
    return Salud(base, _disco(), obrero, correo)


def _base() -> str:
    """PostgreSQL puede responder y no dejar guardar: una réplica, o un proveedor sin disco."""
    if db.engine.dialect.name == "postgresql":
        solo_lee = db.session.scalar(sa.text("SELECT current_setting('transaction_read_only')"))
        return "solo deja leer" if solo_lee == "on" else "responde"
    return "responde"


def _obrero() -> str:
    hasta = db.session.scalar(sa.select(Arriendo.hasta).where(Arriendo.nombre == OBRERO))
    return "trabaja" if hasta is not None and hasta > ahora() - SIN_RENOVAR else "parado"


def _disco() -> str:
    """Lo peor de la carpeta de datos y, con SQLite, de donde esté la base."""
    archivo = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    carpetas = {Path(current_app.config["DATOS"])} | ({Path(archivo).parent} if archivo else set())
    usados = [*carpetas, *(Path(f"{archivo}{fin}") for fin in ("", "-wal", "-shm", ".cerrojo") if archivo)]
    try:
        if not all(os.access(ruta, os.W_OK) for ruta in usados if ruta.exists()):
            return "no deja escribir"
        return min((_espacio(carpeta) for carpeta in carpetas), key=("lleno", "queda poco", "bien").index)
    except OSError:
        return "no deja escribir"


def _espacio(carpeta: Path) -> str:
    """Mira también los nodos: sin ellos no cabe un archivo nuevo aunque sobre espacio."""
    sistema = os.statvfs(carpeta)
    libres = sistema.f_bavail * sistema.f_frsize
    if libres < LLENO or (sistema.f_files and not sistema.f_favail):
        return "lleno"
    return "queda poco" if libres < POCO else "bien"
