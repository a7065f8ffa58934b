"""Lo que hay en `ciudad/`, leído; y las fechas, contadas hacia atrás desde hoy."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

CARPETA = Path(__file__).parent / "ciudad"
PROCESO_PERMANENTE = "propuestas"
PASO = dt.timedelta(minutes=20)


def bytes_de(nombre: str) -> bytes:
    """Un archivo de la ciudad, tal cual."""
    return (CARPETA / nombre).read_bytes()


def json_de(nombre: str) -> Any:
    """Un archivo JSON de la ciudad."""
    return json.loads(bytes_de(nombre))


@dataclass(frozen=True)
class Calendario:
    """Convierte «hace N días» en instantes de la ciudad."""

    ahora: dt.datetime
    zona: ZoneInfo

    def hace(
        self, dias: int, clave: str = "", paso: int = 0, *, desde: int = 7, horas: int = 14
    ) -> dt.datetime:
        """Un rato de ese día (de 7:00 a 20:59), siempre el mismo para cada clave; nunca en el futuro.

        `paso` ordena lo que pasa el mismo día con la misma clave.
        """
        minutos = crc32(clave.encode()) % (horas * 60)
        dia = self.ahora.astimezone(self.zona).date() - dt.timedelta(days=dias)
        hora = dt.datetime.combine(dia, dt.time(desde), tzinfo=self.zona).astimezone(dt.UTC)
        momento = hora + dt.timedelta(minutes=minutos) + paso * PASO
        return min(momento, self.ahora - dt.timedelta(hours=1) + paso * dt.timedelta(minutes=1))

    def mediodia(self, dia: dt.date) -> dt.datetime:
        """El mediodía de un día de la ciudad; nunca en el futuro."""
        momento = dt.datetime.combine(dia, dt.time(12), tzinfo=self.zona).astimezone(dt.UTC)
        return min(momento, self.ahora)

    def empieza(self, dias: int) -> dt.datetime:
        """El mediodía, en la ciudad, del día que está a `dias` de hoy (negativo: ya pasó)."""
        dia = self.ahora.astimezone(self.zona).date() + dt.timedelta(days=dias)
        return dt.datetime.combine(dia, dt.time(12), tzinfo=self.zona).astimezone(dt.UTC)

    def despues(self, dias: int, clave: str, de: dt.datetime) -> dt.datetime:
        """Un rato de ese día, pero siempre después de otro momento (de 4 a 40 minutos, si cae antes)."""
        espera = dt.timedelta(minutes=4 + crc32(clave.encode()) % 37)
        momento = self.hace(dias, clave)
        return min(momento if momento > de else de + espera, self.ahora - dt.timedelta(minutes=1))
