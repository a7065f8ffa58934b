"""Lo que hay en `ciudad/`, leído; y las fechas, contadas hacia atrás desde hoy."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

CARPETA = Path(__file__).parent / "ciudad"
PROCESO_PERMANENTE = "propuestas"
PASO = dt.timedelta(minutes=20)
PRIMER_ANIO = 2026
"""El año en que empieza el plan tal como está escrito en `ciudad/`."""
_MESES_DE_GRACIA = 9
_ANIO = re.compile(r"(?<![\d.,])20[1-4]\d(?!\d|[.,]\d)")
_NUMEROS = frozenset(
    ("Valor", "Meta", "Monto", "Peso", "Línea base", "Banda desde", "Banda hasta", "Porcentaje", "Orden")
)
"""Las columnas en las que 2030 es una cantidad y no un año."""


def bytes_de(nombre: str) -> bytes:
    """Un archivo de la ciudad, tal cual."""
    return (CARPETA / nombre).read_bytes()


def anios_corridos(hoy: dt.date) -> int:
    """Cuántos años se corren el plan y lo suyo, para que siempre vaya entre su mes diez y su mes veintiuno."""
    return (hoy.year * 12 + hoy.month - 1 - _MESES_DE_GRACIA) // 12 - PRIMER_ANIO


def correr(texto: str, anios: int) -> str:
    """El texto con sus años corridos: `Plan 2035`, corrido dos, es `Plan 2037`."""
    return _ANIO.sub(lambda hallado: str(int(hallado[0]) + anios), texto) if anios else texto


def json_de(nombre: str, anios: int = 0) -> Any:
    """Un archivo JSON de la ciudad, con sus años corridos."""
    return json.loads(correr(bytes_de(nombre).decode(), anios))


def tabla_de(nombre: str, anios: int = 0) -> list[dict[str, str]]:
    """Las filas de una tabla CSV de la ciudad, con sus años corridos."""
    lector = csv.DictReader(io.StringIO(bytes_de(nombre).decode()))
    return [{c: v if c in _NUMEROS else correr(v, anios) for c, v in fila.items()} for fila in lector]


def a_csv(filas: Iterable[Mapping[str, str]]) -> bytes:
    """Unas filas como CSV: lo que subiría quien las tiene en una hoja de cálculo."""
    lista = list(filas)
    salida = io.StringIO()
    escritor = csv.DictWriter(salida, list(lista[0]), lineterminator="\n")
    escritor.writeheader()
    escritor.writerows(lista)
    return salida.getvalue().encode()


def _juntos(patron: str) -> list[Any]:
    """Lo que dicen todos los archivos JSON con ese nombre, siempre en el mismo orden."""
    return [json_de(archivo.name) for archivo in sorted(CARPETA.glob(patron))]


def fichas_de_propuestas() -> list[dict[str, Any]]:
    """Las propuestas de `propuestas.json` y de los demás `propuestas_*.json`."""
    return [ficha for fichas in _juntos("propuestas*.json") for ficha in fichas]


def fichas_de_comentarios() -> dict[str, list[dict[str, Any]]]:
    """Los comentarios de cada propuesta, por su clave, de todos los `comentarios*.json`."""
    hallados: dict[str, list[dict[str, Any]]] = {}
    for fichas in _juntos("comentarios*.json"):
        for ficha in fichas:
            hallados.setdefault(ficha["propuesta"], []).extend(ficha["comentarios"])
    return hallados


def fichas_de_personas() -> dict[str, list[dict[str, Any]]]:
    """Las personas con nombre, por grupo: las de `personas.json` y las de `personas_*.json`."""
    hallados: dict[str, list[dict[str, Any]]] = {}
    for grupos in _juntos("personas*.json"):
        for grupo, fichas in grupos.items():
            hallados.setdefault(grupo, []).extend(fichas)
    return hallados


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
