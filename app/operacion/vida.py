"""El cordón entre el supervisor y sus hijos: si el supervisor muere, aun de golpe, ellos paran.

Cada hijo hereda el extremo de lectura de una tubería cuyo otro extremo solo tiene el supervisor.
Cuando este desaparece, el sistema cierra su extremo y la lectura del hijo termina.
"""

from __future__ import annotations

import gc
import os
import signal
import threading

PLAZO_DE_CIERRE = 10.0
"""Segundos que un hijo tiene para terminar lo empezado."""


def atar(descriptor: int) -> None:
    """Pide el cierre ordenado de este proceso cuando el supervisor desaparece; lo fuerza tras el plazo."""

    def vigilar() -> None:
        while os.read(descriptor, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(PLAZO_DE_CIERRE + 2)
        os._exit(1)

    threading.Thread(target=vigilar, name="vida", daemon=True).start()


def asentar() -> None:
    """Aparta lo ya cargado de las revisiones de memoria: no muere nunca, y mirarlo detenía 0,1 s una página."""
    gc.collect()
    gc.freeze()


def avisar(descriptor: int) -> None:
    """Dice al supervisor que este hijo ya trabaja."""
    os.write(descriptor, b"1")
    os.close(descriptor)
