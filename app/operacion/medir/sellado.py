"""Cuánto tarda sellar y verificar muchos hechos, y cuánta memoria pide, en una base de usar y tirar."""

from __future__ import annotations

import datetime as dt
import resource
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask

from app.auditoria import comprobacion, servicios
from app.contenido.modelos import Hecho
from app.extensiones import db
from app.nucleo.reloj import ahora
from app.operacion.medir import banco, procesos, textos
from app.operacion.medir.bloque import Bloque

T = TypeVar("T")


def medir(filas: int, motor: str, decir: Callable[[str], None]) -> dict[str, Any]:
    """Siembra `filas` hechos, los sella y los verifica; devuelve segundos y megas."""
    with ExitStack() as pila:
        carpeta = Path(pila.enter_context(tempfile.TemporaryDirectory(prefix="rumbo-medir-")))
        url, _vara = pila.enter_context(banco.bases(motor, carpeta))
        app = banco.aplicacion({"RUMBO_DATOS": str(carpeta), "RUMBO_BASE": url, "RUMBO_CIUDAD": "Medida"})
        with app.app_context():
            decir("Siembro los hechos …")
            _sembrar(app, filas)
            antes = _memoria()
            decir("Sello …")
            sellados, sellar = _cronometrar(servicios.sellar)
            decir("Verifico …")
            informe, verificar = _cronometrar(comprobacion.verificar)
            db.session.remove()
        return {
            "maquina": procesos.maquina(),
            "versiones": banco.version_del_motor(app),
            "hechos": sellados,
            "sellos": informe.sellos,
            "coincide": informe.cuantas == 0 and informe.hechos == filas,
            "sellar_s": sellar,
            "verificar_s": verificar,
            "memoria_mb": round(_memoria() - antes, 1),
        }


def _cronometrar(funcion: Callable[[], T]) -> tuple[T, tuple[float, float]]:
    """Lo que devuelve, y los segundos que tardó: de reloj y de procesador de este proceso."""
    reloj, procesador = time.perf_counter(), time.process_time()
    hecho = funcion()
    return hecho, (round(time.perf_counter() - reloj, 2), round(time.process_time() - procesador, 2))


def _sembrar(app: Flask, filas: int) -> None:
    nacido = ahora() - dt.timedelta(seconds=filas)
    comun = {"clase": "propuestas.publicada", "publico": True}
    with app.app_context(), Bloque(db.engine) as bloque:
        bloque.insertar(
            Hecho,
            (
                {
                    **comun,
                    "id": n,
                    "ocurrio_en": nacido + dt.timedelta(seconds=n),
                    "motivo": textos.parrafo(n, 1) if n % 3 else "",
                    "datos": f'{{"umbral": {n % 500}, "titulo": "{textos.titulo(n)}"}}',
                }
                for n in range(1, filas + 1)
            ),
        )


def _memoria() -> float:
    """El máximo de memoria que este proceso ha tenido, en MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def texto(cifras: dict[str, Any]) -> str:
    """Las cifras, para personas."""
    tiempos = {que: "{} s (procesador {} s)".format(*cifras[f"{que}_s"]) for que in ("sellar", "verificar")}
    return "\n".join(
        [
            cifras["maquina"],
            " · ".join(f"{nombre} {numero}" for nombre, numero in cifras["versiones"].items()),
            f"medir auditoria: {cifras['hechos']} hechos en {cifras['sellos']} sellos",
            f"  sellar     {tiempos['sellar']}",
            f"  verificar  {tiempos['verificar']}",
            f"  memoria    {cifras['memoria_mb']} MB más que antes de sellar",
            *([] if cifras["coincide"] else ["¡ATENCIÓN! La verificación no coincide."]),
        ]
    )
