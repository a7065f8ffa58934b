"""Cuánto cuesta buscar y sugerir parecidas, con muchas propuestas: tiempos, consultas y lo que se ordena.

Los títulos y párrafos sembrados repiten pocas palabras; al índice se le añaden otras de un vocabulario de
veinte mil con la frecuencia de una lengua (la n-ésima aparece 1/n veces), para que haya comunes y raras.
"""

from __future__ import annotations

import contextlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Any
from urllib.parse import quote_plus

from flask import Flask
from sqlalchemy import event, select

from app.busqueda import freno
from app.busqueda.consultas import CANDIDATOS
from app.busqueda.modelos import Documento
from app.busqueda.reglas import leer, raices
from app.extensiones import db
from app.operacion.medir import banco, procesos, sembrado, textos
from app.operacion.medir.bloque import Bloque
from app.propuestas import consultas
from app.propuestas.buscable import CLASE
from app.propuestas.consultas import Filtros, Orden
from app.propuestas.modelos import Propuesta
from app.propuestas.parecidas import CANDIDATAS_AL_TECLEAR
from app.territorio.modelos import Territorio

VOCABULARIO = 20_000
PALABRAS_POR_TEXTO = 25
TANDA = 5_000
VECES = 60


@dataclass
class Caso:
    """Una página pedida muchas veces con palabras distintas; `ordenadas`, cuántas se ordenaron como mucho."""

    nombre: str
    rutas: list[str]
    busca: str = ""
    tiempos: list[float] | None = None
    consultas: int = 0
    ordenadas: int | None = None


def palabra(n: int) -> str:
    """La palabra número `n` del vocabulario: solo letras y sin terminación que se recorte."""
    letras = ""
    while True:
        n, resto = divmod(n, 26)
        letras += ascii_lowercase[resto]
        if not n:
            return f"zw{letras}x"


def medir(filas: int, motor: str, decir: Callable[[str], None]) -> dict[str, Any]:
    """Siembra, mide cada caso dentro del proceso y devuelve sus cifras."""
    with contextlib.ExitStack() as pila:
        carpeta = Path(pila.enter_context(tempfile.TemporaryDirectory(prefix="rumbo-medir-")))
        url, _vara = pila.enter_context(banco.bases(motor, carpeta))
        app = banco.aplicacion({"RUMBO_DATOS": str(carpeta), "RUMBO_BASE": url, "RUMBO_CIUDAD": "Medida"})
        decir(f"Siembro {filas:,} propuestas en {motor} …".replace(",", "."))
        empezo = time.monotonic()
        sembrado.sembrar(app, filas, 1)
        with app.app_context():
            _indexar()
        sembrar = time.monotonic() - empezo
        decir(f"Sembrado e indexado en {sembrar:.0f} s. Mido …")
        casos = _casos(app, filas)
        for caso in casos:
            _medir(app, caso)
        with app.app_context():
            db.engine.dispose()
        return {
            "maquina": procesos.maquina(),
            "filas": filas,
            "motor": motor,
            "sembrado_s": round(sembrar, 1),
            "casos": [_resumen(c) for c in casos],
        }


def _indexar() -> None:
    ids = list(db.session.scalars(select(Propuesta.id).order_by(Propuesta.id)))
    db.session.remove()
    azar = random.Random(3)  # noqa: S311  datos de medida, repetibles
    with Bloque(db.engine) as bloque:
        for inicio in range(0, len(ids), TANDA):
            bloque.insertar(Documento, _documentos(ids[inicio : inicio + TANDA], ids[0], azar))


def _documentos(ids: list[int], primero: int, azar: random.Random) -> Iterator[dict[str, Any]]:
    for ident in ids:
        propias = [palabra(int(VOCABULARIO ** azar.random())) for _ in range(PALABRAS_POR_TEXTO)]
        yield {
            "contenido_id": ident,
            "clase": CLASE,
            "titulo": " ".join([*raices(textos.titulo(ident - primero + 1)), *raices(" ".join(propias[:3]))]),
            "texto": " ".join([*raices(textos.parrafo(ident, 12)), *raices(" ".join(propias[3:]))]),
        }


def _casos(app: Flask, filas: int) -> list[Caso]:
    with app.app_context():
        territorio = db.session.scalar(select(Territorio.codigo).order_by(Territorio.id.desc()).limit(1))
        db.session.remove()

    def buscar(nombre: str, palabras: list[str], mas: str = "") -> Caso:
        rutas = [f"/propuestas?q={quote_plus(p)}{mas}&clave=v{n}" for n, p in enumerate(palabras)]
        return Caso(nombre, rutas, palabras[0])

    titulos = [
        f"{textos.titulo(n * 37)} {palabra(n % 200)} {palabra(2_000 + n)} {palabra(9_000 + n)}"
        for n in range(VECES * 2)
    ]
    teclear = [f"/propuestas/parecidas?titulo={quote_plus(t[: 20 + n % 60])}" for n, t in enumerate(titulos)]
    return [
        Caso("la lista, sin buscar", ["/propuestas?orden=apoyadas"] * VECES),
        buscar("una palabra de casi todas", ["vereda"] * VECES),
        buscar("una palabra corriente", [palabra(20 + n) for n in range(VECES)]),
        buscar("una palabra rara", [palabra(8_000 + n) for n in range(VECES)]),
        buscar("dos palabras de casi todas", ["vereda escuela"] * VECES),
        buscar("una frase", ['"baños públicos"'] * VECES),
        buscar("una palabra a medias", ["bibliot"] * VECES),
        buscar("de casi todas, más apoyadas", ["vereda"] * VECES, "&orden=apoyadas"),
        buscar("de casi todas, en un barrio", ["vereda"] * VECES, f"&territorio={territorio}"),
        buscar("nada, y lo que se acerca", [f"{palabra(50 + n)} inexistente" for n in range(VECES)]),
        Caso("parecidas, al escribir el título", teclear),
    ]


def _medir(app: Flask, caso: Caso) -> None:
    cliente, cuenta = app.test_client(), [0]

    def anotar(*_: Any) -> None:
        cuenta[0] += 1

    with app.app_context():
        motor = db.engine
    event.listen(motor, "before_cursor_execute", anotar)
    caso.tiempos = []
    for ruta in [caso.rutas[0], *caso.rutas]:
        app.extensions.pop(freno.EXTENSION, None)
        cuenta[0] = 0
        antes = time.perf_counter()
        hecho = cliente.get(ruta)
        caso.tiempos.append(1000 * (time.perf_counter() - antes))
        if hecho.status_code != 200:
            raise banco.NoSePuedeMedir(f"{ruta} respondió {hecho.status_code}.")
        caso.consultas = max(caso.consultas, cuenta[0])
    del caso.tiempos[0]
    event.remove(motor, "before_cursor_execute", anotar)
    if caso.busca:
        with app.app_context():
            caso.ordenadas = consultas.buscar(leer(caso.busca), Filtros(), Orden.HALLADAS).total
            db.session.remove()


def _resumen(caso: Caso) -> dict[str, Any]:
    tiempos = sorted(caso.tiempos or [0.0])
    return {
        "nombre": caso.nombre,
        "p50_ms": round(statistics.median(tiempos), 1),
        "p99_ms": round(tiempos[min(len(tiempos) - 1, int(len(tiempos) * 0.99))], 1),
        "consultas": caso.consultas,
        "ordenadas": caso.ordenadas,
    }


def texto(cifras: dict[str, Any]) -> str:
    """Las cifras para personas; la razón es contra la lista sin buscar de la misma corrida."""
    filas = f"{cifras['filas']:,}".replace(",", ".")
    ancho = max(len(c["nombre"]) for c in cifras["casos"])
    vara = cifras["casos"][0]["p50_ms"] or 1
    lineas = [
        cifras["maquina"],
        f"medir busqueda: {filas} propuestas, {cifras['motor']} (sembradas en {cifras['sembrado_s']} s); "
        f"se ordenan {CANDIDATOS} como mucho, {CANDIDATAS_AL_TECLEAR} al escribir",
        "",
        f"{'':<{ancho}}  p50 ms  p99 ms  consultas  ordenadas  razón p50",
    ]
    for c in cifras["casos"]:
        ordenadas = "—" if c["ordenadas"] is None else str(c["ordenadas"])
        lineas.append(
            f"{c['nombre']:<{ancho}}  {c['p50_ms']:>6}  {c['p99_ms']:>6}  {c['consultas']:>9}  "
            f"{ordenadas:>9}  {c['p50_ms'] / vara:>9.1f}"
        )
    return "\n".join(lineas)
