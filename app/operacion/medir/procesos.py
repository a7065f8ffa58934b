"""Lo que /proc dice de un servidor en marcha: procesador y memoria."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

_PROC = Path("/proc")


def descendientes(pid: int) -> list[int]:
    """Los procesos nacidos de `pid`, directos o no, sin él."""
    hijos = [int(h) for h in _leer(_PROC / str(pid) / "task" / str(pid) / "children").split()]
    return hijos + [nieto for hijo in hijos for nieto in descendientes(hijo)]


def segundos_de_procesador(pids: list[int]) -> float:
    """Tiempo de procesador consumido hasta ahora por `pids`, en segundos."""
    pulsos = 0
    for pid in pids:
        partes = _leer(_PROC / str(pid) / "stat").rpartition(")")[2].split()
        if partes:
            pulsos += int(partes[11]) + int(partes[12])
    return pulsos / os.sysconf("SC_CLK_TCK")


def memoria_mb(pids: list[int]) -> float:
    """Memoria de `pids` en MB, repartiendo entre ellos la compartida (PSS)."""
    kilos = 0
    for pid in pids:
        hallado = re.search(r"^Pss:\s+(\d+)", _leer(_PROC / str(pid) / "smaps_rollup"), re.M)
        kilos += int(hallado.group(1)) if hallado else 0
    return round(kilos / 1024, 1)


def maquina() -> str:
    """La máquina en una línea: procesador, núcleos, memoria, sistema y Python."""
    modelo = re.search(r"model name\s*:\s*(.+)", _leer(_PROC / "cpuinfo"))
    memoria = re.search(r"MemTotal:\s+(\d+)", _leer(_PROC / "meminfo"))
    gigas = round(int(memoria.group(1)) / 1024**2) if memoria else 0
    sistema = re.search(r'PRETTY_NAME="(.+)"', _leer(Path("/etc/os-release")))
    return ", ".join(
        [
            modelo.group(1).strip() if modelo else platform.machine(),
            f"{os.cpu_count()} núcleos",
            f"{gigas} GB",
            sistema.group(1) if sistema else platform.system(),
            f"Python {platform.python_version()}",
        ]
    )


def _leer(ruta: Path) -> str:
    try:
        return ruta.read_text()
    except OSError:
        return ""
