"""Generador de carga HTTP en un proceso aparte: `python -m app.operacion.medir.carga`.

Lee de la entrada un encargo en JSON y escribe en la salida lo medido. Solo usa la
biblioteca estándar y no carga la aplicación, para no estorbar a lo que mide.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

CABECERA_CONSULTAS = "x-consultas"


@dataclass(frozen=True)
class Peticion:
    """Una petición que se repite; `cabeceras` ya lleva las galletas si hacen falta."""

    ruta: str
    metodo: str = "GET"
    cabeceras: dict[str, str] = field(default_factory=dict)
    cuerpo: str = ""

    def en_bytes(self, direccion: str) -> bytes:
        cuerpo = self.cuerpo.encode()
        cabeceras = {"Host": direccion, **self.cabeceras}
        if cuerpo:
            cabeceras.setdefault("Content-Type", "application/x-www-form-urlencoded")
            cabeceras["Content-Length"] = str(len(cuerpo))
        lineas = "".join(f"{nombre}: {valor}\r\n" for nombre, valor in cabeceras.items())
        return f"{self.metodo} {self.ruta} HTTP/1.1\r\n{lineas}\r\n".encode() + cuerpo


@dataclass(frozen=True)
class Encargo:
    """Qué pedir, a quién y cuánto tiempo; con `una_vez`, cada petición a lo sumo una vez."""

    puerto: int
    peticiones: list[Peticion]
    conexiones: int = 16
    segundos: float = 6.0
    una_vez: bool = False
    direccion: str = "127.0.0.1"


@dataclass
class Medida:
    """Lo visto desde el cliente: tiempos en milisegundos, bytes de cuerpo y las consultas más frecuentes."""

    peticiones: int = 0
    por_segundo: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    maximo: float = 0.0
    cuerpo: int = 0
    consultas: int | None = None
    errores: int = 0
    estados: dict[str, int] = field(default_factory=dict)
    primer_error: str = ""


class _Cuenta:
    """Lo que juntan entre todas las conexiones."""

    def __init__(self) -> None:
        self.tiempos: list[float] = []
        self.estados: Counter[str] = Counter()
        self.bytes = 0
        self.errores = 0
        self.primer_error = ""
        self.consultas: Counter[int] = Counter()


def _cabeceras(bloque: bytes) -> tuple[str, dict[str, str]]:
    lineas = bloque.decode("latin-1").split("\r\n")
    pares = (linea.split(":", 1) for linea in lineas[1:] if ":" in linea)
    return lineas[0].split(" ")[1], {n.strip().lower(): v.strip() for n, v in pares}


async def _cuerpo(lector: asyncio.StreamReader, cabeceras: dict[str, str]) -> int:
    """Lee el cuerpo entero y devuelve cuántos bytes trajo."""
    if "content-length" in cabeceras:
        largo = int(cabeceras["content-length"])
        await lector.readexactly(largo)
        return largo
    if cabeceras.get("transfer-encoding", "").lower() != "chunked":
        return 0 if "location" in cabeceras else len(await lector.read())
    total = 0
    while trozo := int((await lector.readuntil(b"\r\n")).strip() or b"0", 16):
        await lector.readexactly(trozo + 2)
        total += trozo
    await lector.readuntil(b"\r\n")
    return total


async def _una(
    lector: asyncio.StreamReader, escritor: asyncio.StreamWriter, datos: bytes, cuenta: _Cuenta
) -> bool:
    """Pide y lee una respuesta; dice si la conexión sigue abierta."""
    inicio = time.perf_counter()
    escritor.write(datos)
    estado, cabeceras = _cabeceras(await lector.readuntil(b"\r\n\r\n"))
    largo = await _cuerpo(lector, cabeceras)
    cuenta.tiempos.append(time.perf_counter() - inicio)
    cuenta.estados[estado] += 1
    cuenta.bytes += largo
    if CABECERA_CONSULTAS in cabeceras:
        cuenta.consultas[int(cabeceras[CABECERA_CONSULTAS])] += 1
    return cabeceras.get("connection", "").lower() != "close"


async def _conexion(encargo: Encargo, pendientes: Any, hasta: float, cuenta: _Cuenta) -> None:
    escritor: asyncio.StreamWriter | None = None
    for datos in pendientes:
        if time.perf_counter() >= hasta:
            break
        try:
            if escritor is None:
                lector, escritor = await asyncio.open_connection(
                    encargo.direccion, encargo.puerto, limit=1 << 20
                )
            if not await _una(lector, escritor, datos, cuenta):
                escritor.close()
                escritor = None
        except (OSError, asyncio.IncompleteReadError, ValueError, IndexError) as falla:
            cuenta.errores += 1
            cuenta.primer_error = cuenta.primer_error or repr(falla)
            escritor = None
            await asyncio.sleep(0.05)
    if escritor is not None:
        escritor.close()


def _percentil(ordenados: list[float], fraccion: float) -> float:
    if not ordenados:
        return 0.0
    return round(1000 * ordenados[min(len(ordenados) - 1, int(len(ordenados) * fraccion))], 2)


async def _medir(encargo: Encargo) -> Medida:
    crudas = [p.en_bytes(f"{encargo.direccion}:{encargo.puerto}") for p in encargo.peticiones]
    cuenta = _Cuenta()
    inicio = time.perf_counter()
    hasta = inicio + encargo.segundos
    # Una sola fila para todas las conexiones: cada una toma la siguiente.
    fila = iter(crudas) if encargo.una_vez else cycle(crudas)
    await asyncio.gather(*(_conexion(encargo, fila, hasta, cuenta) for _ in range(encargo.conexiones)))
    duracion = time.perf_counter() - inicio
    tiempos = sorted(cuenta.tiempos)
    return Medida(
        peticiones=len(tiempos),
        por_segundo=round(len(tiempos) / duracion, 1),
        p50=_percentil(tiempos, 0.50),
        p99=_percentil(tiempos, 0.99),
        maximo=_percentil(tiempos, 1.0),
        cuerpo=round(cuenta.bytes / max(1, len(tiempos))),
        consultas=cuenta.consultas.most_common(1)[0][0] if cuenta.consultas else None,
        errores=cuenta.errores,
        estados=dict(cuenta.estados),
        primer_error=cuenta.primer_error,
    )


def cargar(encargo: Encargo) -> Medida:
    """Corre el encargo en otro proceso y devuelve lo que midió; falla si el proceso falla."""
    raiz = Path(__file__).resolve().parents[3]
    proceso = subprocess.run(  # noqa: S603
        [sys.executable, "-m", __name__],
        input=json.dumps(asdict(encargo)),
        capture_output=True,
        text=True,
        check=True,
        cwd=raiz,
    )
    return Medida(**json.loads(proceso.stdout))


def principal() -> None:
    """Lee el encargo de la entrada y escribe la medida en la salida."""
    crudo = json.load(sys.stdin)
    crudo["peticiones"] = [Peticion(**p) for p in crudo["peticiones"]]
    json.dump(asdict(asyncio.run(_medir(Encargo(**crudo)))), sys.stdout)


if __name__ == "__main__":
    principal()
