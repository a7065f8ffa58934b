"""Pone topes a este proceso y corre en él otro guion: `aislado.py GUION ARGUMENTOS… < archivo`.

Aquí se abre lo que mandó un desconocido: si algo revienta no se lleva por delante a quien atiende la página.
"""

from __future__ import annotations

import resource
import runpy
import sys

MEMORIA = 512 * 1024 * 1024
SEGUNDOS = 15


def acotar() -> None:
    """Pone topes a este proceso: memoria, procesador y cero bytes en disco."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
    resource.setrlimit(resource.RLIMIT_CPU, (SEGUNDOS, SEGUNDOS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    acotar()
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
